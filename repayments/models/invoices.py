"""Numbered invoices and credit notes, and how they were delivered."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Cast

from core.kronor import with_unit
from repayments.models.claims import Claim


class Series(models.Model):
    """The last number of a year, without the year; taken under row lock, so without gaps.

    The number is taken in the transaction that writes what it numbers: if that fails, the number
    was never given out.
    """

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class InvoiceSeries(Series):
    """The invoices' own series: 2026000001 and on."""

    class Meta:
        verbose_name = "fakturaserie"
        verbose_name_plural = "fakturaserier"

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class CreditNoteSeries(Series):
    """The credit notes' own series: 2026500001 and on."""

    class Meta:
        verbose_name = "kreditfakturaserie"
        verbose_name_plural = "kreditfakturaserier"

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class InvoiceDetail(models.Model):
    """One piece of invoice data that the report lacked; the newest row holds.

    Filled in by staff or by the huvudman itself. `field` is the name of a field of rules.Buyer.
    """

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="invoice_details", verbose_name="återkrav"
    )
    field = models.CharField("uppgift", max_length=30)
    value = models.CharField("värde", max_length=200)
    at = models.DateTimeField("tidpunkt")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="ifylld av",
    )

    class Meta:
        verbose_name = "fakturauppgift"
        verbose_name_plural = "fakturauppgifter"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(value=""), name="invoice_detail_is_given")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def with_case(self) -> "InvoiceQuerySet":
        """With all that its document and its letter need (one query)."""
        return self.select_related(
            "claim__round__grant",
            "claim__round__decision",
            "claim__recipient",
            "claim__organisation",
            "claim__report",
            "claim__submission",
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


class CreditNoteQuerySet(models.QuerySet["CreditNote"]):
    def with_case(self) -> "CreditNoteQuerySet":
        """With all that its document and its letter need (one query)."""
        return self.select_related(
            "invoice__claim__round__grant",
            "invoice__claim__round__decision",
            "invoice__claim__recipient",
            "invoice__claim__organisation",
            "invoice__claim__report",
            "invoice__claim__submission",
        )


class CreditNote(models.Model):
    """A credit note (381): takes back an invoice, wholly or in part, and refers back to it.

    Numbered in a series of its own. `amount_kr` is whole kronor above 0; the credits of an
    invoice are never more than the invoice, which the action sees to under its lock.
    """

    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="credit_notes", verbose_name="faktura"
    )
    number = models.BigIntegerField("kreditfakturanummer", unique=True)
    issued_at = models.DateTimeField("utfärdad, tidpunkt")
    issued_on = models.DateField("kreditfakturadatum")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="utfärdad av",
    )
    amount_kr = models.BigIntegerField("belopp, kr")
    reason = models.TextField("skäl")
    snapshot = models.JSONField("uppgifter när kreditfakturan skrevs")

    objects = CreditNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "kreditfaktura"
        verbose_name_plural = "kreditfakturor"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_kr__gt=0), name="credit_positive"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="credit_has_its_reason"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"Kreditfaktura {self.number}, {with_unit(self.amount_kr)}"


class DeliveryChannel(models.TextChoices):
    MAIL = "mail", "E-post"
    PEPPOL = "peppol", "Peppol"


class DeliveryStatus(models.TextChoices):
    PUT_OUT = "put_out", "Lagd i utkorgen"
    SENT = "sent", "Hämtad av accesspunkten"
    DELIVERED = "delivered", "Mottagen"
    REJECTED = "rejected", "Avvisad"
    AGAIN = "again", "Lagd i utkorgen igen"


class Delivery(models.Model):
    """What has become of an invoice or credit note on its way; the newest row of a channel holds.

    Exactly one of `invoice` and `credit_note`.
    """

    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    credit_note = models.ForeignKey(
        CreditNote, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    channel = models.CharField("kanal", max_length=10, choices=DeliveryChannel.choices)
    status = models.CharField("läge", max_length=10, choices=DeliveryStatus.choices)
    at = models.DateTimeField("tidpunkt")
    detail = models.TextField("uppgift", blank=True)

    class Meta:
        verbose_name = "leverans av faktura"
        verbose_name_plural = "leveranser av fakturor"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(invoice__isnull=True, credit_note__isnull=False)
                | models.Q(invoice__isnull=False, credit_note__isnull=True),
                name="delivery_of_an_invoice_or_a_credit_note",
            ),
            *(
                models.UniqueConstraint(
                    fields=[document, "channel"],
                    condition=models.Q(status=DeliveryStatus.PUT_OUT),
                    name=f"{document}_is_put_out_once",
                )
                for document in ("invoice", "credit_note")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.get_status_display().lower()}"
