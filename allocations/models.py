"""What each recipient may requisition: the decided allocation of a round, row by row.

The decided bilaga is the law. A row is keyed on the recipient; the printed name is kept beside it.
"""

import pgtrigger
from django.db import models
from django.db.models import Sum

from grants.models import Round
from organisations.models import Recipient


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def with_sum(self) -> "AllocationQuerySet":
        """Annotate `sum_kr`, what the rows add up to."""
        return self.annotate(sum_kr=Sum("rows__kr"))


class Allocation(models.Model):
    """A round's decided table. `stated_total_kr` is the total that the source prints."""

    round = models.OneToOneField(
        Round, on_delete=models.PROTECT, related_name="allocation", verbose_name="omgång"
    )
    source = models.CharField("källa", max_length=200)
    stated_total_kr = models.BigIntegerField("angiven summa, kr")
    deviation_reason = models.TextField("förklarad avvikelse", blank=True)
    adopted_on = models.DateField("fastställd")

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = "fördelning"
        verbose_name_plural = "fördelningar"
        triggers = [
            pgtrigger.Protect(
                name="adopted_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"Fördelning {self.round.key}"


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
