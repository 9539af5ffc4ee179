"""The allocation key (fördelningsnyckel) as data: how a sum is divided, and by what.

The arithmetic is `allocations.engine`'s; these rows are what staff fill in. A key is frozen with
the allocation that is adopted from it; before that its parts may change.
"""

from decimal import Decimal

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from allocations.models.statistics import Statistic
from grants.models import Round
from organisations.models import Lan, Recipient

KEEPS_ADOPTED_KEY = """
    IF EXISTS (
        SELECT 1 FROM allocations_allocationkey
        WHERE adopted_at IS NOT NULL
        AND id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.key_id END,
                   CASE WHEN TG_OP <> 'DELETE' THEN NEW.key_id END)
    ) THEN
        RAISE EXCEPTION 'pgtrigger: the key of an adopted allocation is frozen';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


def frozen_with_its_key(name: str) -> pgtrigger.Trigger:
    """A row that belongs to a key is frozen when the key is."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=KEEPS_ADOPTED_KEY,
    )


class Rounding(models.TextChoices):
    EACH_ROW = "each_row", "Varje rad för sig"
    LARGEST_REMAINDER = "largest_remainder", "Största rest, summan stämmer"
    RESIDUAL = "residual", "Resten till en namngiven mottagare"


class UnitKind(models.TextChoices):
    RECIPIENT = "recipient", "Varje mottagare"
    LAN = "lan", "Varje län, som sedan delas inom länet"


class Measure(models.TextChoices):
    EQUAL = "equal", "Lika till alla"
    STATISTIC = "statistic", "Efter en statistik"


class AmountKind(models.TextChoices):
    PER_UNIT = "per_unit", "Kronor för varje"
    POT = "pot", "Kronor sammanlagt"
    SHARE = "share", "Procent av hela summan"
    REST = "rest", "Det som är kvar"


class ThresholdRule(models.TextChoices):
    NONE = "", "Ingen gräns"
    SCALE_FROM = "scale_from", "Växer i proportion från gränsen"
    ONLY_FROM = "only_from", "Bara från och med gränsen"
    ONLY_BELOW = "only_below", "Bara under gränsen"


class AllocationKey(models.Model):
    """How a round's sum is divided. `number` counts the round's keys from 1."""

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="keys", verbose_name="omgång"
    )
    number = models.PositiveSmallIntegerField("nummer")
    name = models.CharField("namn", max_length=100)
    total_kr = models.BigIntegerField("summa att fördela, kr")
    unit_kind = models.CharField(
        "fördelas på", max_length=10, choices=UnitKind.choices, default=UnitKind.RECIPIENT
    )
    splits_rounded = models.BooleanField("länets belopp avrundas innan det delas", default=False)
    rounding = models.CharField(
        "avrundning", max_length=20, choices=Rounding.choices, default=Rounding.LARGEST_REMAINDER
    )
    residual_to = models.ForeignKey(
        Recipient,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="resten till",
    )
    cap_kr = models.BigIntegerField("högst till en mottagare, kr", null=True, blank=True)
    note = models.TextField("anmärkning", blank=True)
    adopted_at = models.DateTimeField("fastställd", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "fördelningsnyckel"
        verbose_name_plural = "fördelningsnycklar"
        ordering = ["round__key", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="keys_are_numbered"),
            models.CheckConstraint(condition=models.Q(total_kr__gt=0), name="key_divides_money"),
            models.CheckConstraint(
                condition=models.Q(rounding=Rounding.RESIDUAL, residual_to__isnull=False)
                | (~models.Q(rounding=Rounding.RESIDUAL) & models.Q(residual_to__isnull=True)),
                name="residual_has_a_recipient",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="adopted_key_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.adopted_at IS NOT NULL"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.round.key}, nyckel {self.number})"


class KeyPart(models.Model):
    """One part of the sum: how much (`amount`, in kr or per cent) and divided by what.

    `only` names länskoder (or recipient codes, when every recipient is a unit); empty means all.
    """

    key = models.ForeignKey(AllocationKey, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField("ordning")
    label = models.CharField("vad delen heter", max_length=100)
    measure = models.CharField("fördelas", max_length=10, choices=Measure.choices)
    statistic = models.ForeignKey(
        Statistic,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="statistik",
    )
    amount_kind = models.CharField("belopp", max_length=10, choices=AmountKind.choices)
    amount = models.DecimalField(
        "kronor eller procent", max_digits=16, decimal_places=4, null=True, blank=True
    )
    threshold_rule = models.CharField(
        "gräns", max_length=12, choices=ThresholdRule.choices, blank=True, default=""
    )
    threshold_statistic = models.ForeignKey(
        Statistic,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="gränsens statistik",
    )
    threshold = models.DecimalField(
        "gränsvärde", max_digits=16, decimal_places=4, null=True, blank=True
    )
    only = ArrayField(
        models.CharField(max_length=30), verbose_name="bara till", default=list, blank=True
    )

    class Meta:
        verbose_name = "del"
        verbose_name_plural = "delar"
        ordering = ["key", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "position"],
                name="parts_are_in_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["key", "label"], name="parts_are_told_apart"),
            models.CheckConstraint(
                condition=models.Q(amount_kind=AmountKind.REST, amount__isnull=True)
                | (~models.Q(amount_kind=AmountKind.REST) & models.Q(amount__gte=0)),
                name="part_has_an_amount_or_takes_the_rest",
            ),
            models.CheckConstraint(
                condition=models.Q(measure=Measure.EQUAL, statistic__isnull=True)
                | models.Q(measure=Measure.STATISTIC, statistic__isnull=False),
                name="part_by_statistic_names_it",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    threshold_rule=ThresholdRule.NONE,
                    threshold__isnull=True,
                    threshold_statistic__isnull=True,
                )
                | (
                    ~models.Q(threshold_rule=ThresholdRule.NONE)
                    & models.Q(threshold__gt=0, threshold_statistic__isnull=False)
                ),
                name="threshold_is_whole",
            ),
        ]
        triggers = [frozen_with_its_key("part_is_frozen_with_its_key")]

    def __str__(self) -> str:
        return self.label


class KeySplit(models.Model):
    """How a län's amount is divided within the län: one weight; a part may have several.

    Without `part` it holds for every part that has no split of its own.
    """

    key = models.ForeignKey(AllocationKey, on_delete=models.CASCADE, related_name="splits")
    lan = models.ForeignKey(Lan, on_delete=models.PROTECT, related_name="+", verbose_name="län")
    part = models.ForeignKey(
        KeyPart,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="gäller delen",
    )
    weight = models.DecimalField("vikt", max_digits=9, decimal_places=4, default=Decimal(1))
    measure = models.CharField("fördelas", max_length=10, choices=Measure.choices)
    statistic = models.ForeignKey(
        Statistic,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="statistik",
    )

    class Meta:
        verbose_name = "delning inom län"
        verbose_name_plural = "delningar inom län"
        ordering = ["key", "lan", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="split_weighs_something"),
            models.CheckConstraint(
                condition=models.Q(measure=Measure.EQUAL, statistic__isnull=True)
                | models.Q(measure=Measure.STATISTIC, statistic__isnull=False),
                name="split_by_statistic_names_it",
            ),
        ]
        triggers = [frozen_with_its_key("split_is_frozen_with_its_key")]

    def __str__(self) -> str:
        return f"{self.lan}: {self.get_measure_display().lower()}"


class KeyAdjustment(models.Model):
    """Kronor added to, or taken from, what the key gives one recipient; always with a reason."""

    key = models.ForeignKey(AllocationKey, on_delete=models.CASCADE, related_name="adjustments")
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, related_name="+", verbose_name="mottagare"
    )
    kr = models.BigIntegerField("kronor mer eller mindre")
    reason = models.CharField("skäl", max_length=300)

    class Meta:
        verbose_name = "justering"
        verbose_name_plural = "justeringar"
        ordering = ["recipient__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "recipient"], name="one_adjustment_per_recipient"
            ),
            models.CheckConstraint(
                condition=~models.Q(kr=0) & ~models.Q(reason=""), name="adjustment_says_why"
            ),
        ]
        triggers = [frozen_with_its_key("adjustment_is_frozen_with_its_key")]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.kr:+d} kr"
