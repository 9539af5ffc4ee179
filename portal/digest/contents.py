"""What a morning's digest says: counts with links, a fixed number of queries. Writes nothing."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from core.dates import day_of
from core.models import Event
from correspondence.models import AddressMark, Letter, LetterStatus, ScanStatus, Upload
from portal.admin_start import Waiting, late, waiting
from repayments.models import DeliveryStatus, Hearing, IncomingFile, Invoice
from repayments.queries import with_peppol_status
from reporting.models import Extension, Submission, Supplement
from requisitions.models import Payment, PaymentStatus, Requisition, RequisitionVersion, Return

__all__ = ["CAME_IN", "FAILED", "LATE", "Line", "Section", "sections"]

CAME_IN, LATE, FAILED = "Har kommit in", "Är sent", "Har gått fel"
SLOW_SCAN = timedelta(hours=1)


@dataclass(frozen=True)
class Line:
    """How many of something, how much in whole kr, and the path where they are listed."""

    label: str
    cases: int
    path: str
    kr: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Section:
    """Lines under a heading; only what there is any of."""

    title: str
    lines: tuple[Line, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def sections(*, since: datetime, until: datetime) -> list[Section]:
    """What came in after `since` up to `until`, what is late that day, and what has failed."""
    found = (
        Section(CAME_IN, _some(_came_in(since, until))),
        Section(LATE, _some(_late(day_of(until)))),
        Section(FAILED, _some(_failed(until))),
    )
    return [section for section in found if section.lines]


def _some(lines: Iterator[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.cases)


def _came_in(since: datetime, until: datetime) -> Iterator[Line]:
    """Eight queries."""

    def within(name: str) -> Q:
        return Q(**{f"{name}__gt": since, f"{name}__lte": until})

    yield _sum(
        "Rekvisitioner",
        RequisitionVersion.objects.filter(within("submitted_at")),
        _list("requisitions_requisition"),
    )
    declined = Event.objects.filter(
        within("at"), action="decline", about__startswith=f"{Requisition._meta.label_lower}:"
    )
    yield Line("Mottagare som avstår", declined.count(), _list("requisitions_requisition"))
    yield _sum(
        "Anmälda återbetalningar",
        Return.objects.filter(within("announced_at")),
        _list("requisitions_return"),
    )
    for label, rows, model in (
        ("Återrapporteringar", Submission.objects.filter(within("received_at")), "report"),
        (
            "Begäran om anstånd",
            Extension.objects.filter(within("asked_at"), asked_by__isnull=False),
            "extension",
        ),
        ("Kompletteringar", Supplement.objects.filter(within("answered_at")), "supplement"),
    ):
        yield Line(label, rows.count(), _list(f"reporting_{model}"))
    answered = Hearing.objects.filter(within("answered_at"))
    yield Line("Yttranden över återkrav", answered.count(), _list("repayments_claim"))
    files = IncomingFile.objects.filter(within("read_at"))
    yield Line("Filer från banken", files.count(), _list("repayments_incomingfile"))


def _late(today: date) -> Iterator[Line]:
    """What the start page says is late: that which waits for us, and for recipients."""
    for item in (*late(today), *(item for item in waiting(today) if item.late)):
        yield _line(item)


def _line(item: Waiting) -> Line:
    return Line(item.label, item.cases, item.url, item.kr, item.late)


def _failed(at: datetime) -> Iterator[Line]:
    """What stays so until somebody has seen to it (5 queries)."""
    marks = AddressMark.objects.standing()
    yield Line(
        "Adresser som inte nås av brev",
        marks.count(),
        _list("correspondence_addressmark", "lage=kvar"),
    )
    letters = Letter.objects.filter(status=LetterStatus.FAILED)
    yield Line(
        "Brev som inte kunde skickas",
        letters.exclude(bounces__is_permanent=True).count(),
        _list("correspondence_letter", f"status__exact={LetterStatus.FAILED}"),
    )
    payments = Payment.objects.filter(status=PaymentStatus.FAILED)
    yield _sum(
        "Utbetalningar som banken avvisade", payments, _list("requisitions_payment", "lage=igen")
    )
    rejected = with_peppol_status(Invoice.objects.all()).filter(
        peppol_status=DeliveryStatus.REJECTED
    )
    yield Line(
        "E-fakturor som avvisades",
        rejected.count(),
        _list("repayments_invoice", "efaktura=avvisade"),
    )
    stuck = Upload.objects.kept().filter(
        Q(scan=ScanStatus.FAILED) | Q(scan=ScanStatus.WAITING, uploaded_at__lt=at - SLOW_SCAN)
    )
    yield Line("Filer som väntar på genomsökning", stuck.count(), reverse("admin:index"))


def _sum(label: str, rows: QuerySet[Any], path: str) -> Line:
    found = rows.aggregate(n=Count("pk"), kr=Sum("amount_kr", default=0))
    return Line(label, found["n"], path, found["kr"])


def _list(model: str, question: str = "") -> str:
    url = reverse(f"admin:{model}_changelist")
    return f"{url}?{question}" if question else url
