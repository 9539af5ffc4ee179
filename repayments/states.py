"""The life of a claim, from proposal to invoice. What is paid will be rows of their own."""

from django.db import models

from core.transitions import Table, Transition


class ClaimStatus(models.TextChoices):
    PROPOSED = "proposed", "Föreslagen"
    INVOICED = "invoiced", "Fakturerad"


CLAIM: Table = {
    # No roles: unused money is the recipient's own figure, so the portal invoices it by itself.
    (ClaimStatus.PROPOSED, ClaimStatus.INVOICED): Transition("issue_invoice", "Fakturera"),
}
