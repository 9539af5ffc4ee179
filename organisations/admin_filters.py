"""Filters of staff lists that ask about organisations and recipients."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from core.admin_base import once
from organisations.models import Lan
from organisations.queries import without_ombud

__all__ = ["LanFilter", "OmbudFilter"]


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


class OmbudFilter(SimpleListFilter):
    """Organisations that people belong to, or have left, and that no ombud speaks for."""

    title = "ombud"
    parameter_name = "ombud"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("saknas", "Har blivit utan ombud")]

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Count]:
        left = Q(pk__in=without_ombud().order_by().values("pk"))
        return {"0__c": Count(pk_attname, filter=left)}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "saknas":
            return queryset
        return queryset.filter(pk__in=without_ombud().order_by().values("pk"))
