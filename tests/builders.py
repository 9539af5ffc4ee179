"""Builders that speak the domain. They make what is asked for through the real actions.

`make_round()` gives a round open for requisition with RSS Skåne and RSS Gotland in it; the
others build on one another: requisition → payment → report → submission → acceptance.
"""

import itertools
import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Model
from stdnum import luhn

from allocations.models import Allocation, AllocationRow
from core.dates import STOCKHOLM, next_workday
from core.fingerprint import canonical_sha256
from core.models import Event
from core.transitions import label_of
from correspondence.actions import next_diarienummer
from grants.actions import open_requisition
from grants.models import Decision, Grant, Round
from grants.states import RoundStatus
from organisations.access import ActingFor
from organisations.models import (
    HuvudmanPeriod,
    Lan,
    Membership,
    Organisation,
    Recipient,
    RecipientKind,
    User,
)
from organisations.roles import OrganisationRole, StaffRole
from reporting import actions as reporting
from reporting.models import Approval, Form, FormRevision, Report, Submission
from requisitions.actions import (
    approve_requisition,
    attest_batch,
    mark_sent,
    prepare_batch,
    save_draft,
    settle_by_hand,
    submit_requisition,
)
from requisitions.models import Payment, PaymentBatch, Requisition
from requisitions.rules import RequisitionValues
from requisitions.states import BatchStatus, PaymentStatus, RequisitionStatus

_numbers = itertools.count(1)

ROUND_KEY = "socialtjanst-rss-2025"
FRAMES = {"RSS-12": 1_611_111, "RSS-09": 1_000_000}


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment in Sweden."""
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


APRIL = at(2025, 4, 15)
FEBRUARY = at(2026, 2, 10)


# --- Organisations and people ---------------------------------------------------------------------


def make_organisation(**fields: Any) -> Organisation:
    """A huvudman with an organisation number and a bankgiro whose check digits are right."""
    number = next(_numbers)
    orgnr, account = f"229{number % 10**6:06d}", f"99{number % 10**4:04d}"
    return Organisation.objects.create(
        **{
            "name": f"Huvudman {number}",
            "organisationsnummer": orgnr + luhn.calc_check_digit(orgnr),
            "bankgiro": account + luhn.calc_check_digit(account),
            "postal_address": "Stora gatan 1",
            "postal_code": "123 45",
            "postal_town": "Lund",
            "registry_email": f"registrator{number}@example.se",
            "is_demo": True,
            **fields,
        }
    )


def make_recipient(
    code: str = "RSS-12",
    *,
    name: str = "RSS Skåne",
    kind: RecipientKind = RecipientKind.RSS,
    organisation: Organisation | None = None,
) -> Recipient:
    """A recipient with a huvudman since 2020; the one that exists if the code is known."""
    lan, _ = Lan.objects.get_or_create(lanskod="12", defaults={"name": "Skåne län"})
    recipient, created = Recipient.objects.get_or_create(
        code=code, defaults={"name": name, "kind": kind, "lan": lan}
    )
    if created:
        HuvudmanPeriod.objects.create(
            recipient=recipient,
            organisation=organisation or _known_huvudman(name),
            from_date=date(2020, 1, 1),
        )
    return recipient


def _known_huvudman(recipient: str) -> Organisation:
    """One whose account in the register is the one that its requisitions name."""
    return make_organisation(name=f"Huvudman för {recipient}", bankgiro="50501055")


def make_member(
    recipient: Recipient, role: OrganisationRole = OrganisationRole.OMBUD, **fields: Any
) -> User:
    """Somebody with a role in the organisation behind the recipient."""
    user = make_user(**fields)
    organisation = recipient.huvudman_on(date(2025, 1, 1))
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def make_user(**fields: Any) -> User:
    number = next(_numbers)
    return User.objects.create_user(
        **{
            "email": f"person{number}@example.se",
            "first_name": "Eva",
            "last_name": f"Ek {number}",
            **fields,
        }
    )


def make_staff(role: StaffRole = StaffRole.HANDLAGGARE, **fields: Any) -> User:
    """One of the agency's staff with a role."""
    user = make_user(is_staff=True, **fields)
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


def acting(recipient: Recipient, role: OrganisationRole = OrganisationRole.OMBUD) -> ActingFor:
    """Somebody acting for the recipient; the same person each time the role is the same."""
    organisation = recipient.huvudman_on(date(2025, 1, 1))
    member = Membership.objects.filter(organisation=organisation, role=role).first()
    user = member.user if member else make_member(recipient, role)
    return ActingFor(user, recipient, organisation, frozenset({role}))


# --- Decision, round, allocation ------------------------------------------------------------------


def make_round(
    key: str = ROUND_KEY,
    *,
    frames: Mapping[str, int] | None = None,
    opened: bool = True,
    **fields: Any,
) -> Round:
    """A round with frames in kr by recipient code, opened for requisition on 15 April 2025."""
    decision, _ = Decision.objects.get_or_create(
        diarienummer="S2025/00122",
        defaults={
            "title": "Uppdrag att betala ut statsbidrag",
            "decided_on": date(2025, 1, 23),
            "utgiftsomrade": 9,
            "anslag": "4:7",
            "anslagspost": "15",
            "total_kr": 1_170_000_000,
            "own_costs_cap_kr": 1_500_000,
        },
    )
    grant, _ = Grant.objects.get_or_create(
        slug=key[:40],
        defaults={
            "name": "Statsbidrag till en mer förebyggande socialtjänst",
            "short_name": "socialtjänst",
            "purpose": "Stöd.",
        },
    )
    frames = FRAMES if frames is None else frames
    round_ = Round.objects.create(
        **{
            "key": key,
            "grant": grant,
            "decision": decision,
            "recipient_kind": RecipientKind.RSS,
            "year": 2025,
            "amount_kr": sum(frames.values()),
            "use_from": date(2025, 1, 1),
            "use_until": date(2025, 12, 31),
            "requisition_opens_on": date(2025, 3, 3),
            "requisition_last_on": date(2025, 5, 15),
            "report_opens_on": date(2026, 1, 19),
            "report_last_on": date(2026, 3, 2),
            "contact_name": "Statsbidrag ny socialtjänstlag",
            "contact_email": "statsbidrag@example.se",
            "conditions": ["Vi använder bidraget bara till ändamålet."],
            **fields,
        }
    )
    allocation = Allocation.objects.create(
        round=round_,
        source="Bilaga 2",
        stated_total_kr=sum(frames.values()),
        adopted_on=date(2025, 1, 23),
    )
    for code, kr in frames.items():
        recipient = make_recipient(code, name=f"RSS {code}" if code != "RSS-12" else "RSS Skåne")
        AllocationRow.objects.create(
            allocation=allocation, recipient=recipient, printed_name=recipient.name, kr=kr
        )
    if opened:
        round_ = open_requisition(round_, by=None, roles=[StaffRole.HANDLAGGARE], at=APRIL)
    return round_


@cache
def form_document(name: str = ROUND_KEY) -> dict[str, Any]:
    """A form of fixtures/forms as data; document 004 unless another is named."""
    path = Path(settings.BASE_DIR) / "fixtures" / "forms" / f"{name}.json"
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def make_form(round_: Round, document: dict[str, Any] | None = None) -> FormRevision:
    """The round's form with a first revision; the one it has, if it has one."""
    form, _ = Form.objects.get_or_create(round=round_)
    latest = form.revisions.last()
    if latest is not None:
        return latest
    content = document or form_document()
    return FormRevision.objects.create(
        form=form,
        number=1,
        document=content,
        sha256=canonical_sha256(content),
        published_at=APRIL,
    )


# --- Requisition and payment ----------------------------------------------------------------------


def requisition_values(**changes: Any) -> RequisitionValues:
    """What a faultless requisition of RSS Skåne says."""
    return RequisitionValues(
        **{
            "amount_kr": 1_611_111,
            "contact_name": "Anna Lind",
            "contact_email": "anna.lind@example.se",
            "contact_phone": "010-123 45 67",
            "bankgiro": "50501055",
            "payment_reference": "RSS 2025",
            "invoice_reference": "ZZ1234",
            "approved_by_name": "Karin Ek",
            "approved_by_title": "Direktör",
            "conditions_accepted": True,
            **changes,
        }
    )


def typed_requisition(**changes: str) -> dict[str, str]:
    """The same, as somebody types it into the page, asking for an amount."""
    return {
        "answer": "part",
        "amount_kr": "1 611 111",
        "contact_name": "Anna Lind",
        "contact_email": "anna.lind@example.se",
        "contact_phone": "010-123 45 67",
        "bankgiro": "5050-1055",
        "payment_reference": "RSS 2025",
        "invoice_reference": "ZZ1234",
        "approved_by_name": "Karin Ek",
        "approved_by_title": "Direktör",
        **changes,
    }


def make_requisition(
    round_: Round | None = None,
    recipient: Recipient | None = None,
    *,
    submitted: bool = True,
    approved: bool = False,
    paid: bool = False,
    when: datetime = APRIL,
    **values: Any,
) -> Requisition:
    """A requisition of the whole frame, sent in unless told otherwise, perhaps paid.

    A paid one is written straight (`paid_at_once`); `pay` does it step by step.
    """
    round_ = round_ or make_round()
    recipient = recipient or make_recipient()
    if paid:
        return paid_at_once(round_, recipient, when=when, **values)
    who = acting(recipient)
    requisition = save_draft(round_, who, typed=typed_requisition())
    if not (submitted or approved):
        return requisition
    values.setdefault("amount_kr", requisition.frame_kr)
    requisition = submit_requisition(requisition, who, values=requisition_values(**values), at=when)
    if approved:
        requisition = approve_requisition(
            requisition,
            by=make_staff(),
            roles=[StaffRole.HANDLAGGARE],
            at=when,
            reason="Tas emot." if requisition.is_late else "",
        )
    return requisition


def make_batch(
    *requisitions: Requisition,
    attested: bool = False,
    sent: bool = False,
    when: datetime = APRIL,
) -> PaymentBatch:
    """A batch of the payments of approved requisitions, prepared by one and attested by another."""
    batch = prepare_batch(
        requisitions[0].round,
        [payment for one in requisitions if (payment := one.payment)],
        bank_day=next_workday(when.date()),
        by=make_staff(StaffRole.EKONOM),
        roles=[StaffRole.EKONOM],
        at=when,
    )
    if attested or sent:
        attestant = make_staff(StaffRole.ATTESTANT)
        batch = attest_batch(batch, by=attestant, roles=[StaffRole.ATTESTANT], at=when)
    if sent:
        batch = mark_sent(batch, by=batch.prepared_by, roles=[StaffRole.EKONOM], at=when)
    return batch


def pay(requisition: Requisition, *, when: datetime = APRIL) -> Requisition:
    """Pay an approved requisition as it is done: a batch, an attest, and the bank's word."""
    batch = make_batch(requisition, sent=True, when=when)
    settle_by_hand(
        batch.payments.get(),
        by=batch.prepared_by,
        roles=[StaffRole.EKONOM],
        at=when,
        paid_on=when.date(),
        reason="Enligt kontoutdrag.",
    )
    return Requisition.objects.get(pk=requisition.pk)


def paid_at_once(
    round_: Round, recipient: Recipient, *, when: datetime = APRIL, **values: Any
) -> Requisition:
    """The rows and events that the steps to a payment leave, but no papers, written straight.

    Most tests begin where payment ends; tests/test_chain.py holds this to the real steps.
    """
    who, frame_kr = acting(recipient), _frame_kr(round_, recipient)
    content = requisition_values(**{"amount_kr": frame_kr, **values}).as_dict()
    content.pop("conditions_accepted")
    amount_kr: int = content.pop("amount_kr")
    sent_in: dict[str, Any] = {
        "organisation": who.organisation,
        "huvudman": who.organisation.as_snapshot(),
        "frame_kr": frame_kr,
        "amount_kr": amount_kr,
        "accepted_conditions": round_.conditions,
        "submitted_at": when,
        "submitted_by": who.user,
        "is_late": when.date() > round_.requisition_last_on,
    }
    requisition = Requisition.objects.create(
        round=round_,
        recipient=recipient,
        status=RequisitionStatus.PAID,
        draft=typed_requisition(),
        diarienummer=next_diarienummer(at=when),
        **sent_in,
        **content,
    )
    requisition.versions.create(number=1, content=content, **sent_in)
    handlaggare, ekonom, attestant = (make_user(is_staff=True) for _ in range(3))
    batch = _answered_batch(requisition, by=ekonom, attestant=attestant, when=when)
    payment = Payment.objects.create(
        requisition=requisition,
        status=PaymentStatus.PAID,
        amount_kr=amount_kr,
        bankgiro=requisition.bankgiro,
        batch=batch,
        planned_on=batch.bank_day,
        paid_on=when.date(),
    )
    batch.lines.create(payment=payment, end_to_end_id=f"{batch.message_id}-001")
    late, settled = "Tas emot." if requisition.is_late else "", "Enligt kontoutdrag."
    _happened(
        (requisition, "submit", "draft", "submitted", who.user, ""),
        (requisition, "approve", "submitted", "approved", handlaggare, late),
        (batch, "prepare", "", "prepared", ekonom, ""),
        (payment, "batch", "planned", "batched", ekonom, ""),
        (batch, "attest", "prepared", "attested", attestant, ""),
        (batch, "mark_sent", "attested", "sent", ekonom, ""),
        (payment, "send", "batched", "sent", ekonom, ""),
        (payment, "settle", "sent", "paid", ekonom, settled),
        (requisition, "pay", "approved", "paid", ekonom, settled),
        (batch, "answer", "sent", "answered", ekonom, ""),
        when=when,
    )
    return Requisition.objects.get(pk=requisition.pk)


def _happened(*steps: tuple[Model, str, str, str, User, str], when: datetime) -> None:
    """Events, in order: about what, which action, from and to which status, by whom and why."""
    Event.objects.bulk_create(
        Event(
            about=label_of(row),
            action=action,
            from_status=before,
            to_status=after,
            actor=actor,
            actor_name=actor.get_full_name(),
            at=when,
            reason=reason,
        )
        for row, action, before, after, actor, reason in steps
    )


def _frame_kr(round_: Round, recipient: Recipient) -> int:
    return AllocationRow.objects.in_force().get(allocation__round=round_, recipient=recipient).kr


def _answered_batch(
    requisition: Requisition, *, by: User, attestant: User, when: datetime
) -> PaymentBatch:
    """A batch of this one payment, which the bank has answered."""
    dnr = next_diarienummer(at=when)
    return PaymentBatch.objects.create(
        round=requisition.round,
        status=BatchStatus.ANSWERED,
        diarienummer=dnr,
        message_id=dnr.replace("/", "-"),
        bank_day=next_workday(when.date()),
        count=1,
        total_kr=requisition.amount_kr or 0,
        prepared_by=by,
        prepared_at=when,
        attested_by=attestant,
        attested_at=when,
        sent_by=by,
        sent_at=when,
    )


# --- Report ---------------------------------------------------------------------------------------


def faultless_answers(*, used_kr: int = 1_400_000, **changes: Any) -> dict[str, Any]:
    """Answers to document 004 that may be sent in; 211 111 kr unused unless told otherwise."""
    answers: dict[str, Any] = {
        "mottagare_namn": "RSS Skåne",
        "huvudman": "Skånes Kommuner",
        "organisationsnummer": "2021000555",
        "utdelningsadress": "Stora gatan 1",
        "postnummer": "22100",
        "postort": "Lund",
        "kontaktperson_namn": "Anna Lind",
        "kontaktperson_befattning": "Strateg",
        "kontaktperson_epost": "anna.lind@example.se",
        "kontaktperson_telefon": "010-123 45 67",
        "faktura_adress": "Fakturavägen 2",
        "faktura_postnummer": "22101",
        "faktura_postort": "Lund",
        "faktura_epost": "faktura@example.se",
        "faktura_referens": "ZZ1234",
        "faktura_elektronisk_adress": "",
        "lonekostnader": used_kr,
        "ovriga_kostnader": 0,
        "orsak_oanvant": ["tidsbrist"],
        "orsak_oanvant.tidsbrist": "Rekryteringen tog längre tid än väntat.",
        "insatser": ["samverkan"],
        "beskriv_samverkan": "Nätverk för socialchefer.",
        "jamstalldhetsperspektiv": "Könsuppdelad statistik i all uppföljning.",
        "syftet_uppnatt": "ganska_hog",
        "foretradare_namn": "Karin Ek",
        "foretradare_befattning": "Direktör",
        "foretradare_telefon": "010-765 43 21",
        "foretradare_epost": "karin.ek@example.se",
    }
    return {**answers, **changes}


def make_report(
    requisition: Requisition | None = None,
    *,
    answers: Mapping[str, Any] | None = None,
    locked: bool = False,
    submitted: bool = False,
    accepted: bool = False,
    when: datetime = FEBRUARY,
) -> Report:
    """A report of a paid requisition: empty, or as far along as asked for."""
    requisition = requisition or make_requisition(paid=True)
    round_ = Round.objects.get(pk=requisition.round_id)
    make_form(round_)
    if round_.status == RoundStatus.REQUISITION:
        reporting.open_reporting(
            round_, by=make_user(), roles=[StaffRole.HANDLAGGARE], at=at(2026, 1, 19)
        )
    else:
        reporting.open_missing_reports(round_, at=at(2026, 1, 19))
    report = Report.objects.with_case().get(requisition=requisition)
    if answers is not None or locked or submitted or accepted:
        report.answers = dict(faultless_answers() if answers is None else answers)
        report.save(update_fields=["answers"])
    if locked or submitted or accepted:
        approval = lock(report, when=when)
        if submitted or accepted:
            reporting.approve_report(approval, at=when)
    if accepted:
        report = reporting.accept_report(
            report,
            submission=report.submissions.count(),
            by=make_user(),
            roles=[StaffRole.HANDLAGGARE],
            at=when,
        )
    return Report.objects.with_case().get(pk=report.pk)


def lock(report: Report, *, when: datetime = FEBRUARY) -> Approval:
    """Send a report to its signatory."""
    return reporting.lock_for_approval(report, acting(report.recipient), at=when)


def make_submission(**about_the_report: Any) -> Submission:
    """What a recipient has sent in."""
    report = make_report(submitted=True, **about_the_report)
    return report.submissions.latest("number")
