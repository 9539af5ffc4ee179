"""What is claimed on a report so far, and where a corrected report says something else.

Claims for unused money and for a report that did not come concern the same kronor: what a report
that comes later shows to be used has been claimed too much.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from repayments import rules
from repayments.models import Claim, CreditNote, Ground, Invoice
from repayments.states import ClaimStatus
from reporting.models import Report, Submission
from reporting.states import ReportStatus

__all__ = [
    "Creditable",
    "Standing",
    "creditable",
    "over_claimed",
    "reports_to_claim",
    "standing_of",
]

BY_THE_REPORT = (Ground.UNUSED, Ground.NOT_REPORTED)
BEING_HEARD = (ClaimStatus.PROPOSED, ClaimStatus.COMMUNICATED)


@dataclass(frozen=True)
class Standing:
    """The claims on a report that are not dropped, in kr.

    `all_kr` counts every ground, credits taken off. `is_being_heard`: a claim for a missing
    report is not decided yet. `last_unused` is what a further claim corrects.
    """

    proposed_kr: int
    decided_kr: int
    credited_kr: int
    all_kr: int
    is_being_heard: bool
    last_unused: Claim | None

    def correction(self, unused_kr: int) -> rules.Correction:
        """What the report's figure means for what is claimed."""
        return rules.correction(
            unused_kr=unused_kr,
            proposed_kr=self.proposed_kr,
            decided_kr=self.decided_kr,
            credited_kr=self.credited_kr,
        )


@dataclass(frozen=True)
class Creditable:
    """A corrected report, an invoice that it makes too large, and by how much in kr.

    The newest invoice is credited first; what it does not hold waits for the next.
    """

    report: Report
    invoice: Invoice
    kr: int


def standing_of(report: Report) -> Standing:
    """What is claimed on a report (one query)."""
    of_claim = CreditNote.objects.filter(invoice__claim=OuterRef("pk"))
    claims = list(
        Claim.objects.filter(report=report)
        .select_related("decision")
        .annotate(credited_kr=_summed(of_claim, "amount_kr", by="invoice__claim"))
        .order_by("id")
    )
    alive = [claim for claim in claims if claim.status != ClaimStatus.DROPPED]
    by_report = [claim for claim in alive if claim.ground in BY_THE_REPORT]
    unused = [claim for claim in claims if claim.ground == Ground.UNUSED]
    return Standing(
        proposed_kr=sum(claim.amount_kr for claim in by_report),
        decided_kr=sum(_decided_kr(claim) for claim in by_report),
        credited_kr=_credited_kr(by_report),
        all_kr=sum(_decided_kr(claim) for claim in alive) - _credited_kr(alive),
        is_being_heard=any(
            claim.ground == Ground.NOT_REPORTED and claim.status in BEING_HEARD for claim in alive
        ),
        last_unused=unused[-1] if unused else None,
    )


def _credited_kr(claims: Iterable[Any]) -> int:
    return sum(claim.credited_kr for claim in claims)


def reports_to_claim() -> QuerySet[Report]:
    """Accepted reports whose latest submission leaves more unused than is claimed already."""
    claimed = Claim.objects.filter(ground=Ground.UNUSED, submission=OuterRef("latest_id"))
    heard = Claim.objects.filter(
        report=OuterRef("pk"), ground=Ground.NOT_REPORTED, status__in=BEING_HEARD
    )
    more = _accepted().filter(unused_kr__gt=F("proposed_kr") - F("credited_kr"))
    found: QuerySet[Report] = more.filter(~Exists(claimed), ~Exists(heard))
    return found.order_by("accepted_at", "id")


def over_claimed() -> QuerySet[Report]:
    """Accepted reports that leave less unused than is invoiced, each with `less_kr` to credit."""
    invoiced = _claims_of_report().filter(status=ClaimStatus.INVOICED)
    found: QuerySet[Report] = (
        _accepted()
        .annotate(invoiced_kr=_summed(invoiced, "decision__amount_kr", by="report"))
        .annotate(less_kr=F("invoiced_kr") - F("credited_kr") - F("unused_kr"))
        .filter(less_kr__gt=0)
        .select_related("round__grant", "recipient", "organisation")
        .order_by("accepted_at", "id")
    )
    return found


def creditable(reports: QuerySet[Report]) -> list[Creditable]:
    """Where to credit what `over_claimed` found (2 queries)."""
    found = list(reports)
    invoices = (
        Invoice.objects.filter(claim__report__in=found, claim__ground__in=BY_THE_REPORT)
        .select_related("claim")
        .annotate(
            credited_kr=_summed(
                CreditNote.objects.filter(invoice=OuterRef("pk")), "amount_kr", by="invoice"
            )
        )
        .filter(amount_kr__gt=F("credited_kr"))
        .order_by("number")
    )
    newest: dict[int, Any] = {one.claim.report_id: one for one in invoices}
    return [
        Creditable(one, newest[one.pk], min(one.less_kr, _left_kr(newest[one.pk])))  # type: ignore[attr-defined]
        for one in found
        if one.pk in newest
    ]


def _left_kr(invoice: Any) -> int:
    left: int = invoice.amount_kr - invoice.credited_kr
    return left


def _accepted() -> QuerySet[Any]:
    latest = Submission.objects.filter(report=OuterRef("pk")).order_by("-number")
    credits = CreditNote.objects.filter(
        invoice__claim__report=OuterRef("pk"), invoice__claim__ground__in=BY_THE_REPORT
    )
    return Report.objects.filter(status=ReportStatus.ACCEPTED).annotate(
        latest_id=Subquery(latest.values("pk")[:1], output_field=IntegerField()),
        unused_kr=Subquery(latest.values("unused_kr")[:1]),
        proposed_kr=_summed(_claims_of_report(), "amount_kr", by="report"),
        credited_kr=_summed(credits, "amount_kr", by="invoice__claim__report"),
    )


def _claims_of_report() -> QuerySet[Claim]:
    return Claim.objects.exclude(status=ClaimStatus.DROPPED).filter(
        report=OuterRef("pk"), ground__in=BY_THE_REPORT
    )


def _summed(rows: QuerySet[Any], amount: str, *, by: str) -> Coalesce:
    """The sum in kr of an inner query's rows, which all have the same `by`; 0 of none."""
    total = rows.order_by().values(by).annotate(kr=Sum(amount)).values("kr")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), 0)


def _decided_kr(claim: Claim) -> int:
    """What was decided; what is proposed until then."""
    decision = getattr(claim, "decision", None)
    return decision.amount_kr if decision else claim.amount_kr
