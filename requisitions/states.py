"""The life of a requisition and of its payment."""

from django.db import models

from core.transitions import Table, Transition
from organisations.roles import CASE_STAFF, MAY_SUBMIT, MONEY_STAFF


class RequisitionStatus(models.TextChoices):
    DRAFT = "draft", "Utkast"
    SUBMITTED = "submitted", "Inskickad"
    APPROVED = "approved", "Godkänd"
    PAID = "paid", "Utbetald"


REQUISITION: Table = {
    (RequisitionStatus.DRAFT, RequisitionStatus.SUBMITTED): Transition(
        "submit", "Skicka in rekvisitionen", MAY_SUBMIT
    ),
    (RequisitionStatus.SUBMITTED, RequisitionStatus.APPROVED): Transition(
        "approve", "Godkänn", CASE_STAFF
    ),
    (RequisitionStatus.APPROVED, RequisitionStatus.PAID): Transition(
        "mark_paid", "Markera som utbetald", MONEY_STAFF
    ),
}
