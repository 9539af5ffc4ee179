"""What each recipient may requisition: the adopted allocation of a round, row by row.

An adopted table never changes: a correction is the next number, and one of a round's is in force.
A row is keyed on the recipient; the printed name is kept beside it.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Sum

from allocations.models.keys import AllocationKey
from grants.models import Round
from organisations.models import Recipient


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def in_force(self) -> "AllocationQuerySet":
        """The one of each round that applies."""
        return self.filter(is_in_force=True)

    def with_sum(self) -> "AllocationQuerySet":
        """Annotate `sum_kr`, what the rows add up to."""
        return self.annotate(sum_kr=Sum("rows__kr"))


class Allocation(models.Model):
    """A round's adopted table. `stated_total_kr` is the total that the source prints.

    `reason` says why a correction was made; `deviation_reason` why the rows may add up to
    something else than the stated total.
    """

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="allocations", verbose_name="omgång"
    )
    number = models.PositiveSmallIntegerField("nummer", default=1)
    is_in_force = models.BooleanField("gäller", default=True)
    source = models.CharField("källa", max_length=200)
    stated_total_kr = models.BigIntegerField("angiven summa, kr")
    deviation_reason = models.TextField("förklarad avvikelse", blank=True)
    reason = models.TextField("skäl till rättelsen", blank=True)
    key = models.ForeignKey(
        AllocationKey,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name="fördelningsnyckel",
    )
    adopted_on = models.DateField("fastställd")
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="fastställd av",
    )

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = "fördelning"
        verbose_name_plural = "fördelningar"
        ordering = ["round__key", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="allocations_are_numbered"),
            models.UniqueConstraint(
                fields=["round"],
                condition=models.Q(is_in_force=True),
                name="one_allocation_in_force_per_round",
            ),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reason=""), name="correction_says_why"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="adopted_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.is_in_force OR to_jsonb(OLD.*) - 'is_in_force' IS DISTINCT FROM "
                    "to_jsonb(NEW.*) - 'is_in_force'"
                ),
            ),
            pgtrigger.Protect(name="adopted_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Fördelning {self.round.key}, nummer {self.number}"


class AllocationRowQuerySet(models.QuerySet["AllocationRow"]):
    def in_force(self) -> "AllocationRowQuerySet":
        """Frames of the allocations that apply."""
        return self.filter(allocation__is_in_force=True)


class AllocationRow(models.Model):
    """A recipient's frame (fördelningsram) in whole kronor."""

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="rows")
    recipient = models.ForeignKey(
        Recipient,
        on_delete=models.PROTECT,
        related_name="allocation_rows",
        verbose_name="mottagare",
    )
    printed_name = models.CharField("namn i bilagan", max_length=100)
    kr = models.BigIntegerField("fördelningsram, kr")

    objects = AllocationRowQuerySet.as_manager()

    class Meta:
        verbose_name = "fördelningsram"
        verbose_name_plural = "fördelningsramar"
        ordering = ["recipient__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation", "recipient"], name="one_frame_per_recipient"
            ),
            models.CheckConstraint(condition=models.Q(kr__gte=0), name="frame_not_negative"),
        ]
        triggers = [
            pgtrigger.Protect(name="frame_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.kr} kr"
