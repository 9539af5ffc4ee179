"""Letters and documents: what goes out, what comes in, and its place in the diary.

Knows no grant. A row belongs to a case by two plain strings: `case` is the dossier
("socialtjanst-rss-2025/RSS-12"), `about` the thing itself ("requisitions.requisition:12").
Content never changes once written; what happens to it later is a status or a row of its own.
"""

import uuid

import pgtrigger
from django.core.files.storage import Storage, storages
from django.db import models


class Direction(models.TextChoices):
    IN = "in", "In"
    OUT = "ut", "Ut"
    DRAWN_UP = "upprattad", "Upprättad"


class DiarySeries(models.Model):
    """The last number given out in a year's diary; taken under row lock, so without gaps."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "diarieserie"
        verbose_name_plural = "diarieserier"

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


def document_path(document: "Document", _filename: str) -> str:
    """Named after its content; the storage makes the name unique."""
    return f"{document.sha256[:2]}/{document.sha256}"


def document_storage() -> Storage:
    return storages["documents"]


class Document(models.Model):
    """A stored, registered document (allmän handling). Made once, served from storage."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("slag", max_length=40)
    about = models.CharField("gäller", max_length=80)
    case = models.CharField("akt", max_length=80, db_index=True)
    diarienummer = models.CharField("diarienummer", max_length=40)
    decision_diarienummer = models.CharField("beslutets diarienummer", max_length=40)
    direction = models.CharField("riktning", max_length=10, choices=Direction.choices)
    registered_at = models.DateTimeField("registrerad")
    title = models.CharField("ärendemening", max_length=200)
    counterpart = models.CharField("från eller till", max_length=200)
    media_type = models.CharField("filtyp", max_length=100)
    filename = models.CharField("filnamn", max_length=120)
    file = models.FileField(storage=document_storage, upload_to=document_path, max_length=100)
    sha256 = models.CharField("sha256", max_length=64)
    size = models.PositiveIntegerField("storlek, byte")
    template = models.CharField("mall", max_length=80, blank=True)
    context = models.JSONField("underlag", default=dict)

    class Meta:
        verbose_name = "handling"
        verbose_name_plural = "handlingar"
        ordering = ["registered_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["about", "kind"], name="each_document_is_made_once")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.title


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
    that is the guard that makes queueing repeatable. Only `status`, `attempts` and
    `next_attempt_at` change.
    """

    kind = models.CharField("slag", max_length=60)
    about = models.CharField("gäller", max_length=80)
    case = models.CharField("akt", max_length=80, db_index=True)
    diarienummer = models.CharField("diarienummer", max_length=40)
    due_on = models.DateField("ska skickas")
    send_until = models.DateField("skickas senast", null=True, blank=True)
    to_email = models.EmailField("till")
    to_name = models.CharField("namn", max_length=320, blank=True)
    reply_to = models.EmailField("svar till", blank=True)
    subject = models.CharField("ämne", max_length=200)
    body_text = models.TextField("text")
    body_html = models.TextField("html")
    attachments = models.ManyToManyField(Document, verbose_name="bilagor", blank=True)
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
            )
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
