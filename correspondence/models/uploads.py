"""Files that somebody has handed in, before they are registered as documents.

Content never changes. What the scanner says of it and that it was taken away come later; both are
said once.
"""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models

from correspondence.models.documents import document_storage


class ScanStatus(models.TextChoices):
    WAITING = "waiting", "Väntar på genomsökning"
    CLEAN = "clean", "Genomsökt"
    INFECTED = "infected", "Skadlig kod"
    FAILED = "failed", "Kunde inte genomsökas"


def upload_path(upload: "Upload", _filename: str) -> str:
    """Named after its content; the storage makes the name unique."""
    return f"uploads/{upload.sha256[:2]}/{upload.sha256}"


class UploadQuerySet(models.QuerySet["Upload"]):
    def kept(self) -> "UploadQuerySet":
        """Those that have not been taken away."""
        return self.filter(removed_at__isnull=True)

    def waiting(self) -> "UploadQuerySet":
        """Those that the scanner has said nothing of yet."""
        return self.filter(scan=ScanStatus.WAITING)


class Upload(models.Model):
    """A file about a row of a case. `slot` is the question that it answers, "" where none asks.

    `media_type` is what its content says, `filename` what its owner called it. Taken away, it is
    marked so and seen no more; one that is registered as a document is never taken away.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.CharField("akt", max_length=80, db_index=True)
    about = models.CharField("gäller", max_length=80)
    slot = models.CharField("fråga", max_length=60, blank=True)
    filename = models.CharField("filnamn", max_length=120)
    media_type = models.CharField("filtyp", max_length=100)
    file = models.FileField(storage=document_storage, upload_to=upload_path, max_length=120)
    sha256 = models.CharField("sha256", max_length=64)
    size = models.PositiveIntegerField("storlek, byte")
    uploaded_at = models.DateTimeField("uppladdad")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="uppladdad av",
    )
    scan = models.CharField(
        "genomsökning", max_length=10, choices=ScanStatus.choices, default=ScanStatus.WAITING
    )
    scan_detail = models.CharField("genomsökningens svar", max_length=200, blank=True)
    scanned_at = models.DateTimeField("genomsökt", null=True, blank=True)
    removed_at = models.DateTimeField("borttagen", null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="borttagen av",
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = "uppladdad fil"
        verbose_name_plural = "uppladdade filer"
        ordering = ["uploaded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["about", "slot", "sha256"],
                condition=models.Q(removed_at__isnull=True),
                name="same_file_once_in_its_place",
            ),
            models.CheckConstraint(
                condition=models.Q(scan=ScanStatus.WAITING, scanned_at__isnull=True)
                | (~models.Q(scan=ScanStatus.WAITING) & models.Q(scanned_at__isnull=False)),
                name="scanned_exactly_when_it_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True, removed_by__isnull=True)
                | models.Q(removed_at__isnull=False, removed_by__isnull=False),
                name="taken_away_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["uploaded_at"],
                condition=models.Q(scan=ScanStatus.WAITING),
                name="uploads_to_scan",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="file_is_frozen",
                exclude=["scan", "scan_detail", "scanned_at", "removed_at", "removed_by"],
            ),
            pgtrigger.Protect(
                name="verdict_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.scan <> 'waiting' AND NEW.scan <> OLD.scan"),
            ),
            pgtrigger.Protect(
                name="taken_away_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.removed_at IS NOT NULL AND NEW.removed_at IS DISTINCT FROM OLD.removed_at"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.filename
