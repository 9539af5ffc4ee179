"""Forms, reports, approvals and submissions.

A report is the recipient's working copy; what was sent in is a `Submission` and never changes.
The form engine itself is `reporting.questionnaire`, which knows no database.
"""

from functools import cached_property

import pgtrigger
from django.conf import settings
from django.db import models

from grants.models import Round
from organisations.models import Organisation, Recipient
from reporting.questionnaire import FormDocument
from reporting.states import ApprovalStatus, ChangeClass, ReportStatus
from requisitions.models import Requisition


class Form(models.Model):
    """The reporting form of a round; its content lies in revisions."""

    round = models.OneToOneField(
        Round, on_delete=models.PROTECT, related_name="form", verbose_name="omgång"
    )

    class Meta:
        verbose_name = "formulär"
        verbose_name_plural = "formulär"

    def __str__(self) -> str:
        return f"Formulär {self.round.key}"


class FormRevision(models.Model):
    """A published version of a form. Never changed: reports and submissions point at it.

    `changes` says in words what it changed in the revision before it, and `change_class` how much
    (empty for a first one). `moves_drafts` is what was decided for reports being filled in.
    """

    form = models.ForeignKey(
        Form, on_delete=models.PROTECT, related_name="revisions", verbose_name="formulär"
    )
    number = models.PositiveSmallIntegerField("revision")
    document = models.JSONField("innehåll")
    sha256 = models.CharField("sha256", max_length=64)
    published_at = models.DateTimeField("publicerad")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="publicerad av",
        help_text="Tomt när portalen läste in formuläret.",
    )
    change_class = models.CharField(
        "slag av ändring", max_length=10, choices=ChangeClass.choices, blank=True
    )
    changes = models.JSONField("ändringar i ord", default=list, blank=True)
    moves_drafts = models.BooleanField("utkast följer med", default=True)

    class Meta:
        verbose_name = "formulärrevision"
        verbose_name_plural = "formulärrevisioner"
        ordering = ["form", "number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="revisions_are_numbered"),
            models.CheckConstraint(
                condition=models.Q(change_class=ChangeClass.BREAKING) | models.Q(moves_drafts=True),
                name="only_breaking_changes_leave_drafts_behind",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.form}, revision {self.number}"

    @cached_property
    def content(self) -> FormDocument:
        """The document, parsed; one parsed copy per process and content."""
        return _parsed(self.sha256, self)


_PARSED: dict[str, FormDocument] = {}


def _parsed(sha256: str, revision: FormRevision) -> FormDocument:
    if sha256 not in _PARSED:
        _PARSED[sha256] = FormDocument.model_validate(revision.document)
    return _PARSED[sha256]


class FormDraft(models.Model):
    """The next revision of a form while staff are working on it; one per form.

    `document` is always a well-formed form, but may be unfit to publish: that is the linter's to
    say. Who changed what stands in the form's events. `sha256` tells two editors apart.
    """

    form = models.OneToOneField(
        Form, on_delete=models.PROTECT, related_name="draft", verbose_name="formulär"
    )
    based_on = models.ForeignKey(
        FormRevision, on_delete=models.PROTECT, related_name="+", verbose_name="utgår från"
    )
    document = models.JSONField("innehåll")
    sha256 = models.CharField("sha256", max_length=64)
    changed_at = models.DateTimeField("senast ändrat")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="senast ändrat av",
    )

    class Meta:
        verbose_name = "formulärutkast"
        verbose_name_plural = "formulärutkast"

    def __str__(self) -> str:
        return f"{self.form}, utkast"

    @cached_property
    def content(self) -> FormDocument:
        """The document, parsed."""
        return FormDocument.model_validate(self.document)


class ReportQuerySet(models.QuerySet["Report"]):
    def with_case(self) -> "ReportQuerySet":
        """With all that a page about the case shows (one query)."""
        return self.select_related(
            "round__grant",
            "round__decision",
            "recipient",
            "organisation",
            "requisition",
            "revision",
        )

    def unreported(self) -> "ReportQuerySet":
        """Nothing has been sent in yet."""
        return self.filter(first_submitted_at__isnull=True)


class Report(models.Model):
    """One recipient's report in one round: the draft, and where it stands.

    `answers` is the draft as typed, right or wrong, also what a jump has hidden. `pages` says
    when and by whom each page was last saved. `moved_from` is the revision that the draft was
    begun with, when it has been moved along to a newer one since.
    """

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="reports", verbose_name="omgång"
    )
    recipient = models.ForeignKey(
        Recipient,
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name="bidragsmottagare",
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="reports", verbose_name="huvudman"
    )
    requisition = models.OneToOneField(
        Requisition, on_delete=models.PROTECT, related_name="report", verbose_name="rekvisition"
    )
    revision = models.ForeignKey(
        FormRevision, on_delete=models.PROTECT, related_name="reports", verbose_name="formulär"
    )
    moved_from = models.ForeignKey(
        FormRevision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="formulär före ändringen",
    )
    status = models.CharField(
        "läge", max_length=10, choices=ReportStatus.choices, default=ReportStatus.DRAFT
    )
    diarienummer = models.CharField("diarienummer", max_length=40, unique=True)
    opened_at = models.DateTimeField("öppnad")
    last_on = models.DateField("sista dag")
    answers = models.JSONField("utkast", default=dict, blank=True)
    pages = models.JSONField("sparade sidor", default=dict, blank=True)
    first_submitted_at = models.DateTimeField("först inskickad", null=True, blank=True)
    is_late = models.BooleanField("kom in för sent", default=False)
    accepted_at = models.DateTimeField("godtagen", null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "återrapportering"
        verbose_name_plural = "återrapporteringar"
        ordering = ["round__key", "recipient__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "recipient"], name="one_report_per_recipient_and_round"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=[ReportStatus.SUBMITTED, ReportStatus.ACCEPTED])
                | models.Q(first_submitted_at__isnull=False),
                name="submitted_report_has_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(status=ReportStatus.ACCEPTED, accepted_at__isnull=False)
                | (~models.Q(status=ReportStatus.ACCEPTED) & models.Q(accepted_at__isnull=True)),
                name="accepted_exactly_when_it_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Återrapportering {self.recipient}, {self.round.key}"

    @property
    def case(self) -> str:
        """The dossier that its letters and documents lie in."""
        return f"{self.round.key}/{self.recipient.code}"


class Approval(models.Model):
    """The signatory's turn: exactly this version, to be approved or declined.

    `answers`, `facts` and `sha256` are the locked version. The link in the letter is a signed
    value that expires; the code that confirms it is kept only as a hash.
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
    code_hash = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
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
                    "code_hash",
                    "code_expires_at",
                    "code_attempts",
                    "codes_sent",
                    "decided_at",
                    "comment",
                ],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.signatory_name}"


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
