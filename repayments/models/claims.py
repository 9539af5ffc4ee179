"""Claims for money to be paid back: their grounds, the hearing and the decision."""

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from core.kronor import with_unit
from grants.models import Round
from organisations.models import Organisation, Recipient
from repayments.states import ClaimStatus
from reporting.models import Report, Submission


class Ground(models.TextChoices):
    """Why money is to be paid back (regeringsbesluten, villkor)."""

    UNUSED = "unused", "Oanvänt bidrag"
    AGAINST_CONDITIONS = "conditions", "Använt i strid med villkoren"
    NOT_REPORTED = "no_report", "Inte återrapporterat i tid"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def with_case(self) -> "ClaimQuerySet":
        """With all that a page about the claim shows (two queries)."""
        return self.select_related(
            "round__grant",
            "round__decision",
            "recipient",
            "organisation",
            "report__requisition",
            "report__round",
            "corrects",
            "submission",
            "hearing__answered_by",
            "decision__decided_by",
            "invoice",
        ).prefetch_related("invoice_details")

    def proposed(self) -> "ClaimQuerySet":
        """Nothing has been decided, nor asked of the recipient."""
        return self.filter(status=ClaimStatus.PROPOSED)

    def to_invoice(self) -> "ClaimQuerySet":
        """Decided, and waiting for an invoice: unless invoice data are missing, the next one."""
        return self.filter(status=ClaimStatus.DECIDED)


class Claim(models.Model):
    """An återkrav: this huvudman is to pay back this much, for this reason.

    `organisation` is the huvudman that was paid, whoever stands behind the recipient today.
    `submission` is what the claim rests on: always for unused money, never for a report that
    didn't come. `reasons` are staff's own, none for the recipient's own figure. `corrects` is the
    claim that a corrected report adds to. Only the status changes; `amount_kr` is whole kronor,
    as proposed: what is decided stands in the decision.
    """

    ground = models.CharField("grund", max_length=20, choices=Ground.choices)
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="claims", verbose_name="omgång"
    )
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, related_name="claims", verbose_name="bidragsmottagare"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="claims", verbose_name="huvudman"
    )
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="claims", verbose_name="återrapportering"
    )
    submission = models.ForeignKey(
        Submission,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name="inskickad återrapportering",
    )
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name="tillägg till",
    )
    amount_kr = models.BigIntegerField("föreslaget belopp, kr", validators=[MinValueValidator(1)])
    reasons = models.TextField("skäl", blank=True)
    status = models.CharField(
        "läge", max_length=12, choices=ClaimStatus.choices, default=ClaimStatus.PROPOSED
    )
    diarienummer = models.CharField("diarienummer", max_length=40, unique=True)
    created_at = models.DateTimeField("skapat")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="föreslaget av",
        help_text="Tomt när portalen föreslog det.",
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "återkrav"
        verbose_name_plural = "återkrav"
        ordering = ["round__key", "recipient__code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=models.Q(ground=Ground.UNUSED),
                name="unused_money_is_claimed_once",
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=models.Q(ground=Ground.NOT_REPORTED)
                & ~models.Q(status=ClaimStatus.DROPPED),
                name="missing_report_is_claimed_once",
            ),
            models.CheckConstraint(condition=models.Q(amount_kr__gt=0), name="claim_positive"),
            models.CheckConstraint(
                condition=models.Q(ground=Ground.UNUSED, submission__isnull=False)
                | (~models.Q(ground=Ground.UNUSED) & ~models.Q(reasons="")),
                name="claim_rests_on_a_figure_or_on_reasons",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(status=ClaimStatus.DECIDED),
                name="claims_to_invoice",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="claim_is_frozen", exclude=["status"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_ground_display()}, {self.recipient}: {with_unit(self.amount_kr)}"

    @property
    def case(self) -> str:
        """The dossier that its letters and documents lie in."""
        return f"{self.round.key}/{self.recipient.code}"


class HearingQuerySet(models.QuerySet["Hearing"]):
    def with_case(self) -> "HearingQuerySet":
        """With all that its letter, its document and the recipient's page need (one query)."""
        return self.select_related(
            "claim__round__grant",
            "claim__round__decision",
            "claim__recipient",
            "claim__organisation",
            "claim__report__requisition",
            "claim__submission",
            "communicated_by",
            "answered_by",
        )


class Hearing(models.Model):
    """Kommunicering: what the huvudman was told before the decision, and what it answered.

    `answer_by` is the last day to answer (inclusive). `draft` is the answer being written,
    `answer` what was sent in. Source: förvaltningslagen (2017:900) 25 §.
    """

    claim = models.OneToOneField(
        Claim, on_delete=models.PROTECT, related_name="hearing", verbose_name="återkrav"
    )
    communicated_at = models.DateTimeField("kommunicerat")
    communicated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="kommunicerat av",
    )
    answer_by = models.DateField("svar senast")
    draft = models.TextField("svar, utkast", blank=True)
    draft_saved = models.JSONField("utkastet sparat", default=dict, blank=True)
    answer = models.TextField("svar", blank=True)
    answered_at = models.DateTimeField("besvarat", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="besvarat av",
    )
    is_late = models.BooleanField("kom in för sent", default=False)

    objects = HearingQuerySet.as_manager()

    class Meta:
        verbose_name = "kommunicering"
        verbose_name_plural = "kommuniceringar"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (
                    models.Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~models.Q(answer="")
                ),
                name="hearing_answered_exactly_when_it_has_a_time",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="communicated_is_frozen",
                exclude=["draft", "draft_saved", "answer", "answered_at", "answered_by", "is_late"],
            ),
            pgtrigger.Protect(
                name="answer_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.answered_at IS NOT NULL"),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Kommunicering: {self.claim}"


class Outcome(models.TextChoices):
    FULL = "full", "Hela beloppet"
    REDUCED = "reduced", "Nedsatt belopp"
    DROPPED = "dropped", "Inget återkrav"


class ClaimDecisionQuerySet(models.QuerySet["ClaimDecision"]):
    def with_case(self) -> "ClaimDecisionQuerySet":
        """With all that its letter and its document need (one query)."""
        return self.select_related(
            "claim__round__grant",
            "claim__round__decision",
            "claim__recipient",
            "claim__organisation",
            "claim__report__requisition",
            "claim__submission",
            "claim__hearing",
            "decided_by",
        )


class ClaimDecision(models.Model):
    """The decision on a claim, in whole kronor; its letter is a stored document.

    `decided_by` is empty where the portal itself decides: the recipient's own figure, in full or
    under the round's small-amount limit.
    """

    claim = models.OneToOneField(
        Claim, on_delete=models.PROTECT, related_name="decision", verbose_name="återkrav"
    )
    outcome = models.CharField("utgång", max_length=10, choices=Outcome.choices)
    amount_kr = models.BigIntegerField("beslutat belopp, kr")
    reasons = models.TextField("skäl")
    decided_at = models.DateTimeField("beslutat")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="beslutat av",
        help_text="Tomt när portalen beslutade av sig själv.",
    )

    objects = ClaimDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "beslut om återkrav"
        verbose_name_plural = "beslut om återkrav"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.DROPPED, amount_kr=0)
                | (~models.Q(outcome=Outcome.DROPPED) & models.Q(amount_kr__gt=0)),
                name="dropped_exactly_when_nothing_is_to_be_paid",
            ),
            models.CheckConstraint(
                condition=~models.Q(reasons=""), name="claim_decision_has_its_reasons"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {with_unit(self.amount_kr)}"
