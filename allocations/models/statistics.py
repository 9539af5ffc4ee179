"""Dated statistics that money is divided by. Append-only: a corrected figure is a new statistic."""

import pgtrigger
from django.conf import settings
from django.db import models

from organisations.models import Recipient, RecipientKind

FROZEN = pgtrigger.Update | pgtrigger.Delete


class Statistic(models.Model):
    """One measure of every recipient of a kind on one day, for instance folkmängd 2024-12-31."""

    name = models.CharField("namn", max_length=100)
    unit = models.CharField("enhet", max_length=40, help_text="I flertal, till exempel kommuner.")
    unit_one = models.CharField(
        "enhet i ental", max_length=40, blank=True, help_text="Bara om ordet är ett annat: kommun."
    )
    recipient_kind = models.CharField("gäller", max_length=10, choices=RecipientKind.choices)
    measured_on = models.DateField("avser dag")
    source = models.CharField("källa", max_length=300)
    adopted_at = models.DateTimeField("inläst")
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="inläst av",
    )

    class Meta:
        verbose_name = "statistik"
        verbose_name_plural = "statistik"
        ordering = ["name", "-measured_on", "-adopted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "recipient_kind", "measured_on", "source"],
                name="one_statistic_per_day_and_source",
            )
        ]
        triggers = [pgtrigger.Protect(name="statistic_is_frozen", operation=FROZEN)]

    def __str__(self) -> str:
        return f"{self.name} {self.measured_on.isoformat()}"


class StatisticValue(models.Model):
    """One recipient's figure."""

    statistic = models.ForeignKey(Statistic, on_delete=models.PROTECT, related_name="values")
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, related_name="+", verbose_name="mottagare"
    )
    value = models.DecimalField("värde", max_digits=16, decimal_places=4)

    class Meta:
        verbose_name = "värde"
        verbose_name_plural = "värden"
        ordering = ["recipient__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["statistic", "recipient"], name="one_value_per_recipient"
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="value_not_negative"),
        ]
        triggers = [pgtrigger.Protect(name="value_is_frozen", operation=FROZEN)]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.value}"
