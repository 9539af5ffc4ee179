"""What everybody does, through the portal's own actions. Runs in children."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction

from bench.year.lives import Life, RoundDays
from core.dates import STOCKHOLM
from grants.actions import open_requisition
from grants.models import Round
from organisations.models import Recipient, RecipientKind
from organisations.roles import OrganisationRole, StaffRole
from repayments.sweeps import sweep_claims
from reporting.actions import (
    accept_report,
    approve_report,
    lock_for_approval,
    open_missing_reports,
    open_reporting,
)
from reporting.models import Approval, Report
from requisitions.models import Requisition
from tests.builders import (
    acting,
    faultless_answers,
    make_form,
    make_member,
    make_organisation,
    make_recipient,
    make_requisition,
    make_round,
    make_staff,
    pay,
)

__all__ = ["moment", "play_day", "prepare"]

FRAME_KR = 1_000_000
BANKGIRO = "50501055"


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day in Sweden."""
    return datetime.combine(day, time(hour, minute), tzinfo=STOCKHOLM)


@transaction.atomic
def prepare(rounds: tuple[RoundDays, ...], all_lives: Iterable[Life]) -> None:
    """Recipients with a huvudman and an ombud each, and rounds that nobody has been told of."""
    for life in all_lives:
        if not Recipient.objects.filter(code=life.recipient).exists():
            _recipient(life)
    for days in rounds:
        round_ = make_round(
            days.key,
            frames=dict.fromkeys(days.recipients, FRAME_KR),
            opened=False,
            recipient_kind=RecipientKind(days.kind),
            requisition_opens_on=days.opens,
            requisition_last_on=days.last,
            report_opens_on=days.report_opens,
            report_last_on=days.report_last,
        )
        make_form(round_)


def _recipient(life: Life) -> None:
    name = f"Mottagare {life.recipient}"
    kind = RecipientKind.RSS if life.recipient.startswith("RSS") else RecipientKind.KOMMUN
    huvudman = make_organisation(
        name=f"Huvudman för {name}", bankgiro=BANKGIRO, registry_email=life.registrator
    )
    recipient = make_recipient(life.recipient, name=name, kind=kind, organisation=huvudman)
    make_member(recipient, OrganisationRole.OMBUD, email=life.ombud)


def play_day(day: date, rounds: tuple[RoundDays, ...], all_lives: Iterable[Life]) -> bool:
    """All that happens on a day, at ten in the morning; whether anything did."""
    at = moment(day, 10)
    done = [_staff(days, day, at) for days in rounds]
    done += [_recipient_and_case(life, day, at) for life in all_lives]
    if any(done):
        sweep_claims(at=at)
    return any(done)


def _staff(days: RoundDays, day: date, at: datetime) -> bool:
    if day not in (days.opens, days.report_opens):
        return False
    round_ = Round.objects.get(key=days.key)
    if day == days.opens:
        open_requisition(round_, by=None, roles=[StaffRole.HANDLAGGARE], at=at)
    else:
        open_reporting(round_, by=make_staff(), roles=[StaffRole.HANDLAGGARE], at=at)
    return True


def _recipient_and_case(life: Life, day: date, at: datetime) -> bool:
    if day == life.requisitioned:
        _requisition(life, at)
    if day == life.paid:
        _pay(life, at)
    if day == life.locked:
        _lock(life, at)
    if day == life.approved:
        approve_report(Approval.objects.get(report=_report(life)), at=at)
    if day == life.accepted:
        staff = make_staff()
        accept_report(_report(life), submission=1, by=staff, roles=[StaffRole.HANDLAGGARE], at=at)
    return day in (life.requisitioned, life.paid, life.locked, life.approved, life.accepted)


def _pay(life: Life, at: datetime) -> None:
    requisition = Requisition.objects.get(round__key=life.round_key, recipient__code=life.recipient)
    pay(requisition, when=at)
    open_missing_reports(requisition.round, at=at)


def _requisition(life: Life, at: datetime) -> None:
    round_ = Round.objects.get(key=life.round_key)
    recipient = Recipient.objects.get(code=life.recipient)
    make_requisition(
        round_, recipient, approved=True, when=at, amount_kr=FRAME_KR,
        contact_email=life.contact, bankgiro=BANKGIRO,
    )  # fmt: skip


def _lock(life: Life, at: datetime) -> None:
    report = _report(life)
    report.answers = faultless_answers(
        used_kr=FRAME_KR - life.unused_kr,
        kontaktperson_epost=life.contact,
        foretradare_epost=life.signatory,
        faktura_epost=life.invoices,
    )
    report.save(update_fields=["answers"])
    lock_for_approval(report, acting(report.recipient), at=at)


def _report(life: Life) -> Report:
    return Report.objects.with_case().get(round__key=life.round_key, recipient__code=life.recipient)
