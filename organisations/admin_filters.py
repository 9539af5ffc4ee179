"""Filters of staff lists that ask about organisations and recipients."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from core.admin_base import once
from organisations.models import Lan

__all__ = ["LanFilter"]


class LanFilter(SimpleListFilter):
    """By the län of the row's `recipient`."""

    title = "län"
    parameter_name = "lan"

    def lookups(self, request: HttpRequest, model_admin: "Any") -> list[tuple[str, str]]:
        rows = Lan.objects.values_list("lanskod", "name")
        return once(request, "lan", lambda: list(rows))

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Count]:
        return {
            f"{number}__c": Count(pk_attname, filter=Q(recipient__lan=lanskod))
            for number, (lanskod, _) in enumerate(self.lookup_choices)
        }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(recipient__lan=self.value()) if self.value() else queryset
