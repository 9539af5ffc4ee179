"""Letters, and each attempt to send one.

Content never changes once written; what happens to it later is a status or a row of its own.
"""

import pgtrigger
from django.db import models

from correspondence.bounces.wording import in_a_row
from correspondence.models.documents import Document
from correspondence.models.plan import PlanStep
from correspondence.models.words import OwnWords


class LetterStatus(models.TextChoices):
    QUEUED = "queued", "Väntar"
    SENT = "sent", "Skickat"
    SKIPPED = "skipped", "Inte längre aktuellt"
    FAILED = "failed", "Kunde inte skickas"


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> "LetterQuerySet":
        return self.filter(status=LetterStatus.QUEUED)


class Letter(models.Model):
    """An e-mail to one address, with its words as they were when it was queued.

    Unique on what it is about, in which dossier, its kind, the day it was due and the address:
    that is the guard that makes queueing repeatable. A letter of the plan is also unique on its
    step and the day that the step counted from, so that a step that is moved is not sent again,
    but a last day that is moved is told about anew. Only `status`, `attempts` and
    `next_attempt_at` change.
    """

    kind = models.CharField("slag", max_length=60)
    about = models.CharField("gäller", max_length=80)
    case = models.CharField("akt", max_length=80, db_index=True)
    diarienummer = models.CharField("diarienummer", max_length=40)
    due_on = models.DateField("ska skickas")
    step = models.ForeignKey(
        PlanStep,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name="steg i planen",
    )
    counted_from_day = models.DateField("räknat från", null=True, blank=True)
    send_until = models.DateField("skickas senast", null=True, blank=True)
    to_email = models.EmailField("till")
    to_name = models.CharField("namn", max_length=320, blank=True)
    reply_to = models.EmailField("svar till", blank=True)
    subject = models.CharField("ämne", max_length=200)
    words = models.ForeignKey(
        OwnWords,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name="egna ord",
    )
    body_text = models.TextField("text")
    body_html = models.TextField("html")
    attachments = models.ManyToManyField(Document, verbose_name="bilagor", blank=True)
    instead_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="passed_on",
        verbose_name="i stället för",
        help_text="Brevet som inte gick fram, och som därför gick vidare hit.",
    )
    queued_at = models.DateTimeField("köad")
    status = models.CharField(
        "läge", max_length=10, choices=LetterStatus.choices, default=LetterStatus.QUEUED
    )
    attempts = models.PositiveSmallIntegerField("försök", default=0)
    next_attempt_at = models.DateTimeField("nästa försök")

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "brev"
        verbose_name_plural = "brev"
        ordering = ["queued_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["about", "case", "kind", "due_on", "to_email"], name="each_letter_once"
            ),
            models.UniqueConstraint(
                fields=["about", "case", "kind", "step", "counted_from_day", "to_email"],
                condition=models.Q(step__isnull=False),
                name="each_step_once",
            ),
            models.UniqueConstraint(
                fields=["instead_of", "to_email"],
                condition=models.Q(instead_of__isnull=False),
                name="each_letter_passed_on_once",
            ),
            models.CheckConstraint(
                condition=models.Q(step__isnull=True, counted_from_day__isnull=True)
                | models.Q(step__isnull=False, counted_from_day__isnull=False),
                name="step_says_its_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(status=LetterStatus.QUEUED),
                name="letters_waiting",
            ),
            models.Index(fields=["kind", "due_on"], name="letters_by_kind_and_day"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="content_is_frozen",
                exclude=["status", "attempts", "next_attempt_at"],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.subject} till {self.to_email}"

    @property
    def came_back(self) -> bool:
        """Whether a server has said, since it was last sent, that it did not arrive."""
        tries = [one.at for one in self.deliveries.all()]
        return any(
            one.is_permanent
            and one.email == self.to_email
            and (not tries or one.read_at >= tries[-1])
            for one in self.bounces.all()
        )

    @property
    def fate(self) -> str:
        """How it went, in words: "Kom tillbaka, gick vidare till registrator@example.se".

        No query where `queries.letters_of` has fetched the letter.
        """
        came_back = self.status == LetterStatus.SENT and self.came_back
        went = "Kom tillbaka" if came_back else str(self.get_status_display())
        passed = [one for one in self.passed_on.all() if one.status != LetterStatus.SKIPPED]
        if not passed:
            return went
        return f"{went}, gick vidare till {in_a_row(one.to_email for one in passed)}"


class Delivery(models.Model):
    """One attempt to send a letter, or the decision not to, and how it went."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="deliveries")
    at = models.DateTimeField("tidpunkt")
    outcome = models.CharField("utfall", max_length=10, choices=LetterStatus.choices)
    detail = models.TextField("uppgift", blank=True)

    class Meta:
        verbose_name = "leverans"
        verbose_name_plural = "leveranser"
        ordering = ["at", "id"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.at:%Y-%m-%d %H:%M}"
