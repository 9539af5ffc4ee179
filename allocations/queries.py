"""Reads of allocations for other apps: those in force, why they are as they are, and proposals."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from allocations.explained import Explanation, explanations, key_of, still_explained
from allocations.keys import computed
from allocations.models import Allocation, AllocationRow
from allocations.preview import Plan
from allocations.proposed import (
    Changed,
    changed_between,
    diff,
    known_recipients,
    plan_now,
    preview_of,
)
from core.transitions import label_of
from correspondence.models import Document
from grants.models import Round
from organisations.models import Recipient

__all__ = [
    "PDF",
    "WORKBOOK",
    "Changed",
    "Explanation",
    "Footing",
    "Plan",
    "changed_between",
    "computed",
    "diff",
    "documents_of",
    "explanations",
    "footing",
    "frame_kr",
    "frames",
    "in_force",
    "key_of",
    "known_recipients",
    "plan_now",
    "preview_of",
    "still_explained",
    "without_documents",
]

PDF, WORKBOOK = "allocation", "allocation_workbook"
"""The kinds of an allocation's documents."""


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


def documents_of(allocation: Allocation) -> dict[str, Document]:
    """The allocation's stored documents by kind (one query)."""
    made = Document.objects.filter(about=label_of(allocation), kind__in=(PDF, WORKBOOK))
    return {one.kind: one for one in made}


def without_documents() -> list[Allocation]:
    """Those in force whose PDF is not made yet; the workbook is made before it (2 queries)."""
    made = set(Document.objects.filter(kind=PDF).values_list("about", flat=True))
    return [one for one in Allocation.objects.in_force() if label_of(one) not in made]
