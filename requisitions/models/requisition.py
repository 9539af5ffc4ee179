"""The huvudman's request for its money, and every version of it that was sent in."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models

from core.fingerprint import canonical_sha256
from core.kronor import with_unit
from grants.models import Round
from organisations.models import Organisation, Recipient
from requisitions.states import (
    ANSWERED,
    EDITABLE,
    SENT_IN,
    PaymentStatus,
    RequisitionStatus,
)

if TYPE_CHECKING:
    from requisitions.models.payment import Payment

_SENT_IN = ", ".join(f"'{status}'" for status in SENT_IN)


class RequisitionQuerySet(models.QuerySet["Requisition"]):
    def sent_in(self) -> "RequisitionQuerySet":
        """What the agency has to decide, or has decided: not drafts, returned or declined."""
        return self.filter(status__in=SENT_IN)

    def answered(self) -> "RequisitionQuerySet":
        """Sent in or declined: nobody is reminded of these."""
        return self.filter(status__in=ANSWERED)

    def with_case(self) -> "RequisitionQuerySet":
        """With all that a page about the case shows (one query)."""
        return self.select_related("round__grant", "round__decision", "recipient", "organisation")


class Requisition(models.Model):
    """One per recipient and round, whatever happens to it; its diarienummer stays too.

    While it may be changed the typed texts live in `draft`, unchecked, so that nothing is lost,
    and there is no amount. What is sent in stands here as a snapshot until it is withdrawn or
    returned, and for ever as a `RequisitionVersion`.
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
                condition=models.Q(
                    status__in=SENT_IN,
                    amount_kr__isnull=False,
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                )
                | ~models.Q(status__in=SENT_IN)
                & models.Q(
                    amount_kr__isnull=True,
                    submitted_at__isnull=True,
                    submitted_by__isnull=True,
                    is_late=False,
                ),
                name="an_amount_exactly_while_sent_in",
            ),
            models.CheckConstraint(
                condition=models.Q(status=RequisitionStatus.DRAFT) | ~models.Q(diarienummer=""),
                name="what_was_answered_has_a_diarienummer",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=RequisitionStatus.REFUSED) | models.Q(is_late=True),
                name="only_late_ones_are_refused",
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
                    f"OLD.status IN ({_SENT_IN}) AND (NEW.status IN ({_SENT_IN})"
                    f" OR OLD.status <> '{RequisitionStatus.SUBMITTED}')"
                    " AND to_jsonb(OLD.*) - 'status' IS DISTINCT FROM to_jsonb(NEW.*) - 'status'"
                ),
            ),
            pgtrigger.Protect(
                name="diarienummer_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.diarienummer <> '' AND OLD.diarienummer <> NEW.diarienummer"
                ),
            ),
            pgtrigger.Protect(
                name="sent_in_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.diarienummer <> ''"),
            ),
        ]

    def __str__(self) -> str:
        amount = with_unit(self.amount_kr) if self.amount_kr else self.get_status_display().lower()
        return f"{self.recipient}, {amount}"

    @property
    def case(self) -> str:
        """The dossier that its letters and documents lie in."""
        return f"{self.round.key}/{self.recipient.code}"

    @property
    def is_sent_in(self) -> bool:
        return self.status in SENT_IN

    @property
    def may_be_changed(self) -> bool:
        """A draft, new or returned for correction."""
        return self.status in EDITABLE

    @property
    def draft_sha256(self) -> str:
        """The draft's fingerprint, by which two who write at once do not overwrite each other."""
        return canonical_sha256(self.draft)

    @property
    def payment(self) -> "Payment | None":
        """The payment that counts; read by prefetch_related("payments") where there are many."""
        live = [one for one in self.payments.all() if one.status != PaymentStatus.CANCELLED]
        return live[0] if live else None


class RequisitionVersionQuerySet(models.QuerySet["RequisitionVersion"]):
    def with_case(self) -> "RequisitionVersionQuerySet":
        """With all that its document and its letters need (one query)."""
        return self.select_related(
            "requisition__round__grant",
            "requisition__round__decision",
            "requisition__recipient",
            "requisition__organisation",
            "organisation",
            "submitted_by",
        )


class RequisitionVersion(models.Model):
    """What was sent in, exactly: numbered, never changed, whatever happened to it afterwards."""

    requisition = models.ForeignKey(
        Requisition, on_delete=models.PROTECT, related_name="versions", verbose_name="rekvisition"
    )
    number = models.PositiveSmallIntegerField("nummer")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="huvudman"
    )
    huvudman = models.JSONField("huvudman vid inskickandet")
    frame_kr = models.BigIntegerField("fördelningsram, kr")
    amount_kr = models.BigIntegerField("rekvirerat, kr")
    content = models.JSONField("uppgifter", help_text="Rekvisitionens övriga fält som de var.")
    accepted_conditions = models.JSONField("godtagna villkor")
    submitted_at = models.DateTimeField("inskickad")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="inskickad av",
    )
    is_late = models.BooleanField("kom in för sent")

    objects = RequisitionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "inskickad rekvisition"
        verbose_name_plural = "inskickade rekvisitioner"
        ordering = ["requisition", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["requisition", "number"], name="requisition_versions_are_numbered"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.requisition.recipient}, nummer {self.number}, {with_unit(self.amount_kr)}"
