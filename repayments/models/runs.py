"""Invoicing a whole round at once: what was to be done, and how each claim went."""

from django.conf import settings
from django.db import models

from grants.models import Round
from repayments.models.claims import Claim


class Run(models.Model):
    """A started batch over a round's claims. Finished when no item waits; may be taken up again."""

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="claim_runs", verbose_name="omgång"
    )
    started_at = models.DateTimeField("startad")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="startad av",
    )
    finished_at = models.DateTimeField("klar", null=True, blank=True)

    class Meta:
        verbose_name = "faktureringskörning"
        verbose_name_plural = "faktureringskörningar"
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=models.Q(finished_at__isnull=True),
                name="one_run_at_a_time_per_round",
            )
        ]

    def __str__(self) -> str:
        return f"Fakturering av {self.round.key} {self.started_at:%Y-%m-%d %H:%M}"


class RunItemStatus(models.TextChoices):
    WAITING = "waiting", "Väntar"
    DONE = "done", "Klar"
    FAILED = "failed", "Gick inte"


class RunItem(models.Model):
    """One claim of a run; a failing one says why, and doesn't stop the rest."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="items")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="run_items")
    status = models.CharField(
        "läge", max_length=10, choices=RunItemStatus.choices, default=RunItemStatus.WAITING
    )
    message = models.TextField("varför inte", blank=True)
    done_at = models.DateTimeField("klar", null=True, blank=True)

    class Meta:
        verbose_name = "återkrav i körningen"
        verbose_name_plural = "återkrav i körningen"
        ordering = ["run", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "claim"], name="each_claim_once_in_a_run")
        ]
        indexes = [
            models.Index(
                fields=["run"],
                condition=models.Q(status=RunItemStatus.WAITING),
                name="run_items_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim}: {self.get_status_display().lower()}"
