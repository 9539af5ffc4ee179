"""Filters of staff lists that ask about organisations and recipients."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from organisations.models import Lan

__all__ = ["LanFilter"]


class LanFilter(SimpleListFilter):
    """By the län of the row's `recipient`."""

    title = "län"
    parameter_name = "lan"

    def lookups(self, request: HttpRequest, model_admin: "Any") -> list[tuple[str, str]]:
        return list(Lan.objects.values_list("lanskod", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(recipient__lan=self.value()) if self.value() else queryset
