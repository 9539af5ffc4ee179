"""Reads of decisions and rounds, with a fixed number of queries each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum

from core.transitions import label_of
from correspondence.models import Document
from grants.models import Decision, GovernmentReportDuty, Round

__all__ = [
    "ORIGINAL", "DutyAhead", "duties_ahead", "family", "is_rested_on", "originals_of", "room_kr",
    "to_read",
]  # fmt: skip

ORIGINAL = "decision_original"
"""What the kind of a decision's attached original begins with; its number follows."""
AHEAD = timedelta(days=90)


def family(decision: Decision) -> QuerySet[Decision]:
    """The original decision and all that amend it, by date."""
    original = decision.amends_id or decision.pk
    kin = Decision.objects.filter(Q(pk=original) | Q(amends=original))
    return kin.order_by("decided_on", "pk")


def room_kr(decision: Decision, *, year: int, besides: Round | None = None) -> int:
    """What the decision has left in kr for a year's rounds, without its own costs (2 queries).

    The latest of the decision and its amendments says the amounts. A total is for a year: a
    decision that promises several years states what each of them may cost at most.
    """
    kin = list(family(decision))
    rounds = Round.objects.filter(decision__in=kin, year=year)
    if besides is not None:
        rounds = rounds.exclude(pk=besides.pk)
    spoken_for: int = rounds.aggregate(kr=Sum("amount_kr", default=0))["kr"]
    return kin[-1].total_kr - kin[-1].own_costs_cap_kr - spoken_for


def is_rested_on(decision: Decision) -> bool:
    """Whether a round of it has been opened: from then on it is frozen."""
    return decision.rounds.opened().exists()


def originals_of(decisions: Iterable[Decision]) -> QuerySet[Document]:
    """The attached originals of the decisions, also those that were replaced, oldest first."""
    about = [label_of(decision) for decision in decisions]
    found = Document.objects.filter(about__in=about, kind__startswith=ORIGINAL)
    return found.order_by("kind")


def to_read(decision: Decision) -> list[tuple[Decision, Document | None]]:
    """The decision and its amendments, each with its newest original (2 queries)."""
    kin = list(family(decision))
    newest = {document.about: document for document in originals_of(kin)}
    return [(one, newest.get(label_of(one))) for one in kin]


@dataclass(frozen=True)
class DutyAhead:
    """A report to the government that is due soon, or late."""

    duty: GovernmentReportDuty
    is_late: bool


def duties_ahead(*, today: date) -> list[DutyAhead]:
    """What the agency shall report within 90 days, and what it should have (one query)."""
    rows = GovernmentReportDuty.objects.unsettled(until=today + AHEAD).select_related("decision")
    return [DutyAhead(duty, duty.due_on < today) for duty in rows]
