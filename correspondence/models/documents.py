"""Documents as they are stored and registered, and the numbers of the diary.

Content never changes once written.
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
