"""Reads of the allocations that are in force."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from allocations.explained import Explanation, explanations, key_of
from allocations.keys import computed
from allocations.models import Allocation, AllocationRow
from allocations.proposed import Changed, changed_between, diff
from grants.models import Round
from organisations.models import Recipient

__all__ = [
    "Changed",
    "Explanation",
    "Footing",
    "changed_between",
    "computed",
    "diff",
    "explanations",
    "footing",
    "frame_kr",
    "frames",
    "in_force",
    "key_of",
]


@dataclass(frozen=True)
class Footing:
    """An allocation's sum beside the total its source states, in kr."""

    rows: int
    sum_kr: int
    stated_total_kr: int
    explanation: str

    @property
    def deviation_kr(self) -> int:
        return self.sum_kr - self.stated_total_kr


def in_force(round_: Round) -> Allocation | None:
    """The round's allocation that applies; None while nothing is adopted."""
    return Allocation.objects.in_force().filter(round=round_).first()


def frames(round_: Round) -> list[AllocationRow]:
    """Every recipient's frame of a round, by code, with the recipient (one query)."""
    rows = AllocationRow.objects.in_force().filter(allocation__round=round_)
    return list(rows.select_related("recipient__lan"))


def frame_kr(round_: Round, recipient: Recipient) -> int | None:
    """The recipient's frame in kr, or None when the round gives it nothing."""
    return (
        AllocationRow.objects.in_force()
        .filter(allocation__round=round_, recipient=recipient)
        .values_list("kr", flat=True)
        .first()
    )


def footing(allocation: Allocation) -> Footing:
    """What the rows add up to, beside the stated total."""
    rows = allocation.rows.aggregate(count=Count("pk"), kr=Sum("kr"))
    return Footing(
        rows=rows["count"],
        sum_kr=rows["kr"] or 0,
        stated_total_kr=allocation.stated_total_kr,
        explanation=allocation.deviation_reason,
    )
