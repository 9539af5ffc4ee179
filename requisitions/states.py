"""The lives of a requisition, of its payment, of a batch of payments, and of money given back."""

from django.db import models

from core.transitions import Table, Transition
from organisations.roles import CASE_STAFF, MAY_SUBMIT, MONEY_STAFF, StaffRole

ATTESTANTS = frozenset({StaffRole.ATTESTANT})
"""Who may be the second pair of eyes; never the one who prepared."""


class RequisitionStatus(models.TextChoices):
    DRAFT = "draft", "Utkast"
    SUBMITTED = "submitted", "Inskickad"
    RETURNED = "returned", "Tillbaka för rättelse"
    APPROVED = "approved", "Godkänd"
    PAID = "paid", "Utbetald"
    DECLINED = "declined", "Avstår"
    REFUSED = "refused", "Avvisad, kom in för sent"


class PaymentStatus(models.TextChoices):
    PLANNED = "planned", "Planerad"
    BATCHED = "batched", "I utbetalningsunderlag"
    SENT = "sent", "Skickad till banken"
    PAID = "paid", "Utbetald"
    FAILED = "failed", "Kunde inte betalas"
    CANCELLED = "cancelled", "Inställd"


class BatchStatus(models.TextChoices):
    PREPARED = "prepared", "Väntar på attest"
    ATTESTED = "attested", "Attesterat"
    SENT = "sent", "Skickat till banken"
    ANSWERED = "answered", "Besvarat av banken"
    DISSOLVED = "dissolved", "Upplöst"
    REFUSED = "refused", "Inte attesterat"


class ReturnStatus(models.TextChoices):
    ANNOUNCED = "announced", "Väntar på pengarna"
    ARRIVED = "arrived", "Pengarna har kommit"
    WITHDRAWN = "withdrawn", "Återtagen"


EDITABLE = (RequisitionStatus.DRAFT, RequisitionStatus.RETURNED)
SENT_IN = (
    RequisitionStatus.SUBMITTED,
    RequisitionStatus.APPROVED,
    RequisitionStatus.PAID,
    RequisitionStatus.REFUSED,
)
ANSWERED = (*SENT_IN, RequisitionStatus.DECLINED)
"""The recipient has said what it wants: no reminders."""

REQUISITION: Table = {
    (RequisitionStatus.DRAFT, RequisitionStatus.SUBMITTED): Transition(
        "submit", "Skicka in rekvisitionen", MAY_SUBMIT
    ),
    (RequisitionStatus.RETURNED, RequisitionStatus.SUBMITTED): Transition(
        "submit", "Skicka in rekvisitionen", MAY_SUBMIT
    ),
    (RequisitionStatus.SUBMITTED, RequisitionStatus.DRAFT): Transition(
        "withdraw", "Ta tillbaka rekvisitionen", MAY_SUBMIT
    ),
    (RequisitionStatus.DRAFT, RequisitionStatus.DECLINED): Transition(
        "decline", "Avstå från bidraget", MAY_SUBMIT, needs_reason=True
    ),
    (RequisitionStatus.RETURNED, RequisitionStatus.DECLINED): Transition(
        "decline", "Avstå från bidraget", MAY_SUBMIT, needs_reason=True
    ),
    (RequisitionStatus.DECLINED, RequisitionStatus.DRAFT): Transition(
        "reopen", "Rekvirera ändå", MAY_SUBMIT
    ),
    (RequisitionStatus.SUBMITTED, RequisitionStatus.APPROVED): Transition(
        "approve", "Godkänn", CASE_STAFF
    ),
    (RequisitionStatus.SUBMITTED, RequisitionStatus.RETURNED): Transition(
        "return", "Lämna tillbaka för rättelse", CASE_STAFF, needs_reason=True
    ),
    (RequisitionStatus.SUBMITTED, RequisitionStatus.REFUSED): Transition(
        "refuse", "Avvisa, kom in för sent", CASE_STAFF, needs_reason=True
    ),
    (RequisitionStatus.REFUSED, RequisitionStatus.SUBMITTED): Transition(
        "reconsider", "Ompröva avvisningen", CASE_STAFF, needs_reason=True
    ),
    (RequisitionStatus.APPROVED, RequisitionStatus.SUBMITTED): Transition(
        "undo_approval", "Ångra godkännandet", CASE_STAFF, needs_reason=True
    ),
    (RequisitionStatus.APPROVED, RequisitionStatus.PAID): Transition("pay", "", MONEY_STAFF),
    (RequisitionStatus.PAID, RequisitionStatus.APPROVED): Transition("bounce", "", MONEY_STAFF),
}

PAYMENT: Table = {
    (PaymentStatus.PLANNED, PaymentStatus.BATCHED): Transition("batch", "", MONEY_STAFF),
    (PaymentStatus.BATCHED, PaymentStatus.PLANNED): Transition(
        "unbatch", "", MONEY_STAFF | ATTESTANTS
    ),
    (PaymentStatus.BATCHED, PaymentStatus.SENT): Transition("send", "", MONEY_STAFF),
    (PaymentStatus.SENT, PaymentStatus.PAID): Transition("settle", "", MONEY_STAFF),
    (PaymentStatus.SENT, PaymentStatus.FAILED): Transition("fail", "", MONEY_STAFF),
    (PaymentStatus.PAID, PaymentStatus.FAILED): Transition("bounce", "", MONEY_STAFF),
    (PaymentStatus.FAILED, PaymentStatus.PLANNED): Transition(
        "replan", "Planera om utbetalningen", MONEY_STAFF
    ),
    (PaymentStatus.PLANNED, PaymentStatus.CANCELLED): Transition("cancel", "", CASE_STAFF),
    (PaymentStatus.FAILED, PaymentStatus.CANCELLED): Transition("cancel", "", CASE_STAFF),
}

BATCH: Table = {
    (BatchStatus.PREPARED, BatchStatus.ATTESTED): Transition("attest", "Attestera", ATTESTANTS),
    (BatchStatus.PREPARED, BatchStatus.REFUSED): Transition(
        "refuse", "Attestera inte", ATTESTANTS, needs_reason=True
    ),
    (BatchStatus.PREPARED, BatchStatus.DISSOLVED): Transition(
        "dissolve", "Lös upp underlaget", MONEY_STAFF
    ),
    (BatchStatus.ATTESTED, BatchStatus.SENT): Transition(
        "mark_sent", "Markera som skickat till banken", MONEY_STAFF
    ),
    (BatchStatus.SENT, BatchStatus.ANSWERED): Transition("answer", "", MONEY_STAFF),
}

RETURN: Table = {
    (ReturnStatus.ANNOUNCED, ReturnStatus.ARRIVED): Transition(
        "arrive", "Pengarna har kommit", MONEY_STAFF
    ),
    (ReturnStatus.ANNOUNCED, ReturnStatus.WITHDRAWN): Transition(
        "withdraw", "Ta tillbaka anmälan", MAY_SUBMIT
    ),
}
