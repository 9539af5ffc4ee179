"""Claims for money to be paid back, and the invoices that ask for it.

An invoice is a snapshot and never changes. What happens to it later (sent, paid, credited) is
rows of its own.
"""

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Cast

from core.kronor import with_unit
from grants.models import Round
from organisations.models import Organisation, Recipient
from repayments.states import ClaimStatus
from reporting.models import Submission


class Ground(models.TextChoices):
    """Why money is to be paid back (regeringsbesluten, villkor)."""

    UNUSED = "unused", "Oanvänt bidrag"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def with_case(self) -> "ClaimQuerySet":
        """With all that a page about the claim shows (one query)."""
        return self.select_related(
            "round__grant",
            "round__decision",
            "recipient",
            "organisation",
            "submission__report__requisition",
            "invoice",
        )

    def proposed(self) -> "ClaimQuerySet":
        """Waiting to be invoiced: the next sweep takes them, unless invoice data are missing."""
        return self.filter(status=ClaimStatus.PROPOSED)


class Claim(models.Model):
    """An återkrav: this huvudman is to pay back this much, for this reason.

    `organisation` is the huvudman that was paid, whoever stands behind the recipient today. Only
    the status changes; `amount_kr` is whole kronor.
    """

    ground = models.CharField("grund", max_length=20, choices=Ground.choices)
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="claims", verbose_name="omgång"
    )
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, related_name="claims", verbose_name="bidragsmottagare"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="claims", verbose_name="huvudman"
    )
    submission = models.ForeignKey(
        Submission,
        on_delete=models.PROTECT,
        related_name="claims",
        verbose_name="inskickad återrapportering",
    )
    amount_kr = models.BigIntegerField("belopp, kr", validators=[MinValueValidator(1)])
    status = models.CharField(
        "läge", max_length=10, choices=ClaimStatus.choices, default=ClaimStatus.PROPOSED
    )
    diarienummer = models.CharField("diarienummer", max_length=40, unique=True)
    created_at = models.DateTimeField("skapat")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "återkrav"
        verbose_name_plural = "återkrav"
        ordering = ["round__key", "recipient__code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=models.Q(ground=Ground.UNUSED),
                name="unused_money_is_claimed_once",
            ),
            models.CheckConstraint(condition=models.Q(amount_kr__gt=0), name="claim_positive"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(status=ClaimStatus.PROPOSED),
                name="claims_to_invoice",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="claim_is_frozen", exclude=["status"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_ground_display()}, {self.recipient}: {with_unit(self.amount_kr)}"

    @property
    def case(self) -> str:
        """The dossier that its letters and documents lie in."""
        return f"{self.round.key}/{self.recipient.code}"


class InvoiceSeries(models.Model):
    """The last invoice number of a year, without the year; taken under row lock, so without gaps.

    The number is taken in the transaction that writes the invoice: if that fails, the number was
    never given out.
    """

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "fakturaserie"
        verbose_name_plural = "fakturaserier"

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def with_case(self) -> "InvoiceQuerySet":
        """With all that its document and its letter need (one query)."""
        return self.select_related(
            "claim__round__grant", "claim__round__decision", "claim__recipient", "claim__submission"
        )


class Invoice(models.Model):
    """A numbered invoice for a claim. Written once; corrected by a credit note, never edited.

    `snapshot` holds seller, buyer, matter and lines as they were (repayments.snapshot); the PDF
    is made from it alone.
    """

    claim = models.OneToOneField(
        Claim, on_delete=models.PROTECT, related_name="invoice", verbose_name="återkrav"
    )
    number = models.BigIntegerField("fakturanummer", unique=True)
    ocr = models.CharField("OCR-nummer", max_length=25, unique=True)
    issued_at = models.DateTimeField("utfärdad, tidpunkt")
    issued_on = models.DateField("fakturadatum")
    due_on = models.DateField("förfaller")
    amount_kr = models.BigIntegerField("belopp, kr")
    decision_diarienummer = models.CharField("beslutets diarienummer", max_length=40)
    snapshot = models.JSONField("uppgifter när fakturan skrevs")

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "faktura"
        verbose_name_plural = "fakturor"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_kr__gt=0), name="invoice_positive"),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("issued_on")),
                name="invoice_due_after_it_is_issued",
            ),
            models.CheckConstraint(
                condition=models.Q(ocr__startswith=Cast("number", models.CharField())),
                name="ocr_carries_the_number",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"Faktura {self.number}, {with_unit(self.amount_kr)}"
