"""The signatory's turn at a report, and what was sent in with her approval."""

import pgtrigger
from django.conf import settings
from django.db import models

from reporting import keys
from reporting.models.forms import FormRevision
from reporting.models.reports import Report
from reporting.states import ApprovalStatus

MOST_CODES = 10
"""Codes for one link: fifty guesses at a million, then the link must be renewed."""
CODES = "ARRAY['code_hash', 'code_expires_at', 'code_attempts', 'codes_sent']"
"""The columns that confirm the link, in PostgreSQL's words."""


class Approval(models.Model):
    """The signatory's turn: exactly this version, to be approved or declined.

    `answers`, `facts` and `sha256` are the locked version. The link in the letter is a signed
    value that expires, later if it is renewed; the code that confirms it is kept only as a hash.
    `asked_again_at` is when somebody last had her reminded, or renewed the link. `stands_in_for`
    is the approval that was handed over to this signatory; both are about the same version.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="approvals", verbose_name="återrapportering"
    )
    revision = models.ForeignKey(FormRevision, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        "läge", max_length=10, choices=ApprovalStatus.choices, default=ApprovalStatus.WAITING
    )
    answers = models.JSONField("svar")
    facts = models.JSONField("uppgifter ur ärendet")
    sha256 = models.CharField("sha256", max_length=64)
    signatory_name = models.CharField("behörig företrädare", max_length=200)
    signatory_title = models.CharField("befattning", max_length=200)
    signatory_phone = models.CharField("telefon", max_length=200)
    signatory_email = models.EmailField("e-post")
    requested_at = models.DateTimeField("begärd")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="begärd av",
    )
    expires_at = models.DateTimeField("länken gäller till")
    asked_again_at = models.DateTimeField("påmind", null=True, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    stands_in_for = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="handed_over_to",
        verbose_name="i stället för",
    )
    decided_at = models.DateTimeField("avgjord", null=True, blank=True)
    comment = models.TextField("kommentar", blank=True)

    class Meta:
        verbose_name = "godkännande"
        verbose_name_plural = "godkännanden"
        ordering = ["requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=models.Q(status=ApprovalStatus.WAITING),
                name="one_waiting_approval_per_report",
            ),
            models.CheckConstraint(
                condition=models.Q(status=ApprovalStatus.WAITING, decided_at__isnull=True)
                | (~models.Q(status=ApprovalStatus.WAITING) & models.Q(decided_at__isnull=False)),
                name="decided_exactly_when_it_has_a_time",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="locked_version_is_frozen",
                exclude=[
                    "status",
                    "expires_at",
                    "asked_again_at",
                    "code_hash",
                    "code_expires_at",
                    "code_attempts",
                    "codes_sent",
                    "decided_at",
                    "comment",
                ],
            ),
            pgtrigger.Protect(
                name="link_is_only_prolonged",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__expires_at__lt=pgtrigger.F("old__expires_at")),
            ),
            pgtrigger.Protect(  # but for the codes: she may open afterwards what she answered
                name="decided_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status <> 'waiting' AND "
                    f"to_jsonb(OLD.*) - {CODES} IS DISTINCT FROM to_jsonb(NEW.*) - {CODES}"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.signatory_name}"

    @property
    def codes_left(self) -> int:
        """How many more codes can be mailed for the link."""
        return MOST_CODES - self.codes_sent

    @property
    def in_place_of(self) -> str:
        """Whom the form names, when a stand-in has the link; else ""."""
        return str(self.answers[keys.SIGNATORY_NAME]) if self.stands_in_for_id else ""

    @property
    def signed_by(self) -> str:
        """Who approves: "Sten Stig, ekonomichef, i stället för Karin Ek"."""
        named = f"{self.signatory_name}, {self.signatory_title}"
        return f"{named}, i stället för {self.in_place_of}" if self.in_place_of else named


class Submission(models.Model):
    """What was sent in: numbered, immutable. The last one of a report applies."""

    report = models.ForeignKey(
        Report,
        on_delete=models.PROTECT,
        related_name="submissions",
        verbose_name="återrapportering",
    )
    number = models.PositiveSmallIntegerField("nummer")
    approval = models.OneToOneField(
        Approval, on_delete=models.PROTECT, related_name="submission", verbose_name="godkännande"
    )
    revision = models.ForeignKey(FormRevision, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField("svar")
    facts = models.JSONField("uppgifter ur ärendet")
    sha256 = models.CharField("sha256", max_length=64)
    received_kr = models.BigIntegerField("mottaget, kr")
    used_kr = models.BigIntegerField("använt, kr")
    unused_kr = models.BigIntegerField("oanvänt, kr")
    received_at = models.DateTimeField("kom in")
    is_late = models.BooleanField("kom in för sent", default=False)

    class Meta:
        verbose_name = "inskickad återrapportering"
        verbose_name_plural = "inskickade återrapporteringar"
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="submissions_are_numbered"),
            models.CheckConstraint(
                condition=models.Q(unused_kr=models.F("received_kr") - models.F("used_kr"))
                & models.Q(unused_kr__gte=0),
                name="unused_is_received_less_used",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.report}, inskickad {self.number}"
