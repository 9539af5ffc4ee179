"""Money on its way out: one payment per approved requisition, sent to the bank in batches."""

import pgtrigger
from django.conf import settings
from django.db import models

from core.kronor import with_unit
from grants.models import Round
from requisitions.models.requisition import Requisition
from requisitions.states import BatchStatus, PaymentStatus

IN_A_BATCH = (PaymentStatus.BATCHED, PaymentStatus.SENT, PaymentStatus.PAID)
ATTESTED = (BatchStatus.ATTESTED, BatchStatus.SENT, BatchStatus.ANSWERED)
SENT = (BatchStatus.SENT, BatchStatus.ANSWERED)

# The last guard of the appropriation, whoever writes: the round's row is locked, so that two
# who add at once are counted one after the other.
_WITHIN_THE_ROUND = """
    SELECT r.amount_kr, q.round_id, q.amount_kr INTO round_kr, of_round, asked_kr
      FROM requisitions_requisition q JOIN grants_round r ON r.id = q.round_id
     WHERE q.id = NEW.requisition_id FOR UPDATE OF r;
    SELECT SUM(p.amount_kr) INTO bound_kr
      FROM requisitions_payment p JOIN requisitions_requisition q ON q.id = p.requisition_id
     WHERE q.round_id = of_round AND p.status <> 'cancelled';
    IF bound_kr > round_kr OR NEW.amount_kr > asked_kr THEN
        RAISE EXCEPTION 'A payment above what the round or the requisition gives'
              USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class PaymentBatch(models.Model):
    """An utbetalningsunderlag: payments of one round, prepared by one person, attested by another.

    What it holds is fixed from the start (`lines`, `count`, `total_kr`); attesting writes the
    bank's file, a document of its own.
    """

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="payment_batches", verbose_name="omgång"
    )
    status = models.CharField(
        "läge", max_length=10, choices=BatchStatus.choices, default=BatchStatus.PREPARED
    )
    diarienummer = models.CharField("diarienummer", max_length=40, unique=True)
    message_id = models.CharField("bankens filnummer", max_length=35, unique=True)
    bank_day = models.DateField("bankdag")
    count = models.PositiveIntegerField("antal utbetalningar")
    total_kr = models.BigIntegerField("summa, kr")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="upprättat av",
    )
    prepared_at = models.DateTimeField("upprättat")
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="attesterat av",
    )
    attested_at = models.DateTimeField("attesterat", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="skickat av",
    )
    sent_at = models.DateTimeField("skickat till banken", null=True, blank=True)

    class Meta:
        verbose_name = "utbetalningsunderlag"
        verbose_name_plural = "utbetalningsunderlag"
        ordering = ["-prepared_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(count__gt=0, total_kr__gt=0), name="batch_is_not_empty"
            ),
            models.CheckConstraint(
                condition=models.Q(attested_by__isnull=True)
                | ~models.Q(attested_by=models.F("prepared_by")),
                name="nobody_attests_what_they_prepared",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=ATTESTED, attested_by__isnull=False, attested_at__isnull=False
                )
                | ~models.Q(status__in=ATTESTED)
                & models.Q(attested_by__isnull=True, attested_at__isnull=True),
                name="attested_exactly_when_somebody_has",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=SENT, sent_by__isnull=False, sent_at__isnull=False)
                | ~models.Q(status__in=SENT) & models.Q(sent_by__isnull=True, sent_at__isnull=True),
                name="sent_exactly_when_somebody_has",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="batch_is_frozen",
                exclude=["status", "attested_by", "attested_at", "sent_by", "sent_at"],
            ),
            pgtrigger.Protect(
                name="attest_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.attested_by_id IS NOT NULL AND (OLD.attested_by_id, OLD.attested_at)"
                    " IS DISTINCT FROM (NEW.attested_by_id, NEW.attested_at)"
                ),
            ),
            pgtrigger.Protect(name="batch_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.diarienummer}, {self.count} utbetalningar, {with_unit(self.total_kr)}"

    @property
    def case(self) -> str:
        """The dossier of its documents: the round's, which no recipient sees."""
        return self.round.key


class PaymentQuerySet(models.QuerySet["Payment"]):
    def live(self) -> "PaymentQuerySet":
        """What is bound: paid, under way, or to be tried again."""
        return self.exclude(status=PaymentStatus.CANCELLED)

    def with_case(self) -> "PaymentQuerySet":
        """With all that a page about the payment shows (one query)."""
        return self.select_related(
            "requisition__round__grant",
            "requisition__round__decision",
            "requisition__recipient",
            "requisition__organisation",
            "batch",
        )


class Payment(models.Model):
    """Money on its way to, or arrived at, the huvudman's bankgiro.

    One at a time per requisition: an approval that is undone cancels it, and the next approval
    makes a new one. What the bank could not pay is tried again in another batch.
    """

    requisition = models.ForeignKey(
        Requisition, on_delete=models.PROTECT, related_name="payments", verbose_name="rekvisition"
    )
    status = models.CharField(
        "läge", max_length=10, choices=PaymentStatus.choices, default=PaymentStatus.PLANNED
    )
    amount_kr = models.BigIntegerField("belopp, kr")
    bankgiro = models.CharField("till bankgiro", max_length=8)
    planned_on = models.DateField("planerad")
    batch = models.ForeignKey(
        PaymentBatch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name="utbetalningsunderlag",
    )
    paid_on = models.DateField("utbetald", null=True, blank=True)
    failed_because = models.CharField("bankens skäl", max_length=300, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "utbetalning"
        verbose_name_plural = "utbetalningar"
        ordering = ["planned_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["requisition"],
                condition=~models.Q(status=PaymentStatus.CANCELLED),
                name="one_live_payment_per_requisition",
            ),
            models.CheckConstraint(condition=models.Q(amount_kr__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=models.Q(status=PaymentStatus.PAID, paid_on__isnull=False)
                | ~models.Q(status=PaymentStatus.PAID) & models.Q(paid_on__isnull=True),
                name="paid_exactly_when_it_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=IN_A_BATCH, batch__isnull=False)
                | ~models.Q(status__in=IN_A_BATCH) & models.Q(batch__isnull=True),
                name="in_a_batch_exactly_while_under_way",
            ),
            models.CheckConstraint(
                condition=models.Q(status=PaymentStatus.FAILED) & ~models.Q(failed_because="")
                | ~models.Q(status=PaymentStatus.FAILED) & models.Q(failed_because=""),
                name="failed_exactly_when_it_has_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="payment_is_frozen",
                exclude=["status", "planned_on", "batch", "paid_on", "failed_because"],
            ),
            pgtrigger.Protect(
                name="cancelled_is_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status=PaymentStatus.CANCELLED),
            ),
            pgtrigger.Protect(name="payment_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="within_the_appropriation",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[
                    ("round_kr", "BIGINT"),
                    ("asked_kr", "BIGINT"),
                    ("bound_kr", "BIGINT"),
                    ("of_round", "BIGINT"),
                ],
                func=_WITHIN_THE_ROUND,
            ),
        ]

    def __str__(self) -> str:
        return f"{with_unit(self.amount_kr)}, {self.get_status_display().lower()}"


class BatchLine(models.Model):
    """A payment in a batch: one attempt, known to the bank by `end_to_end_id`. Never changed."""

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="lines")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="attempts")
    end_to_end_id = models.CharField("betalningsnummer", max_length=35, unique=True)

    class Meta:
        verbose_name = "rad i utbetalningsunderlag"
        verbose_name_plural = "rader i utbetalningsunderlag"
        ordering = ["batch", "end_to_end_id"]
        constraints = [models.UniqueConstraint(fields=["batch", "payment"], name="once_in_a_batch")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.end_to_end_id
