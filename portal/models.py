"""The portal's own rows: calendar addresses, and the mornings' digests to staff."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """A private address at which a person's calendar program reads her deadlines.

    The address is a signed value of the row's id and `nonce`; a new nonce ends the old address.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    nonce = models.UUIDField(default=uuid.uuid4)
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "kalenderadress"
        verbose_name_plural = "kalenderadresser"

    def __str__(self) -> str:
        return f"Kalender för {self.user}"


class DigestQuerySet(models.QuerySet["Digest"]):
    def with_something(self) -> "DigestQuerySet":
        """Those that say anything."""
        return self.exclude(sections=[])


class Digest(models.Model):
    """A workday morning's digest (morgonbrev) as it was when it was made; never changed.

    What came in after `since` up to `until` is in `sections`, beside what was late and had failed
    at `until`. One that has nothing to say is kept too, for the next one begins where it ended.
    """

    day = models.DateField("dag", unique=True)
    since = models.DateTimeField("från")
    until = models.DateTimeField("till")
    sections = models.JSONField("innehåll", default=list)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = "morgonbrev"
        verbose_name_plural = "morgonbrev"
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since__lt=models.F("until")), name="digest_ends_after_it_begins"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"Morgonbrev {self.day}"


class DigestChoice(models.Model):
    """Whether somebody at the agency wants the digest. Handläggare who have not said get it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_choice"
    )
    is_wanted = models.BooleanField("vill ha morgonbrevet")
    changed_at = models.DateTimeField("ändrat")

    class Meta:
        verbose_name = "val av morgonbrev"
        verbose_name_plural = "val av morgonbrev"

    def __str__(self) -> str:
        return f"{self.user}: {'ja' if self.is_wanted else 'nej'}"
