"""What the bank has said: each file once, and each answer about a payment. Never changed."""

import pgtrigger
from django.conf import settings
from django.db import models

from requisitions.models.payment import BatchLine


class ReplyKind(models.TextChoices):
    STATUS = "pain.002", "Status för utbetalningar (pain.002)"
    BOOKED = "camt.054", "Bokförda betalningar (camt.054)"


class BankReply(models.Model):
    """A file from the bank. The same one twice, by its bytes or by the bank's number, is refused.

    `unread` holds what was understood by nobody, one Swedish sentence each: a work list.
    """

    kind = models.CharField("slag", max_length=10, choices=ReplyKind.choices)
    message_id = models.CharField("bankens nummer", max_length=35)
    sha256 = models.CharField("sha256", max_length=64, unique=True)
    read_at = models.DateTimeField("inläst")
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="av"
    )
    unread = models.JSONField("inte tolkat", default=list)

    class Meta:
        verbose_name = "svar från banken"
        verbose_name_plural = "svar från banken"
        ordering = ["-read_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "message_id"], name="each_reply_is_read_once")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.message_id}"


class BankAnswer(models.Model):
    """What a reply says about one attempt to pay. `entry` is the booking's own mark (camt.054)."""

    reply = models.ForeignKey(BankReply, on_delete=models.PROTECT, related_name="answers")
    line = models.ForeignKey(BatchLine, on_delete=models.PROTECT, related_name="answers")
    outcome = models.CharField("utfall", max_length=10)
    reason = models.CharField("bankens skäl", max_length=300, blank=True)
    booked_on = models.DateField("bokförd", null=True, blank=True)
    entry = models.CharField("bokföringspost", max_length=64, blank=True)

    class Meta:
        verbose_name = "bankens besked om en utbetalning"
        verbose_name_plural = "bankens besked om utbetalningar"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=~models.Q(entry=""), name="each_booking_counts_once"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.outcome}"
