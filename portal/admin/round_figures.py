"""A round in figures: how many and how much in every state."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.urls import reverse

from allocations.models import AllocationRow
from grants.models import Round
from repayments.models import Claim
from repayments.queries import work_lists
from reporting.admin_filters import QUESTIONS as REPORT_QUESTIONS
from reporting.models import Report
from requisitions.admin.filters import QUESTIONS as REQUISITION_QUESTIONS
from requisitions.admin.filters import PaymentFilter
from requisitions.models import Payment, Requisition

__all__ = ["Line", "Table", "tables", "without_requisition"]


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


def tables(round_: Round, today: date) -> list[Table]:
    """Requisitions, payments, reports and claims of a round (4 queries)."""
    return [_requisitions(round_), _payments(round_), _reports(round_), _claims(round_, today)]


def without_requisition(round_: Round) -> QuerySet[AllocationRow]:
    """The frames of a round that nobody has asked for yet."""
    asked = Requisition.objects.answered().filter(round=round_, recipient=OuterRef("recipient"))
    rows = AllocationRow.objects.in_force().filter(allocation__round=round_, kr__gt=0)
    return rows.filter(~Exists(asked))


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
    for key, (_, question) in PaymentFilter.questions.items():
        sums[key] = Count("pk", filter=question)
        sums[f"{key}_kr"] = Sum("amount_kr", filter=question)
    found = rows.aggregate(**sums)
    where = _list("requisitions_payment", round_)
    lines = [
        Line(text, found[key], found[f"{key}_kr"] or 0, f"{where}&lage={key}")
        for key, (text, _) in PaymentFilter.questions.items()
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


def _claims(round_: Round, today: date) -> Table:
    questions = work_lists(today)
    asked: dict[str, Any] = {}
    for key, (_, question) in questions.items():
        asked[key] = Count("pk", filter=question)
        asked[f"{key}_kr"] = Sum("amount_kr", filter=question)
    found = Claim.objects.filter(round=round_).aggregate(**asked)
    where = _list("repayments_claim", round_)
    lines = [
        Line(text, found[key], found[f"{key}_kr"] or 0, f"{where}&lage={key}")
        for key, (text, _) in questions.items()
    ]
    return Table("Återkrav", where, lines)


def _list(model: str, round_: Round) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode({'omgang': round_.key})}"
