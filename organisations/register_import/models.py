"""What an import leaves: contacts, and the import itself.

Imported by organisations.models; knows the other models by name only.
"""

from django.conf import settings
from django.db import models


class Contact(models.Model):
    """Somebody to write to about a recipient, at the huvudman behind it. Not an account."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="contacts"
    )
    recipient = models.ForeignKey(
        "organisations.Recipient", on_delete=models.PROTECT, related_name="contacts"
    )
    name = models.CharField("namn", max_length=140, blank=True)
    email = models.EmailField("e-postadress")
    phone = models.CharField("telefon", max_length=30, blank=True)

    class Meta:
        verbose_name = "kontaktperson"
        verbose_name_plural = "kontaktpersoner"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "recipient"], name="one_contact_per_huvudman_and_recipient"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email


class RegisterImport(models.Model):
    """A register file that was checked and found faultless.

    Keeps the rows from preview to adoption and then only what the file was called, its hash and
    what came of it. `plan_sha256` is of what the preview showed: an adoption that would do
    anything else is refused.
    """

    file_name = models.CharField("fil", max_length=200)
    file_sha256 = models.CharField("kontrollsumma (SHA-256)", max_length=64)
    content = models.JSONField("rader", default=dict, blank=True)
    plan_sha256 = models.CharField(max_length=64)
    added = models.PositiveIntegerField("nya")
    changed = models.PositiveIntegerField("ändrade")
    unchanged = models.PositiveIntegerField("oförändrade")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="inläst av",
        on_delete=models.PROTECT,
        related_name="+",
    )
    uploaded_at = models.DateTimeField("inläst")
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="fastställd av",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    adopted_at = models.DateTimeField("fastställd", null=True, blank=True)

    class Meta:
        verbose_name = "inläst register"
        verbose_name_plural = "inlästa register"
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(adopted_at__isnull=True, adopted_by__isnull=True)
                | models.Q(adopted_at__isnull=False, adopted_by__isnull=False),
                name="register_adopted_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(adopted_at__isnull=True) | models.Q(content={}),
                name="adopted_register_keeps_no_rows",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
