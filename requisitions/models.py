"""The huvudman's request for its money, and the payment that follows."""

import pgtrigger
from django.conf import settings
from django.db import models

from core.kronor import with_unit
from grants.models import Round
from organisations.models import Organisation, Recipient
from requisitions.states import RequisitionStatus

SENT_IN = [s for s in RequisitionStatus.values if s != RequisitionStatus.DRAFT]


class RequisitionQuerySet(models.QuerySet["Requisition"]):
    def sent_in(self) -> "RequisitionQuerySet":
        return self.exclude(status=RequisitionStatus.DRAFT)

    def with_case(self) -> "RequisitionQuerySet":
        """With all that a page about the case shows (one query)."""
        return self.select_related("round__grant", "round__decision", "recipient", "organisation")


class Requisition(models.Model):
    """One per recipient and round. What was sent in is a snapshot: registers may change later.

    While it is a draft the typed texts live in `draft`, unchecked, so that nothing is lost.
    """

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="requisitions", verbose_name="omgång"
    )
    recipient = models.ForeignKey(
        Recipient,
        on_delete=models.PROTECT,
        related_name="requisitions",
        verbose_name="bidragsmottagare",
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="requisitions",
        verbose_name="huvudman",
    )
    status = models.CharField(
        "läge",
        max_length=12,
        choices=RequisitionStatus.choices,
        default=RequisitionStatus.DRAFT,
    )
    draft = models.JSONField("utkast", default=dict, blank=True)
    diarienummer = models.CharField("diarienummer", max_length=40, blank=True)
    frame_kr = models.BigIntegerField("fördelningsram, kr")
    amount_kr = models.BigIntegerField("rekvirerat, kr", null=True, blank=True)
    contact_name = models.CharField("kontaktperson", max_length=100, blank=True)
    contact_email = models.EmailField("kontaktpersonens e-post", blank=True)
    contact_phone = models.CharField("kontaktpersonens telefon", max_length=30, blank=True)
    bankgiro = models.CharField("bankgiro", max_length=8, blank=True)
    payment_reference = models.CharField("er referens på betalningen", max_length=35, blank=True)
    invoice_reference = models.CharField("fakturareferens", max_length=50, blank=True)
    approved_by_name = models.CharField("behörig företrädare", max_length=100, blank=True)
    approved_by_title = models.CharField("företrädarens befattning", max_length=100, blank=True)
    accepted_conditions = models.JSONField("godtagna villkor", default=list, blank=True)
    huvudman = models.JSONField("huvudman vid inskickandet", default=dict, blank=True)
    submitted_at = models.DateTimeField("inskickad", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="inskickad av",
    )
    is_late = models.BooleanField("kom in för sent", default=False)

    objects = RequisitionQuerySet.as_manager()

    class Meta:
        verbose_name = "rekvisition"
        verbose_name_plural = "rekvisitioner"
        ordering = ["round__key", "recipient__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "recipient"], name="one_requisition_per_recipient_and_round"
            ),
            models.UniqueConstraint(
                fields=["diarienummer"],
                condition=~models.Q(diarienummer=""),
                name="requisition_diarienummer_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(status=RequisitionStatus.DRAFT)
                | models.Q(
                    amount_kr__isnull=False,
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                )
                & ~models.Q(diarienummer=""),
                name="submitted_requisition_is_complete",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_kr__isnull=True)
                | models.Q(amount_kr__gt=0, amount_kr__lte=models.F("frame_kr")),
                name="requisition_within_the_frame",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sent_in_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.status <> '{RequisitionStatus.DRAFT}' AND "
                    "to_jsonb(OLD.*) - 'status' IS DISTINCT FROM to_jsonb(NEW.*) - 'status'"
                ),
            ),
            pgtrigger.Protect(
                name="sent_in_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__status__df=RequisitionStatus.DRAFT),
            ),
        ]

    def __str__(self) -> str:
        amount = with_unit(self.amount_kr) if self.amount_kr else "utkast"
        return f"{self.recipient}, {amount}"

    @property
    def case(self) -> str:
        """The dossier that its letters and documents lie in."""
        return f"{self.round.key}/{self.recipient.code}"


class PaymentStatus(models.TextChoices):
    PLANNED = "planned", "Planerad"
    PAID = "paid", "Utbetald"


class Payment(models.Model):
    """Money on its way to, or arrived at, the huvudman's bankgiro."""

    requisition = models.OneToOneField(
        Requisition, on_delete=models.PROTECT, related_name="payment", verbose_name="rekvisition"
    )
    status = models.CharField(
        "läge", max_length=10, choices=PaymentStatus.choices, default=PaymentStatus.PLANNED
    )
    amount_kr = models.BigIntegerField("belopp, kr")
    bankgiro = models.CharField("till bankgiro", max_length=8)
    planned_on = models.DateField("planerad")
    paid_on = models.DateField("utbetald", null=True, blank=True)

    class Meta:
        verbose_name = "utbetalning"
        verbose_name_plural = "utbetalningar"
        ordering = ["planned_on", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_kr__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=models.Q(status=PaymentStatus.PLANNED, paid_on__isnull=True)
                | models.Q(status=PaymentStatus.PAID, paid_on__isnull=False),
                name="paid_exactly_when_it_has_a_day",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="payment_is_frozen", exclude=["status", "planned_on", "paid_on"]
            ),
            pgtrigger.Protect(name="payment_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{with_unit(self.amount_kr)}, {self.get_status_display().lower()}"
