"""Staff's own letters to a selection: the words, the choice, who asked and who approved.

The letters themselves are rows of `Letter`, about the mailing and in each recipient's case.
"""

import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from correspondence.mailings.states import ALONE, MailingStatus

ASKED = ("status", "asked_by_id", "asked_at", "letters", "readers")
SETTLED = ("status", "approved_by_id", "approved_at", "sent_at")


def _differs(*but: str) -> str:
    """SQL: whether a row differs in more than these columns."""
    left_out = "'{" + ",".join(but) + "}'::text[]"
    return f"to_jsonb(OLD.*) - {left_out} IS DISTINCT FROM to_jsonb(NEW.*) - {left_out}"


class Mailing(models.Model):
    """A letter that staff write to many. One person's draft until it is asked for or sent.

    `chosen` is the portal's key for whom it is to (`portal.mailings.selection`), within
    `lan_codes` (empty: all) and with single recipients (codes) added and left out. `readers` are
    those who were shown when it was asked for or sent, one object each: case, name and
    [[e-mail, name], …]; `letters` is how many addresses they have.
    """

    draft_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round_key = models.CharField("omgång", max_length=80)
    chosen = models.CharField("till", max_length=20)
    lan_codes = ArrayField(
        models.CharField(max_length=2), verbose_name="bara län", default=list, blank=True
    )
    added = ArrayField(
        models.CharField(max_length=30), verbose_name="också dessa", default=list, blank=True
    )
    left_out = ArrayField(
        models.CharField(max_length=30), verbose_name="inte dessa", default=list, blank=True
    )
    subject = models.CharField("ämne", max_length=150, blank=True)
    body = models.TextField("text", blank=True)
    link_text = models.CharField("text på länken", max_length=60, blank=True)
    status = models.CharField(
        "läge", max_length=10, choices=MailingStatus.choices, default=MailingStatus.DRAFT
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="skrivet av",
    )
    written_at = models.DateTimeField("skrivet")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="begärt av",
    )
    asked_at = models.DateTimeField("begärt", null=True, blank=True)
    readers = models.JSONField("till dessa", default=list, blank=True)
    letters = models.PositiveIntegerField("antal brev", default=0)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="godkänt av",
    )
    approved_at = models.DateTimeField("godkänt", null=True, blank=True)
    sent_at = models.DateTimeField("skickat", null=True, blank=True)

    class Meta:
        verbose_name = "eget brev"
        verbose_name_plural = "egna brev"
        ordering = ["-written_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    ~Q(subject=""), ~Q(body=""), ~Q(link_text=""),
                    status__in=[MailingStatus.WAITING, MailingStatus.SENT],
                    asked_by__isnull=False, asked_at__isnull=False, letters__gt=0,
                )
                | Q(
                    status__in=[MailingStatus.DRAFT, MailingStatus.DISCARDED],
                    asked_by__isnull=True, asked_at__isnull=True, letters=0,
                ),
                name="mailing_is_whole_once_it_is_asked_for",
            ),
            models.CheckConstraint(
                condition=Q(status=MailingStatus.SENT, sent_at__isnull=False)
                | (~Q(status=MailingStatus.SENT) & Q(sent_at__isnull=True)),
                name="mailing_sent_exactly_when_it_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(
                    ~Q(approved_by=F("written_by")), ~Q(approved_by=F("asked_by")),
                    status=MailingStatus.SENT, approved_by__isnull=False,
                    approved_at__isnull=False,
                ),
                name="mailing_approved_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(status=MailingStatus.SENT)
                | Q(letters__lte=ALONE)
                | Q(approved_by__isnull=False),
                name="many_letters_are_approved",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Protect(
                name="settled_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(
                    old__status__in=[MailingStatus.SENT, MailingStatus.DISCARDED]
                ),
            ),
            pgtrigger.Protect(
                name="frozen_while_it_waits",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.status = '{MailingStatus.WAITING}' AND ("
                    f"(NEW.status = '{MailingStatus.DRAFT}' AND {_differs(*ASKED)}) OR "
                    f"(NEW.status <> '{MailingStatus.DRAFT}' AND {_differs(*SETTLED)}))"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.subject or "Brev utan ämne"
