"""A table that somebody has read in or computed, on its way to being adopted."""

from django.conf import settings
from django.db import models

from allocations.models.allocations import Allocation
from allocations.models.keys import AllocationKey
from grants.models import Round


class Proposal(models.Model):
    """Rows between preview and adoption: `[{"code", "printed_name", "kr"}]`.

    `plan_sha256` is of what the preview showed: an adoption that would do anything else is
    refused. Once adopted the rows are the allocation's and are not kept here as well.
    """

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="proposals", verbose_name="omgång"
    )
    key = models.ForeignKey(
        AllocationKey,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="fördelningsnyckel",
    )
    source = models.CharField("källa", max_length=200)
    stated_total_kr = models.BigIntegerField("angiven summa, kr")
    file_name = models.CharField("fil", max_length=200, blank=True)
    file_sha256 = models.CharField("kontrollsumma (SHA-256)", max_length=64, blank=True)
    content = models.JSONField("rader", default=list, blank=True)
    plan_sha256 = models.CharField(max_length=64)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="inläst av",
    )
    proposed_at = models.DateTimeField("inläst")
    adopted_as = models.OneToOneField(
        Allocation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposal",
        verbose_name="fastställd som",
    )

    class Meta:
        verbose_name = "förslag till fördelning"
        verbose_name_plural = "förslag till fördelning"
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(adopted_as__isnull=True) | models.Q(content=[]),
                name="adopted_proposal_keeps_no_rows",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} ({self.round.key})"
