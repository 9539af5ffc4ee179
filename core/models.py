"""The only rows of core: the event that every change of state leaves, and the demo's clock."""

import pgtrigger
from django.conf import settings
from django.db import models


class Event(models.Model):
    """What happened to a case: who, when, from which state to which, and why.

    `about` is the case's label and id ("requisitions.requisition:12"), so that one table serves
    every app without foreign keys upwards. Written by core.transitions in the transaction of the
    change itself, never changed afterwards.
    """

    about = models.CharField("ärende", max_length=80)
    action = models.CharField("åtgärd", max_length=40)
    from_status = models.CharField("från", max_length=30, blank=True)
    to_status = models.CharField("till", max_length=30, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="av",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Tomt när portalen själv gjorde det.",
    )
    actor_name = models.CharField("namn", max_length=200, blank=True)
    at = models.DateTimeField("tidpunkt")
    reason = models.TextField("skäl", blank=True)

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["about", "at"], name="event_by_case")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.action} {self.at:%Y-%m-%d %H:%M}"


class DemoClock(models.Model):
    """The day that a demo believes it is; one row at most. Production never reads it."""

    today = models.DateField("dagens datum i demon")

    class Meta:
        verbose_name = "demons klocka"
        verbose_name_plural = "demons klocka"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="only_one_demo_clock")]

    def __str__(self) -> str:
        return self.today.isoformat()
