"""One case of the demo that is already over: an RSS that reported early and paid too much back.

The rounds' own reporting lies a year ahead of the demo's day, so without it there would be no
claim, invoice or credit note to look at. RSS Blekinge (invented, like all people here) ended its
work in March, gave its final account, was invoiced, and had part of the invoice credited. Every
step is the portal's own action, with the day on which it was taken.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from django.db import transaction

from core.dates import STOCKHOLM, next_workday
from correspondence.actions import next_diarienummer
from grants.models import Round
from grants.states import RoundStatus
from organisations.access import ActingFor
from organisations.models import Membership, Recipient, User
from organisations.roles import OrganisationRole, StaffRole
from repayments.actions import (
    decide_own_figure,
    issue_credit_note,
    issue_invoice,
    propose_claim,
)
from repayments.documents import credit_document, invoice_document
from repayments.models import CreditNote, Invoice
from reporting.actions import accept_report, approve_report, lock_for_approval
from reporting.models import FormRevision, Report
from requisitions.actions import (
    approve_requisition,
    attest_batch,
    mark_sent,
    prepare_batch,
    save_draft,
    settle_by_hand,
    submit_requisition,
)
from requisitions.models import Requisition
from requisitions.rules import RequisitionValues

__all__ = ["LAST_DAY", "load_early_case"]

ROUND = "socialtjanst-rss-2025"
RECIPIENT = "RSS-10"
REQUISITIONED, APPROVED, PAID = date(2025, 3, 4), date(2025, 3, 5), date(2025, 3, 18)
REPORTED, ACCEPTED, INVOICED = date(2025, 3, 31), date(2025, 4, 1), date(2025, 4, 1)
LAST_DAY = CREDITED = date(2025, 4, 8)

UNUSED_KR, CREDITED_KR = 311_111, 61_111
REASON = (
    "Lön för mars kom inte med i den slutliga redovisningen. "
    "61 111 kr var använt och ska inte betalas tillbaka."
)
EMAIL = "frida.holm@blekinge.example"


@transaction.atomic
def load_early_case(*, at: datetime) -> None:
    """Play the case through, once; not before its last day, or where the round is not open."""
    round_ = Round.objects.filter(key=ROUND).first()
    recipient = Recipient.objects.filter(code=RECIPIENT).first()
    if round_ is None or recipient is None or at.date() < LAST_DAY or not round_.takes_requisitions:
        return
    if Requisition.objects.filter(round=round_, recipient=recipient).exists():
        return
    acting = _acting(recipient)
    requisition = _requisition(round_, acting)
    report = _report(requisition, acting)
    invoice = _invoice(report)
    credit = _credit(invoice)
    invoice_document(invoice)
    credit_document(credit)


def _requisition(round_: Round, acting: ActingFor) -> Requisition:
    """Asked for, approved, and paid."""
    typed = {"answer": "all", "contact_name": "Frida Holm", "contact_email": EMAIL}
    requisition = save_draft(round_, acting, typed=typed)
    values = RequisitionValues(
        amount_kr=requisition.frame_kr,
        contact_name="Frida Holm",
        contact_email=EMAIL,
        contact_phone="010-000 00 00",
        bankgiro=acting.organisation.bankgiro,
        payment_reference="",
        invoice_reference="BLE-4711",
        approved_by_name="Gun Dal",
        approved_by_title="Förbundschef",
        conditions_accepted=True,
    )
    submit_requisition(requisition, acting, values=values, at=_on(REQUISITIONED))
    requisition = approve_requisition(
        requisition,
        by=_staff(StaffRole.HANDLAGGARE),
        roles=[StaffRole.HANDLAGGARE],
        at=_on(APPROVED),
        reason="",
    )
    _pay(requisition)
    return Requisition.objects.get(pk=requisition.pk)


def _pay(requisition: Requisition) -> None:
    ekonom, roles = _staff(StaffRole.EKONOM), [StaffRole.EKONOM]
    payment = requisition.payment
    if payment is None:
        raise LookupError(f"{requisition} has no payment.")
    batch = prepare_batch(
        requisition.round, [payment], bank_day=next_workday(PAID), by=ekonom, roles=roles,
        at=_on(APPROVED),
    )  # fmt: skip
    attestant = _staff(StaffRole.ATTESTANT)
    batch = attest_batch(batch, by=attestant, roles=[StaffRole.ATTESTANT], at=_on(APPROVED))
    mark_sent(batch, by=ekonom, roles=roles, at=_on(APPROVED))
    settle_by_hand(
        batch.payments.get(), by=ekonom, roles=roles, at=_on(PAID), paid_on=PAID,
        reason="Enligt kontoutdrag.",
    )  # fmt: skip


def _report(requisition: Requisition, acting: ActingFor) -> Report:
    """The final account, before the round's own reporting: opened for this recipient alone."""
    revision = FormRevision.objects.filter(form__round=requisition.round).latest("number")
    report = Report.objects.create(
        round=requisition.round,
        recipient=requisition.recipient,
        organisation=requisition.organisation,
        requisition=requisition,
        revision=revision,
        diarienummer=next_diarienummer(at=_on(REPORTED)),
        opened_at=_on(REPORTED),
        last_on=requisition.round.report_last_on,
        answers=_answers(acting, used_kr=(requisition.amount_kr or 0) - UNUSED_KR),
    )
    with _taking_reports(requisition.round):
        approval = lock_for_approval(report, acting, at=_on(REPORTED))
        approve_report(approval, at=_on(REPORTED))
        return accept_report(
            report,
            submission=1,
            by=_staff(StaffRole.HANDLAGGARE),
            roles=[StaffRole.HANDLAGGARE],
            at=_on(ACCEPTED),
        )


@contextmanager
def _taking_reports(round_: Round) -> Iterator[None]:
    """The round takes this one report before its time: inside this transaction, seen by nobody."""
    rounds = Round.objects.filter(pk=round_.pk)
    rounds.update(status=RoundStatus.REPORTING, reporting_opened_on=REPORTED)
    yield
    rounds.update(status=round_.status, reporting_opened_on=round_.reporting_opened_on)


def _invoice(report: Report) -> Invoice:
    claim = propose_claim(report, at=_on(ACCEPTED))
    return issue_invoice(decide_own_figure(claim, at=_on(ACCEPTED)), at=_on(INVOICED))


def _credit(invoice: Invoice) -> CreditNote:
    return issue_credit_note(
        invoice,
        amount_kr=CREDITED_KR,
        reason=REASON,
        by=_staff(StaffRole.EKONOM),
        roles=[StaffRole.EKONOM],
        at=_on(CREDITED),
    )


def _answers(acting: ActingFor, *, used_kr: int) -> dict[str, object]:
    organisation = acting.organisation
    return {
        "mottagare_namn": acting.recipient.name,
        "huvudman": organisation.name,
        "organisationsnummer": organisation.organisationsnummer_printed,
        "utdelningsadress": organisation.postal_address,
        "postnummer": organisation.postal_code,
        "postort": organisation.postal_town,
        "kontaktperson_namn": "Frida Holm",
        "kontaktperson_befattning": "Utvecklingsledare",
        "kontaktperson_epost": EMAIL,
        "kontaktperson_telefon": "010-000 00 00",
        "faktura_adress": organisation.postal_address,
        "faktura_postnummer": organisation.postal_code,
        "faktura_postort": organisation.postal_town,
        "faktura_epost": "faktura@blekinge.example",
        "faktura_referens": "BLE-4711",
        "faktura_elektronisk_adress": "",
        "lonekostnader": used_kr,
        "ovriga_kostnader": 0,
        "orsak_oanvant": ["tidsbrist"],
        "orsak_oanvant.tidsbrist": "Arbetet avslutades i mars, tidigare än planerat.",
        "insatser": ["samverkan"],
        "beskriv_samverkan": "Nätverk för socialchefer i länet.",
        "jamstalldhetsperspektiv": "Könsuppdelad statistik i uppföljningen.",
        "syftet_uppnatt": "ganska_hog",
        "foretradare_namn": "Gun Dal",
        "foretradare_befattning": "Förbundschef",
        "foretradare_telefon": "010-000 00 00",
        "foretradare_epost": "gun.dal@blekinge.example",
    }


def _acting(recipient: Recipient) -> ActingFor:
    organisation = recipient.huvudman_on(REQUISITIONED)
    name = {"first_name": "Frida", "last_name": "Holm", "title": "Utvecklingsledare"}
    user, _ = User.objects.get_or_create(email=EMAIL, defaults=name)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    role = OrganisationRole.OMBUD
    Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
    return ActingFor(user, recipient, organisation, frozenset({role}))


def _staff(role: StaffRole) -> User:
    return User.objects.filter(groups__name=role).earliest("pk")


def _on(day: date) -> datetime:
    """Ten o'clock on the day."""
    return datetime.combine(day, time(10), STOCKHOLM)
