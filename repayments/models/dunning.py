"""Reminders to pay: a round's schedule, what has been demanded, and what holds it back."""

import pgtrigger
from django.conf import settings
from django.db import models

from grants.models import Round
from repayments.models.invoices import Invoice


class DunningStep(models.Model):
    """One step of a round's schedule: a demand so many days after the invoice fell due.

    `pay_within_days` is the new time to pay that the demand gives.
    """

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="dunning_steps", verbose_name="omgång"
    )
    number = models.PositiveSmallIntegerField("nummer")
    days_after_due = models.PositiveSmallIntegerField("dagar efter förfallodagen")
    pay_within_days = models.PositiveSmallIntegerField("dagar att betala", default=10)

    class Meta:
        verbose_name = "påminnelsesteg"
        verbose_name_plural = "påminnelsesteg"
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="dunning_steps_are_numbered"),
            models.UniqueConstraint(
                fields=["round", "days_after_due"], name="one_dunning_step_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(days_after_due__gt=0), name="dunned_after_it_is_due"
            ),
        ]

    def __str__(self) -> str:
        return f"Påminnelse {self.number}, {self.days_after_due} dagar efter förfallodagen"


class ReferenceRate(models.Model):
    """Riksbankens referensränta, per cent, from this day on. Source: räntelagen (1975:635) 9 §."""

    from_on = models.DateField("från och med", primary_key=True)
    percent = models.DecimalField("referensränta, procent", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "referensränta"
        verbose_name_plural = "referensräntor"
        ordering = ["-from_on"]

    def __str__(self) -> str:
        return f"{self.percent} % från {self.from_on}"


class Demand(models.Model):
    """Betalningspåminnelse: what was demanded for an invoice, once for each step.

    `open_kr` is what was unpaid then, `interest` by räntelagen (öre), 0 where the round charges
    none.
    """

    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="demands", verbose_name="faktura"
    )
    number = models.PositiveSmallIntegerField("nummer")
    demanded_at = models.DateTimeField("påmint")
    open_amount = models.DecimalField("obetalt, kr", max_digits=14, decimal_places=2)
    interest = models.DecimalField("ränta, kr", max_digits=14, decimal_places=2, default=0)
    pay_by = models.DateField("betala senast")

    class Meta:
        verbose_name = "betalningspåminnelse"
        verbose_name_plural = "betalningspåminnelser"
        ordering = ["demanded_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "number"], name="each_demand_once")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"Påminnelse {self.number} om {self.invoice}"


class HoldReason(models.TextChoices):
    DISPUTED = "disputed", "Bestridd"
    RESPITE = "respite", "Anstånd med betalning"


class Hold(models.Model):
    """Keeps reminders back while an invoice is disputed, or until a day that respite is given to.

    `until` (inclusive) belongs to respite; a dispute lasts until it is lifted.
    """

    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="holds", verbose_name="faktura"
    )
    why = models.CharField("varför", max_length=10, choices=HoldReason.choices)
    until = models.DateField("till och med", null=True, blank=True)
    text = models.TextField("skäl")
    at = models.DateTimeField("från")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="av"
    )
    lifted_at = models.DateTimeField("upphävt", null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="upphävt av",
    )

    class Meta:
        verbose_name = "uppehåll i påminnelser"
        verbose_name_plural = "uppehåll i påminnelser"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"],
                condition=models.Q(lifted_at__isnull=True),
                name="one_hold_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(why=HoldReason.RESPITE, until__isnull=False)
                | models.Q(why=HoldReason.DISPUTED, until__isnull=True),
                name="respite_has_its_last_day",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | models.Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="lifted_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="hold_is_frozen", exclude=["lifted_at", "lifted_by"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_why_display()}: {self.invoice}"
