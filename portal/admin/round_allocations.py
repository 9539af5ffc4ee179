"""What lies behind a round's allocation, each on a line of the round's page: where to go next."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse

from allocations.models import Allocation, AllocationKey, Proposal
from core.admin_base import admin_url
from core.dates import day_and_year
from grants.models import Round

__all__ = ["Lead", "leads"]


class Lead(NamedTuple):
    """Where a line leads, and how what is there stands."""

    text: str
    url: str
    state: str


def leads(round_: Round) -> list[Lead]:
    """What waits first, then what applies, the keys, and what applied before (3 queries)."""
    return [*_proposals(round_), *_in_force_and_keys(round_)]


def _proposals(round_: Round) -> Iterator[Lead]:
    waiting = Proposal.objects.filter(round=round_, adopted_as=None).select_related("proposed_by")
    for one in waiting.order_by("proposed_at"):
        state = f"Inläst av {one.proposed_by}, väntar på att fastställas"
        yield Lead(f"Förslag: {one.source}", admin_url(one), state)


def _in_force_and_keys(round_: Round) -> Iterator[Lead]:
    adopted = list(Allocation.objects.filter(round=round_).order_by("-number"))
    for one in adopted:
        if one.is_in_force:
            state = f"Gäller, fastställd {day_and_year(one.adopted_on)}"
            yield Lead(f"Fördelning nummer {one.number}", admin_url(one), state)
    for key in AllocationKey.objects.filter(round=round_).order_by("-number"):
        state = "Fastställd" if key.adopted_at else "Utkast: se vad var och en får, gör ett förslag"
        yield Lead(f"Fördelningsnyckel: {key.name}", admin_url(key), state)
    if replaced := sum(not one.is_in_force for one in adopted):
        where = reverse("admin:allocations_allocation_changelist")
        yield Lead("Tidigare fördelningar", f"{where}?omgang={round_.key}", f"{replaced} ersatta")
