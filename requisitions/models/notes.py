"""What staff have done about a case by telephone. Written once, never changed."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from grants.models import Round
from organisations.models import Recipient
from requisitions.models.requisition import Requisition


class AccountConfirmation(models.Model):
    """Somebody has made sure that an account which differs from the known ones is right.

    `known` are the accounts that it differed from, sorted: should they change, it is asked anew.
    """

    requisition = models.ForeignKey(
        Requisition, on_delete=models.PROTECT, related_name="account_confirmations"
    )
    bankgiro = models.CharField("bankgiro", max_length=8)
    known = ArrayField(models.CharField(max_length=8), verbose_name="tidigare kända konton")
    how = models.TextField("hur kontot bekräftades")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="av"
    )
    at = models.DateTimeField("tidpunkt")

    class Meta:
        verbose_name = "bekräftat konto"
        verbose_name_plural = "bekräftade konton"
        ordering = ["at", "id"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.bankgiro}, bekräftat {self.at:%Y-%m-%d}"


class CallNote(models.Model):
    """Somebody called a recipient that has not requisitioned: whom, when, and what was said."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="call_notes")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="call_notes")
    spoke_with = models.CharField("talade med", max_length=140)
    outcome = models.TextField("vad som sades")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="av"
    )
    at = models.DateTimeField("tidpunkt")

    class Meta:
        verbose_name = "samtal"
        verbose_name_plural = "samtal"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["round", "recipient"], name="calls_by_case")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.spoke_with}, {self.at:%Y-%m-%d}"
