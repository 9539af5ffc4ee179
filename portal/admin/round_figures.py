"""A round in figures: how many and how much in every state, and who has not asked for its money."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse

from allocations.models import AllocationRow
from grants.models import Round
from organisations.models import Organisation
from organisations.queries import huvudman_by_recipient
from repayments.models import Claim
from repayments.states import ClaimStatus
from reporting.admin_filters import QUESTIONS as REPORT_QUESTIONS
from reporting.models import Report
from requisitions.admin_filters import QUESTIONS as REQUISITION_QUESTIONS
from requisitions.models import Payment, PaymentStatus, Requisition

__all__ = ["Line", "NotAsked", "Table", "not_requisitioned", "tables", "without_requisition"]


@dataclass(frozen=True)
class Line:
    """A state: how many cases are in it, what they add up to in kr, the list that shows them."""

    label: str
    cases: int
    kr: int | None
    url: str = ""


@dataclass(frozen=True)
class Table:
    """One kind of case in all its states; `kr` is None where the cases have no amounts."""

    title: str
    url: str
    lines: list[Line] = field(default_factory=list)

    @property
    def cases(self) -> int:
        return sum(line.cases for line in self.lines)

    @property
    def kr(self) -> int | None:
        amounts = [line.kr for line in self.lines if line.kr is not None]
        return sum(amounts) if amounts else None


@dataclass(frozen=True)
class NotAsked:
    """A recipient that has a frame and has not sent in a requisition."""

    row: AllocationRow
    huvudman: Organisation | None
    has_draft: bool


def tables(round_: Round) -> list[Table]:
    """Requisitions, payments, reports and claims of a round (4 queries)."""
    return [_requisitions(round_), _payments(round_), _reports(round_), _claims(round_)]


def without_requisition(round_: Round) -> QuerySet[AllocationRow]:
    """The frames of a round that nobody has asked for yet."""
    asked = Requisition.objects.sent_in().filter(round=round_, recipient=OuterRef("recipient"))
    rows = AllocationRow.objects.in_force().filter(allocation__round=round_, kr__gt=0)
    return rows.filter(~Exists(asked))


def not_requisitioned(round_: Round, *, on: date) -> list[NotAsked]:
    """The same with huvudman and whether a draft has been begun (2 queries)."""
    drafts = Requisition.objects.filter(round=round_, recipient=OuterRef("recipient"))
    rows = list(
        without_requisition(round_)
        .select_related("recipient__lan")
        .annotate(has_draft=Exists(drafts))
    )
    behind = huvudman_by_recipient((row.recipient for row in rows), on=on)
    return [NotAsked(row, behind.get(row.recipient_id), row.has_draft) for row in rows]


def _requisitions(round_: Round) -> Table:
    asked: dict[str, Any] = {}
    for key, (_, question) in REQUISITION_QUESTIONS.items():
        asked[key] = Count("pk", filter=question)
        asked[f"{key}_kr"] = Sum("amount_kr", filter=question)
    found = Requisition.objects.filter(round=round_).aggregate(**asked)
    where = _list("requisitions_requisition", round_)
    lines = [
        Line(text, found[key], found[f"{key}_kr"] or 0, f"{where}&lage={key}")
        for key, (text, _) in REQUISITION_QUESTIONS.items()
    ]
    return Table("Rekvisitioner", where, lines)


def _payments(round_: Round) -> Table:
    rows = Payment.objects.filter(requisition__round=round_)
    sums: dict[str, Any] = {}
    for status in PaymentStatus.values:
        sums[status] = Count("pk", filter=Q(status=status))
        sums[f"{status}_kr"] = Sum("amount_kr", filter=Q(status=status))
    found = rows.aggregate(**sums)
    where = _list("requisitions_requisition", round_)
    lists = {PaymentStatus.PLANNED: "betala", PaymentStatus.PAID: "utbetalda"}
    lines = [
        Line(
            str(status.label),
            found[status.value],
            found[f"{status.value}_kr"] or 0,
            f"{where}&lage={lists[status]}",
        )
        for status in PaymentStatus
    ]
    return Table("Utbetalningar", where, lines)


def _reports(round_: Round) -> Table:
    counts = {key: Count("pk", filter=question) for key, (_, question) in REPORT_QUESTIONS.items()}
    found = Report.objects.filter(round=round_).aggregate(**counts)
    where = _list("reporting_report", round_)
    lines = [
        Line(text, found[key], None, f"{where}&lage={key}")
        for key, (text, _) in REPORT_QUESTIONS.items()
    ]
    return Table("Återrapporteringar", where, lines)


def _claims(round_: Round) -> Table:
    rows = Claim.objects.filter(round=round_).order_by().values("status")
    found = {row["status"]: row for row in rows.annotate(n=Count("pk"), kr=Sum("amount_kr"))}
    none = {"n": 0, "kr": 0}
    lines = [
        Line(str(status.label), found.get(status, none)["n"], found.get(status, none)["kr"])
        for status in ClaimStatus
    ]
    return Table("Återkrav", "", lines)


def _list(model: str, round_: Round) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode({'omgang': round_.key})}"
