"""Money that came in: what the bank booked, and what it was for.

Öre exist only here: a payer may send any amount, invoices are whole kronor.
"""

import pgtrigger
from django.conf import settings
from django.db import models

from correspondence.models import Document
from repayments.models.invoices import Invoice


class IncomingFile(models.Model):
    """A bank's file of booked payments (camt.054) as it was read; the same file is read once."""

    sha256 = models.CharField("sha256", max_length=64, unique=True)
    filename = models.CharField("filnamn", max_length=120)
    message_id = models.CharField("meddelandets id", max_length=80, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="handling"
    )
    read_at = models.DateTimeField("inläst")
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="inläst av",
    )
    unread = models.JSONField("det som inte kunde läsas, i ord", default=list, blank=True)

    class Meta:
        verbose_name = "inläst bankfil"
        verbose_name_plural = "inlästa bankfiler"
        ordering = ["read_at", "id"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.filename


class IncomingPayment(models.Model):
    """One booked payment to us. `unique_id` is the same when the bank tells of it again.

    What it was for is settlements and handlings; what neither covers waits in the work list.
    """

    file = models.ForeignKey(
        IncomingFile, on_delete=models.PROTECT, related_name="payments", verbose_name="bankfil"
    )
    unique_id = models.CharField("bokningens fingeravtryck", max_length=64, unique=True)
    booked_on = models.DateField("bokförd")
    amount = models.DecimalField("belopp, kr", max_digits=14, decimal_places=2)
    references = models.JSONField("referenser (OCR)", default=list, blank=True)
    message = models.TextField("meddelande", blank=True)
    payer_name = models.CharField("från", max_length=200, blank=True)
    payer_account = models.CharField("från konto", max_length=40, blank=True)
    account = models.CharField("till konto", max_length=40, blank=True)
    bank_reference = models.CharField("bankens referens", max_length=80, blank=True)

    class Meta:
        verbose_name = "inbetalning"
        verbose_name_plural = "inbetalningar"
        ordering = ["booked_on", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="incoming_positive")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.payer_name or 'Okänd'}, {self.amount} kr, {self.booked_on}"


class Settlement(models.Model):
    """So much of a payment pays so much of an invoice; a negative row takes an earlier one back.

    `by` is empty when the OCR number matched by itself.
    """

    payment = models.ForeignKey(
        IncomingPayment, on_delete=models.PROTECT, related_name="settlements"
    )
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="settlements")
    amount = models.DecimalField("belopp, kr", max_digits=14, decimal_places=2)
    at = models.DateTimeField("tidpunkt")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="av",
    )
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back_by"
    )
    reason = models.TextField("skäl", blank=True)

    class Meta:
        verbose_name = "avräkning"
        verbose_name_plural = "avräkningar"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(takes_back__isnull=True, amount__gt=0)
                | models.Q(takes_back__isnull=False, amount__lt=0),
                name="settled_above_zero_or_taken_back",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.amount} kr av {self.payment} till {self.invoice}"


class RestHandling(models.TextChoices):
    TO_RETURN = "to_return", "Ska betalas tillbaka till avsändaren"
    RETURNED = "returned", "Återbetalad till avsändaren"
    EARLY_RETURN = "early_return", "Pengar som lämnas tillbaka före återrapportering"
    NOT_OURS = "not_ours", "Hör inte till statsbidragen"
    REVERSED = "reversed", "Återtagen av banken"
    REOPENED = "reopened", "Åter i arbetslistan"


class PaymentHandling(models.Model):
    """What became of a payment, or a part of it, that pays no invoice: the newest row holds.

    `amount` is above 0, but 0 when the payment was put back into the work list.
    """

    payment = models.ForeignKey(IncomingPayment, on_delete=models.PROTECT, related_name="handlings")
    what = models.CharField("vad", max_length=15, choices=RestHandling.choices)
    amount = models.DecimalField("belopp, kr", max_digits=14, decimal_places=2)
    about = models.CharField("gäller", max_length=80, blank=True)
    text = models.TextField("anteckning", blank=True)
    at = models.DateTimeField("tidpunkt")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="av",
    )

    class Meta:
        verbose_name = "hantering av inbetalning"
        verbose_name_plural = "hantering av inbetalningar"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what=RestHandling.REOPENED, amount=0)
                | (~models.Q(what=RestHandling.REOPENED) & models.Q(amount__gt=0)),
                name="handled_above_zero_or_put_back",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.get_what_display()


class BankReversal(models.Model):
    """The bank took money back that it had booked to us. `payment` is the booking that it undoes.

    Without a payment it waits in the work list until somebody has said which one it is.
    """

    file = models.ForeignKey(
        IncomingFile, on_delete=models.PROTECT, related_name="reversals", verbose_name="bankfil"
    )
    unique_id = models.CharField("bokningens fingeravtryck", max_length=64, unique=True)
    booked_on = models.DateField("bokförd")
    amount = models.DecimalField("belopp, kr", max_digits=14, decimal_places=2)
    message = models.TextField("meddelande", blank=True)
    payer_name = models.CharField("till", max_length=200, blank=True)
    bank_reference = models.CharField("bankens referens", max_length=80, blank=True)
    payment = models.OneToOneField(
        IncomingPayment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversal",
        verbose_name="inbetalning",
    )

    class Meta:
        verbose_name = "återtagen inbetalning"
        verbose_name_plural = "återtagna inbetalningar"
        ordering = ["booked_on", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="reversal_positive")
        ]
        triggers = [
            pgtrigger.ReadOnly(name="reversal_is_frozen", exclude=["payment"]),
            pgtrigger.Protect(
                name="reversed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.payment_id IS NOT NULL"),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.payer_name or 'Okänd'}, {self.amount} kr, {self.booked_on}"
