"""A report: the recipient's working copy, and where it stands."""

from django.db import models

from grants.models import Round
from organisations.models import Organisation, Recipient
from reporting.models.forms import FormRevision
from reporting.states import ExtensionStatus, ReportStatus
from requisitions.models import Requisition


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

    def with_extension(self) -> "ReportQuerySet":
        """With `extended_at`: when the last day was moved last, None if it never was."""
        granted = models.Q(extensions__status=ExtensionStatus.GRANTED)
        return self.annotate(extended_at=models.Max("extensions__decided_at", filter=granted))


class Report(models.Model):
    """One recipient's report in one round: the draft, and where it stands.

    `answers` is the draft as typed, right or wrong, also what a jump has hidden. `pages` says
    when and by whom each page was last saved. `moved_from` is the revision that the draft was
    begun with, when it has been moved along to a newer one since. `last_on` is this recipient's
    own last day: the round's, until an extension moves it. `extra_submissions` is how many more
    times than the round's others it may be sent in; the reason stands in its events.
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
    extra_submissions = models.PositiveSmallIntegerField("extra inskick", default=0)
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

    @property
    def max_submissions(self) -> int:
        """How many times it may be sent in: the round's number and what staff have added."""
        return self.round.max_submissions + self.extra_submissions
