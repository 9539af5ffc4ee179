"""The staff's start page: what waits, what is late, what deviates, how far each round has come.

A fixed number of queries, whatever the number of cases.
"""

from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse

from allocations.models import AllocationRow
from core.dates import day_and_year
from correspondence.models import AddressMark, Letter, LetterStatus
from grants.admin_filters import round_name
from grants.models import Round
from grants.states import RoundStatus
from organisations.queries import without_ombud
from organisations.roles import CASE_STAFF
from portal.admin_start import money
from portal.admin_start.rows import Bar, TakeUp, Waiting, list_url
from repayments.queries import missing_reports
from reporting.admin_filters import NEVER_SENT
from reporting.models import Report
from reporting.queries import asked_extensions, supplements_late, supplements_to_read
from reporting.states import ReportStatus
from requisitions.models import Payment, PaymentStatus, Requisition
from requisitions.queries import with_deviations
from requisitions.states import RequisitionStatus

__all__ = ["deviating", "late", "take_up", "waiting"]


def waiting(today: date) -> list[Waiting]:
    """What somebody at the agency must do now (20 queries)."""
    return [
        *_unopened(today),
        _requisitions(),
        *money.payments(today),
        *money.batches(today),
        money.returns(),
        _reports(),
        *_handled(),
        *money.claims(today),
        *money.money_in(today),
        *money.rejected(),
        *_letters(),
    ]


def late(today: date) -> list[Waiting]:
    """What recipients should have sent in by now (3 queries)."""
    unsent = Report.objects.filter(NEVER_SENT, last_on__lt=today).count()
    return [
        Waiting(
            "Återrapporteringar som inte har kommit in, fast sista dagen har gått",
            unsent,
            list_url("reporting_report", "sena=ute"),
        ),
        Waiting(
            "Kompletteringar som inte är besvarade, fast sista dagen har gått",
            supplements_late(on=today),
            list_url("reporting_supplement", "lage=vantar"),
        ),
        Waiting(
            "Återrapporteringar som saknas efter sista påminnelsen, utan återkrav",
            missing_reports(today).count(),
            reverse("admin:repayments_claim_grounds"),
        ),
    ]


def deviating(today: date) -> list[Waiting]:
    """What is out of the ordinary, and may need a call (5 queries)."""
    asked = with_deviations(Requisition.objects.sent_in()).aggregate(
        late=Count("pk", filter=Q(is_late=True)),
        less=Count("pk", filter=Q(less_than_frame=True)),
    )
    return [
        *late(today),
        Waiting(
            "Rekvisitioner som kom in för sent",
            asked["late"],
            list_url("requisitions_requisition", "avviker=sena"),
        ),
        Waiting(
            "Rekvisitioner på mindre än ramen",
            asked["less"],
            list_url("requisitions_requisition", "avviker=mindre"),
        ),
        Waiting(
            "Organisationer som har blivit utan ombud",
            without_ombud().count(),
            list_url("organisations_organisation", "ombud=saknas"),
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
    url = list_url("requisitions_requisition", "lage=godkanna")
    return Waiting("Rekvisitioner att godkänna", found["n"], url, CASE_STAFF, found["kr"])


def _reports() -> Waiting:
    to_review = Report.objects.filter(status=ReportStatus.SUBMITTED).count()
    url = list_url("reporting_report", "lage=granska")
    return Waiting("Återrapporteringar att granska", to_review, url, CASE_STAFF)


def _handled() -> list[Waiting]:
    """What recipients have asked for or answered, beside their reports."""
    return [
        Waiting(
            "Begäran om anstånd att besluta",
            asked_extensions(),
            list_url("reporting_extension", "lage=besluta"),
            CASE_STAFF,
        ),
        Waiting(
            "Kompletteringar att läsa",
            supplements_to_read(),
            list_url("reporting_supplement", "lage=lasa"),
            CASE_STAFF,
        ),
    ]


def _letters() -> list[Waiting]:
    """Addresses that took no letter, and letters that no server has answered about."""
    failed = Letter.objects.filter(status=LetterStatus.FAILED).exclude(bounces__is_permanent=True)
    return [
        Waiting(
            "Adresser som inte nås av brev",
            AddressMark.objects.standing().count(),
            list_url("correspondence_addressmark", "lage=kvar"),
            CASE_STAFF,
        ),
        Waiting(
            "Brev som inte kunde skickas",
            failed.count(),
            list_url("correspondence_letter", "lage=utan_svar"),
            CASE_STAFF,
        ),
    ]
