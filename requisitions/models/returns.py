"""Money that a recipient gives back before it reports."""

import pgtrigger
from django.conf import settings
from django.db import models

from core.kronor import with_unit
from requisitions.models.requisition import Requisition
from requisitions.states import ReturnStatus

# Announced money counts as it is announced, arrived money as it arrived. The requisition's row is
# locked, so that two who add at once are counted one after the other.
_WITHIN_WHAT_WAS_PAID = """
    PERFORM 1 FROM requisitions_requisition WHERE id = NEW.requisition_id FOR UPDATE;
    SELECT COALESCE(SUM(COALESCE(r.arrived_kr, r.amount_kr)), 0) INTO back_kr
      FROM requisitions_return r
     WHERE r.requisition_id = NEW.requisition_id AND r.status <> 'withdrawn';
    SELECT COALESCE(SUM(p.amount_kr), 0) INTO paid_kr
      FROM requisitions_payment p
     WHERE p.requisition_id = NEW.requisition_id AND p.status = 'paid';
    IF back_kr > paid_kr THEN
        RAISE EXCEPTION 'More money back than was paid' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class ReturnQuerySet(models.QuerySet["Return"]):
    def arrived(self) -> "ReturnQuerySet":
        return self.filter(status=ReturnStatus.ARRIVED)


class Return(models.Model):
    """Bidrag that comes back early: announced by the recipient, counted when it has arrived.

    `ocr` is the reference that the recipient pays with. Only the status and what arrived change.
    """

    requisition = models.ForeignKey(
        Requisition, on_delete=models.PROTECT, related_name="returns", verbose_name="rekvisition"
    )
    status = models.CharField(
        "läge", max_length=10, choices=ReturnStatus.choices, default=ReturnStatus.ANNOUNCED
    )
    amount_kr = models.BigIntegerField("anmält belopp, kr")
    reason = models.TextField("skäl")
    ocr = models.CharField("OCR-nummer", max_length=25, unique=True)
    announced_at = models.DateTimeField("anmäld")
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="anmäld av",
    )
    arrived_on = models.DateField("pengarna kom", null=True, blank=True)
    arrived_kr = models.BigIntegerField("belopp som kom, kr", null=True, blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "återlämnat bidrag"
        verbose_name_plural = "återlämnade bidrag"
        ordering = ["announced_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["requisition"],
                condition=models.Q(status=ReturnStatus.ANNOUNCED),
                name="one_announced_return_at_a_time",
            ),
            models.CheckConstraint(condition=models.Q(amount_kr__gt=0), name="return_positive"),
            models.CheckConstraint(
                condition=models.Q(
                    status=ReturnStatus.ARRIVED, arrived_on__isnull=False, arrived_kr__gt=0
                )
                | ~models.Q(status=ReturnStatus.ARRIVED)
                & models.Q(arrived_on__isnull=True, arrived_kr__isnull=True),
                name="arrived_exactly_when_it_has_a_day",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="announced_is_frozen", exclude=["status", "arrived_on", "arrived_kr"]
            ),
            pgtrigger.Protect(
                name="arrived_is_for_good",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__status=ReturnStatus.ANNOUNCED),
            ),
            pgtrigger.Protect(name="return_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="within_what_was_paid",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("back_kr", "BIGINT"), ("paid_kr", "BIGINT")],
                func=_WITHIN_WHAT_WAS_PAID,
            ),
        ]

    def __str__(self) -> str:
        return f"{with_unit(self.amount_kr)}, {self.get_status_display().lower()}"
