"""Reads of the books, from the tables themselves; a fixed number of queries for a round."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery, Sum

from allocations.models import AllocationRow
from grants.models import Round
from oversight.ledger import Evidence, Figures, Row
from repayments.balance import with_rest
from repayments.models import (
    Claim,
    ClaimDecision,
    CreditNote,
    Ground,
    IncomingPayment,
    Invoice,
    PaymentHandling,
    RestHandling,
    Settlement,
)
from repayments.states import ClaimStatus
from reporting.models import Report, Submission
from reporting.states import ReportStatus
from requisitions.models import BatchLine, Payment, Requisition, RequisitionVersion, Return
from requisitions.states import BatchStatus, PaymentStatus, RequisitionStatus, ReturnStatus

__all__ = ["books_of", "unsettled_total"]

Sums = dict[int, Any]
FOR_UNUSED = (Ground.UNUSED, Ground.NOT_REPORTED)
SENT_IN = (RequisitionStatus.SUBMITTED, RequisitionStatus.APPROVED, RequisitionStatus.PAID)


def books_of(round_: Round) -> list[Row]:
    """A line for every recipient that has a frame or anything else in the round, by code."""
    frames = AllocationRow.objects.in_force().filter(allocation__round=round_)
    cases = Requisition.objects.filter(round=round_)
    names = {
        **_names(frames.values_list("recipient", "recipient__code", "recipient__name")),
        **_names(cases.values_list("recipient", "recipient__code", "recipient__name")),
    }
    columns = {
        "frame": _sums(frames, "recipient", "kr"),
        **_out(round_),
        **_reports(round_),
        **_claims(round_),
        **_in(round_),
    }
    told = _evidence(round_)
    return [
        Row(
            code,
            name,
            Figures(**{key: sums[pk] for key, sums in columns.items() if pk in sums}),
            Evidence(**{key: sums[pk] for key, sums in told.items() if pk in sums}),
        )
        for pk, (code, name) in sorted(names.items(), key=lambda one: one[1])
    ]


def unsettled_total() -> Decimal:
    """Money in, of all rounds, that waits in the work list; kr with öre."""
    total: Decimal = with_rest(IncomingPayment.objects.all()).aggregate(
        kr=Sum("rest", default=Decimal(0))
    )["kr"]
    return total


def _out(round_: Round) -> dict[str, Sums]:
    cases = Requisition.objects.filter(round=round_, status__in=SENT_IN)
    payments = Payment.objects.filter(requisition__round=round_, status=PaymentStatus.PAID)
    returns = Return.objects.filter(requisition__round=round_, status=ReturnStatus.ARRIVED)
    return {
        "requisitioned": _sums(cases, "recipient", "amount_kr"),
        "paid": _sums(payments, "requisition__recipient", "amount_kr"),
        "returned": _sums(returns, "requisition__recipient", "arrived_kr"),
    }


def _reports(round_: Round) -> dict[str, Sums]:
    rows = _applying(round_)
    return {
        "used": _sums(rows, "report__recipient", "used_kr"),
        "unused": _sums(rows, "report__recipient", "unused_kr"),
    }


def _applying(round_: Round) -> Any:
    """The last submissions of accepted reports."""
    last = Submission.objects.filter(report=OuterRef("report")).order_by("-number")
    accepted = Submission.objects.filter(report__round=round_, report__status=ReportStatus.ACCEPTED)
    return accepted.filter(pk=Subquery(last.values("pk")[:1]))


def _claims(round_: Round) -> dict[str, Sums]:
    claims = Claim.objects.filter(round=round_)
    decisions = ClaimDecision.objects.filter(claim__round=round_)
    return {
        "claimed": _sums(claims, "recipient", "amount_kr"),
        "decided": _sums(decisions, "claim__recipient", "amount_kr"),
    }


def _in(round_: Round) -> dict[str, Sums]:
    invoices = Invoice.objects.filter(claim__round=round_)
    credits = CreditNote.objects.filter(invoice__claim__round=round_)
    settlements = Settlement.objects.filter(invoice__claim__round=round_)
    return {
        "invoiced": _sums(invoices, "claim__recipient", "amount_kr"),
        "credited": _sums(credits, "invoice__claim__recipient", "amount_kr"),
        "settled": _sums(settlements, "invoice__claim__recipient", "amount"),
    }


def _evidence(round_: Round) -> dict[str, Sums]:
    """What oversight.ledger.Evidence holds, each figure by recipient."""
    return {**_evidence_out(round_), **_evidence_claims(round_), **_evidence_in(round_)}


def _evidence_out(round_: Round) -> dict[str, Sums]:
    last = RequisitionVersion.objects.filter(requisition=OuterRef("requisition"))
    versions = RequisitionVersion.objects.filter(
        requisition__round=round_,
        requisition__status__in=SENT_IN,
        pk=Subquery(last.order_by("-number").values("pk")[:1]),
    )
    files = BatchLine.objects.filter(
        payment__requisition__round=round_,
        payment__status=PaymentStatus.PAID,
        batch=F("payment__batch"),
        batch__status__in=(BatchStatus.SENT, BatchStatus.ANSWERED),
    )
    return {
        "sent_in": _sums(versions, "requisition__recipient", "amount_kr"),
        "in_files": _batch_sums(files),
        "reported_received": _sums(_applying(round_), "report__recipient", "received_kr"),
        **_evidence_returns(round_),
    }


def _batch_sums(lines: Any) -> Sums:
    """Per recipient, when its batch foots: the batch's own total less the others' payments."""
    rows = list(
        lines.values_list(
            "payment__requisition__recipient", "batch", "batch__total_kr", "payment__amount_kr"
        )
    )
    batches = {batch for _, batch, _, _ in rows}
    whole: Counter[int] = Counter()
    for batch, kr in BatchLine.objects.filter(batch__in=batches).values_list(
        "batch", "payment__amount_kr"
    ):
        whole[batch] += kr
    sums: Counter[int] = Counter()
    for recipient, batch, total_kr, kr in rows:
        sums[recipient] += kr + (total_kr - whole[batch])
    return dict(sums)


def _evidence_returns(round_: Round) -> dict[str, Sums]:
    """Early returns that came with a bank file: what the bank booked, what was counted."""
    returns = Return.objects.filter(requisition__round=round_, status=ReturnStatus.ARRIVED)
    by_label = {
        f"requisitions.return:{pk}": (recipient, kr)
        for pk, recipient, kr in returns.values_list("pk", "requisition__recipient", "arrived_kr")
    }
    booked = PaymentHandling.objects.filter(what=RestHandling.EARLY_RETURN, about__in=by_label)
    bank: defaultdict[int, Decimal] = defaultdict(Decimal)
    ours: Counter[int] = Counter()
    for about, amount in booked.values_list("about", "payment__amount"):
        recipient, kr = by_label[about]
        bank[recipient] += amount
        ours[recipient] += kr or 0
    return {"returns_in_bank": dict(bank), "returns_by_bank": dict(ours)}


def _evidence_claims(round_: Round) -> dict[str, Sums]:
    of_unused = Claim.objects.filter(round=round_, ground__in=FOR_UNUSED)
    decided = ClaimDecision.objects.filter(claim__in=of_unused)
    credits = CreditNote.objects.filter(invoice__claim__in=of_unused)
    after = Counter(_sums(decided, "claim__recipient", "amount_kr"))
    after.subtract(_sums(credits, "invoice__claim__recipient", "amount_kr"))
    invoiced = ClaimDecision.objects.filter(claim__round=round_, claim__status=ClaimStatus.INVOICED)
    waiting = Report.objects.filter(round=round_, status=ReportStatus.ACCEPTED, claims=None)
    return {
        "for_unused": _sums(of_unused, "recipient", "amount_kr"),
        "decided_for_unused": dict(after),
        "invoiced_claims": _sums(invoiced, "claim__recipient", "amount_kr"),
        "not_claimed_yet": dict.fromkeys(waiting.values_list("recipient", flat=True), True),
    }


def _evidence_in(round_: Round) -> dict[str, Sums]:
    invoices = Invoice.objects.filter(claim__round=round_)
    credits = CreditNote.objects.filter(invoice__claim__round=round_)
    over = with_rest(
        IncomingPayment.objects.filter(settlements__invoice__claim__round=round_).distinct()
    ).filter(rest__lt=0)
    beyond: defaultdict[int, Decimal] = defaultdict(Decimal)
    for recipient, rest in over.values_list("settlements__invoice__claim__recipient", "rest"):
        beyond[recipient] = max(beyond[recipient], -rest)
    return {
        "printed": _printed(invoices.values_list("claim__recipient", "snapshot")),
        "credits_printed": _printed(credits.values_list("invoice__claim__recipient", "snapshot")),
        "over_settled": dict(beyond),
    }


def _printed(rows: Iterable[tuple[int, Any]]) -> Sums:
    """What the papers' own lines add up to."""
    sums: Counter[int] = Counter()
    for recipient, snapshot in rows:
        sums[recipient] += sum(abs(line["amount_kr"]) for line in snapshot["lines"])
    return dict(sums)


def _sums(rows: Any, by: str, field: str) -> Sums:
    found = rows.order_by().values(by).annotate(kr=Sum(field))
    return {row[by]: row["kr"] for row in found}


def _names(rows: Iterable[tuple[int, str, str]]) -> dict[int, tuple[str, str]]:
    return {pk: (code, name) for pk, code, name in rows}
