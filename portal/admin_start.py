"""The staff's start page: what waits, what is late, what deviates, how far each round has come.

A fixed number of queries, whatever the number of cases.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse

from allocations.models import AllocationRow
from core.dates import day_and_year
from correspondence.models import Letter, LetterStatus
from grants.admin_filters import round_name
from grants.models import Round
from grants.states import RoundStatus
from organisations.queries import without_ombud
from organisations.roles import CASE_STAFF, MONEY_STAFF
from repayments.models import Claim
from repayments.queries import (
    claims_to_invoice,
    missing_invoice_data,
    missing_reports,
    over_claimed,
    overpaid_invoices,
    payments_to_return,
    payments_to_settle,
    rejected_documents,
    reversals_to_name,
    to_enforce,
    work_lists,
)
from reporting.admin_filters import NEVER_SENT
from reporting.models import Report
from reporting.queries import asked_extensions, supplements_late, supplements_to_read
from reporting.states import ReportStatus
from requisitions.models import Payment, PaymentBatch, PaymentStatus, Requisition, Return
from requisitions.queries import with_deviations
from requisitions.states import ATTESTANTS, BatchStatus, RequisitionStatus, ReturnStatus

__all__ = ["Bar", "TakeUp", "Waiting", "deviating", "take_up", "waiting"]


@dataclass(frozen=True)
class Waiting:
    """Something to do: how many, how much in kr, where, and whose it is."""

    label: str
    cases: int
    url: str
    roles: frozenset[str] = frozenset()
    kr: int | None = None
    late: str = ""


@dataclass(frozen=True)
class Bar:
    """Part of a whole, for a meter with words beside it."""

    label: str
    part: int
    whole: int
    kr: int | None = None
    whole_kr: int | None = None


@dataclass(frozen=True)
class TakeUp:
    """How far a round has come."""

    name: str
    url: str
    state: str
    bars: list[Bar]


def waiting(today: date) -> list[Waiting]:
    """What somebody at the agency must do now (20 queries)."""
    return [
        *_unopened(today),
        _requisitions(),
        *_payments(today),
        *_batches(today),
        _returns(),
        _reports(),
        *_handled(),
        *_claims(today),
        *_money_in(today),
        *_rejected(),
        _letters(),
    ]


def deviating(today: date) -> list[Waiting]:
    """What is out of the ordinary, and may need a call (4 queries)."""
    asked = with_deviations(Requisition.objects.sent_in()).aggregate(
        late=Count("pk", filter=Q(is_late=True)),
        less=Count("pk", filter=Q(less_than_frame=True)),
    )
    unsent = Report.objects.filter(NEVER_SENT, last_on__lt=today).count()
    return [
        Waiting(
            "Återrapporteringar som inte har kommit in, fast sista dagen har gått",
            unsent,
            _list("reporting_report", "sena=ute"),
        ),
        Waiting(
            "Kompletteringar som inte är besvarade, fast sista dagen har gått",
            supplements_late(on=today),
            _list("reporting_supplement", "lage=vantar"),
        ),
        Waiting(
            "Återrapporteringar som saknas efter sista påminnelsen, utan återkrav",
            missing_reports(today).count(),
            reverse("admin:repayments_claim_grounds"),
        ),
        Waiting(
            "Rekvisitioner som kom in för sent",
            asked["late"],
            _list("requisitions_requisition", "avviker=sena"),
        ),
        Waiting(
            "Rekvisitioner på mindre än ramen",
            asked["less"],
            _list("requisitions_requisition", "avviker=mindre"),
        ),
        Waiting(
            "Organisationer som har blivit utan ombud",
            without_ombud().count(),
            _list("organisations_organisation", "ombud=saknas"),
        ),
    ]


def take_up() -> list[TakeUp]:
    """Every round that has been opened: how many have asked, been paid and reported (5 queries)."""
    frames = _by_round(
        AllocationRow.objects.in_force().filter(kr__gt=0),
        "allocation__round",
        n=Count("pk"),
        kr=Sum("kr"),
    )
    asked = _by_round(Requisition.objects.sent_in(), "round", n=Count("pk"), kr=Sum("amount_kr"))
    paid = _by_round(
        Payment.objects.filter(status=PaymentStatus.PAID),
        "requisition__round",
        n=Count("pk"),
        kr=Sum("amount_kr"),
    )
    reported = _by_round(Report.objects.exclude(NEVER_SENT), "round", n=Count("pk"))
    rounds = Round.objects.exclude(status=RoundStatus.PREPARED).select_related("grant")
    return [
        TakeUp(
            name=round_name(round_),
            url=reverse("admin:grants_round_change", args=[round_.pk]),
            state=round_.get_status_display(),
            bars=_bars(
                frames.get(round_.pk, NONE),
                asked.get(round_.pk, NONE),
                paid.get(round_.pk, NONE),
                reported.get(round_.pk, NONE),
            ),
        )
        for round_ in rounds
    ]


NONE = {"n": 0, "kr": 0}


def _bars(
    frames: dict[str, int], asked: dict[str, int], paid: dict[str, int], reported: dict[str, int]
) -> list[Bar]:
    return [
        Bar("Rekvirerat", asked["n"], frames["n"], asked["kr"], frames["kr"]),
        Bar("Utbetalt", paid["n"], asked["n"], paid["kr"], asked["kr"]),
        Bar("Återrapporterat", reported["n"], paid["n"]),
    ]


def _by_round(rows: QuerySet[Any], path: str, **sums: Any) -> dict[int, dict[str, int]]:
    found = rows.order_by().values(round_pk=F(path)).annotate(**sums)
    return {row.pop("round_pk"): row for row in found}


def _unopened(today: date) -> list[Waiting]:
    """Rounds whose day to open has come, each by its name."""
    rounds = Round.objects.late_to_open(on=today).select_related("grant")
    return [_to_open(round_, today) for round_ in rounds]


def _to_open(round_: Round, today: date) -> Waiting:
    is_prepared = round_.status == RoundStatus.PREPARED
    day = round_.requisition_opens_on if is_prepared else round_.report_opens_on
    what = "för rekvisition" if is_prepared else "för återrapportering"
    return Waiting(
        f"Öppna {round_name(round_)} {what}",
        1,
        reverse("admin:grants_round_change", args=[round_.pk]),
        CASE_STAFF,
        late=f"skulle ha öppnats {day_and_year(day)}" if day < today else "",
    )


def _requisitions() -> Waiting:
    to_approve = Requisition.objects.filter(status=RequisitionStatus.SUBMITTED)
    found = to_approve.aggregate(n=Count("pk"), kr=Sum("amount_kr", default=0))
    url = _list("requisitions_requisition", "lage=godkanna")
    return Waiting("Rekvisitioner att godkänna", found["n"], url, CASE_STAFF, found["kr"])


def _payments(today: date) -> list[Waiting]:
    planned, failed = Q(status=PaymentStatus.PLANNED), Q(status=PaymentStatus.FAILED)
    found = Payment.objects.aggregate(
        planned=Count("pk", filter=planned),
        planned_kr=Sum("amount_kr", filter=planned, default=0),
        overdue=Count("pk", filter=planned & Q(planned_on__lt=today)),
        failed=Count("pk", filter=failed),
        failed_kr=Sum("amount_kr", filter=failed, default=0),
    )
    return [
        Waiting(
            "Utbetalningar att lägga i underlag",
            found["planned"],
            reverse("admin:requisitions_paymentbatch_changelist"),
            MONEY_STAFF,
            found["planned_kr"],
            f"{found['overdue']} skulle redan ha betalats ut" if found["overdue"] else "",
        ),
        Waiting(
            "Utbetalningar att försöka igen",
            found["failed"],
            _list("requisitions_payment", "lage=igen"),
            MONEY_STAFF,
            found["failed_kr"],
        ),
    ]


def _batches(today: date) -> list[Waiting]:
    """What waits for an attest, for somebody to take it to the bank, and for the bank."""
    asked: dict[str, Any] = {}
    for status in (BatchStatus.PREPARED, BatchStatus.ATTESTED, BatchStatus.SENT):
        asked[status.value] = Count("pk", filter=Q(status=status))
        asked[f"{status.value}_kr"] = Sum("total_kr", filter=Q(status=status), default=0)
    overdue = Q(status=BatchStatus.PREPARED, bank_day__lt=today)
    found = PaymentBatch.objects.aggregate(**asked, overdue=Count("pk", filter=overdue))
    kinds = (
        (BatchStatus.PREPARED, "Underlag att attestera", "attestera", ATTESTANTS),
        (BatchStatus.ATTESTED, "Underlag att skicka till banken", "skicka", MONEY_STAFF),
        (BatchStatus.SENT, "Underlag som väntar på bankens svar", "skickade", MONEY_STAFF),
    )
    late = f"Bankdagen har passerat för {found['overdue']}" if found["overdue"] else ""
    return [
        Waiting(
            label,
            found[status.value],
            _list("requisitions_paymentbatch", f"lage={key}"),
            roles,
            found[f"{status.value}_kr"],
            late if status == BatchStatus.PREPARED else "",
        )
        for status, label, key, roles in kinds
    ]


def _returns() -> Waiting:
    announced = Return.objects.filter(status=ReturnStatus.ANNOUNCED)
    found = announced.aggregate(n=Count("pk"), kr=Sum("amount_kr", default=0))
    url = _list("requisitions_return", "lage=vantar")
    return Waiting("Återlämnade bidrag att bocka av", found["n"], url, MONEY_STAFF, found["kr"])


def _reports() -> Waiting:
    to_review = Report.objects.filter(status=ReportStatus.SUBMITTED).count()
    url = _list("reporting_report", "lage=granska")
    return Waiting("Återrapporteringar att granska", to_review, url, CASE_STAFF)


def _handled() -> list[Waiting]:
    """What recipients have asked for or answered, beside their reports."""
    return [
        Waiting(
            "Begäran om anstånd att besluta",
            asked_extensions(),
            _list("reporting_extension", "lage=besluta"),
            CASE_STAFF,
        ),
        Waiting(
            "Kompletteringar att läsa",
            supplements_to_read(),
            _list("reporting_supplement", "lage=lasa"),
            CASE_STAFF,
        ),
    ]


def _claims(today: date) -> list[Waiting]:
    """What staff do themselves, and claims whose invoice can't be written (4 queries)."""
    lists = work_lists(today)
    asked: dict[str, Any] = {}
    for key in ("kommunicera", "besluta"):
        asked[key] = Count("pk", filter=lists[key][1])
        asked[f"{key}_kr"] = Sum("amount_kr", filter=lists[key][1], default=0)
    found = Claim.objects.aggregate(**asked)
    stuck = [claim for claim in claims_to_invoice() if missing_invoice_data(claim)]
    money = CASE_STAFF | MONEY_STAFF
    return [
        _claims_in("Återkrav att kommunicera", "kommunicera", found),
        _claims_in("Återkrav att besluta", "besluta", found),
        Waiting(
            "Återkrav som väntar på uppgifter",
            len(stuck),
            _list("repayments_claim", "lage=vantar"),
            money,
            sum(claim.decision.amount_kr for claim in stuck),
        ),
        Waiting(
            "Fakturor att kreditera efter rättad återrapportering",
            over_claimed().count(),
            reverse("admin:repayments_claim_grounds"),
            money,
        ),
    ]


def _claims_in(label: str, key: str, found: dict[str, Any]) -> Waiting:
    url = _list("repayments_claim", f"lage={key}")
    return Waiting(label, found[key], url, CASE_STAFF, found[f"{key}_kr"])


def _money_in(today: date) -> list[Waiting]:
    """Payments that nobody has said what they are for, and invoices that need a decision."""
    waiting = payments_to_settle().aggregate(n=Count("pk"), kr=Sum("rest", default=0))
    return [
        Waiting(
            "Inbetalningar att ta hand om",
            waiting["n"],
            _list("repayments_incomingpayment", "lage=vantar"),
            MONEY_STAFF,
            int(waiting["kr"]),
        ),
        Waiting(
            "Inbetalningar som ska betalas tillbaka",
            payments_to_return().count(),
            _list("repayments_incomingpayment", "lage=tillbaka"),
            MONEY_STAFF,
        ),
        Waiting(
            "Inbetalningar som banken tog tillbaka, att peka ut",
            reversals_to_name().count(),
            reverse("admin:repayments_bankreversal_changelist"),
            MONEY_STAFF,
        ),
        Waiting(
            "Fakturor som är betalda för mycket",
            overpaid_invoices().count(),
            _list("repayments_invoice", "betalning=for_mycket"),
            MONEY_STAFF,
        ),
        Waiting(
            "Obetalda fakturor efter sista påminnelsen, till beslut om Kronofogden",
            to_enforce(today).count(),
            _list("repayments_invoice", "betalning=sista"),
            CASE_STAFF | MONEY_STAFF,
        ),
    ]


def _rejected() -> list[Waiting]:
    """E-invoices that did not reach who they are for."""
    invoices, credits = rejected_documents()
    return [
        Waiting(
            "Avvisade e-fakturor att skicka igen eller kreditera",
            invoices.count(),
            _list("repayments_invoice", "efaktura=avvisade"),
            MONEY_STAFF,
        ),
        Waiting(
            "Avvisade kreditfakturor att skicka igen",
            credits.count(),
            _list("repayments_creditnote", "efaktura=avvisade"),
            MONEY_STAFF,
        ),
    ]


def _letters() -> Waiting:
    failed = Letter.objects.filter(status=LetterStatus.FAILED).count()
    url = _list("correspondence_letter", f"status__exact={LetterStatus.FAILED}")
    return Waiting("Brev som inte kunde skickas", failed, url, CASE_STAFF)


def _list(model: str, question: str) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{question}"
