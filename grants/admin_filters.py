"""Filters of staff lists that ask about rounds."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from core.admin_base import once
from grants.models import Round
from grants.wording import short_name

__all__ = ["RoundFilter", "round_name"]


class RoundFilter(SimpleListFilter):
    """By the row's `round`."""

    title = "omgång"
    parameter_name = "omgang"

    def lookups(self, request: HttpRequest, model_admin: "Any") -> list[tuple[str, str]]:
        rounds = Round.objects.select_related("grant").order_by("-year", "key")
        return once(
            request, "rounds", lambda: [(round_.key, round_name(round_)) for round_ in rounds]
        )

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Count]:
        return {
            f"{number}__c": Count(pk_attname, filter=Q(round__key=key))
            for number, (key, _) in enumerate(self.lookup_choices)
        }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(round__key=self.value()) if self.value() else queryset


def round_name(round_: Round) -> str:
    """ "Socialtjänst 2025, RSS": short enough for a column."""
    name = short_name(round_)
    return f"{name[0].upper()}{name[1:]}, {round_.recipients_in_words}"
