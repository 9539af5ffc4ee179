"""What passes between staff and recipient about a report: more time, more facts, what to mend.

Only a status and what belongs to its next step ever change in these rows.
"""

import pgtrigger
from django.conf import settings
from django.db import models

from core.dates import day_and_year
from core.fingerprint import canonical_sha256
from reporting.models.reports import Report
from reporting.states import OPEN_SUPPLEMENTS, ExtensionStatus, SupplementStatus


class Extension(models.Model):
    """Anstånd: another last day for one report, asked for by the recipient or given by staff.

    `asked_by` is empty when staff gave it unasked. `previous_last_on` is the last day it was
    asked from; `new_last_on`, once granted, the last day that holds (days inclusive).
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="extensions", verbose_name="återrapportering"
    )
    status = models.CharField(
        "läge", max_length=10, choices=ExtensionStatus.choices, default=ExtensionStatus.ASKED
    )
    diarienummer = models.CharField("diarienummer", max_length=40, unique=True)
    asked_at = models.DateTimeField("begärt")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="begärt av",
    )
    why = models.TextField("skäl till begäran", blank=True)
    wished_on = models.DateField("önskad sista dag", null=True, blank=True)
    previous_last_on = models.DateField("tidigare sista dag")
    new_last_on = models.DateField("ny sista dag", null=True, blank=True)
    decided_at = models.DateTimeField("avgjort", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="beslutat av",
    )
    reason = models.TextField("skäl till beslutet", blank=True)

    class Meta:
        verbose_name = "anstånd"
        verbose_name_plural = "anstånd"
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=models.Q(status=ExtensionStatus.ASKED),
                name="one_asked_extension_per_report",
            ),
            models.CheckConstraint(
                condition=models.Q(status=ExtensionStatus.ASKED, decided_at__isnull=True)
                | (~models.Q(status=ExtensionStatus.ASKED) & models.Q(decided_at__isnull=False)),
                name="extension_decided_exactly_when_it_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(status=ExtensionStatus.GRANTED, new_last_on__isnull=False)
                | (~models.Q(status=ExtensionStatus.GRANTED) & models.Q(new_last_on__isnull=True)),
                name="granted_extension_has_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(new_last_on__isnull=True)
                | models.Q(new_last_on__gt=models.F("previous_last_on")),
                name="extension_gives_more_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=[ExtensionStatus.GRANTED, ExtensionStatus.REFUSED])
                | (models.Q(decided_by__isnull=False) & ~models.Q(reason="")),
                name="extension_decision_has_its_reason",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="asked_is_frozen",
                exclude=["status", "new_last_on", "decided_at", "decided_by", "reason"],
            ),
            pgtrigger.Protect(
                name="decided_is_frozen",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__status=ExtensionStatus.ASKED),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Anstånd, {self.report}: {self.get_status_display().lower()}"

    @property
    def is_as_wished(self) -> bool:
        """Nothing was asked for that was not given: then there is nothing to appeal."""
        return self.status == ExtensionStatus.GRANTED and (
            self.wished_on is None or self.wished_on <= (self.new_last_on or self.previous_last_on)
        )


class Supplement(models.Model):
    """Komplettering: what staff ask for beside a report, and what came.

    `draft` is the answer being written; `answer` what was sent in, by `answered_by`. Files lie
    beside it as uploads and, once sent in, documents. `answer_by` is the last day (inclusive).
    """

    report = models.ForeignKey(
        Report,
        on_delete=models.PROTECT,
        related_name="supplements",
        verbose_name="återrapportering",
    )
    status = models.CharField(
        "läge", max_length=10, choices=SupplementStatus.choices, default=SupplementStatus.ASKED
    )
    question = models.TextField("vad vi behöver")
    wants_files = models.BooleanField("vi vill ha filer", default=False)
    asked_at = models.DateTimeField("begärd")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="begärd av",
    )
    answer_by = models.DateField("svar senast")
    draft = models.TextField("svar, utkast", blank=True)
    draft_saved = models.JSONField("utkastet sparat", default=dict, blank=True)
    answer = models.TextField("svar", blank=True)
    answered_at = models.DateTimeField("besvarad", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="besvarad av",
    )
    is_late = models.BooleanField("kom in för sent", default=False)

    class Meta:
        verbose_name = "komplettering"
        verbose_name_plural = "kompletteringar"
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[SupplementStatus.ANSWERED, SupplementStatus.CLOSED],
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                )
                | models.Q(
                    status__in=[SupplementStatus.ASKED, SupplementStatus.WITHDRAWN],
                    answered_at__isnull=True,
                ),
                name="supplement_answered_exactly_when_it_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"],
                condition=models.Q(status=SupplementStatus.ASKED),
                name="supplements_waited_for",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="question_is_frozen",
                exclude=[
                    "status",
                    "draft",
                    "draft_saved",
                    "answer",
                    "answered_at",
                    "answered_by",
                    "is_late",
                ],
            ),
            pgtrigger.Protect(
                name="answered_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status <> 'asked' AND "
                    "to_jsonb(OLD.*) - 'status' IS DISTINCT FROM to_jsonb(NEW.*) - 'status'"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Komplettering till {self.report}, senast {day_and_year(self.answer_by)}"

    @property
    def is_open(self) -> bool:
        """Waiting for the recipient, or for somebody here to read it."""
        return self.status in OPEN_SUPPLEMENTS

    @property
    def draft_sha256(self) -> str:
        """Tells two people apart who write on the same answer."""
        return canonical_sha256(self.draft)


class Remark(models.Model):
    """What staff want mended on one page of a report that they have sent back.

    `submission_number` is the submission it was written about: a later one answers it.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="remarks", verbose_name="återrapportering"
    )
    page = models.CharField("sida", max_length=80)
    submission_number = models.PositiveSmallIntegerField("om inskickad nummer")
    text = models.TextField("vad som ska rättas")
    at = models.DateTimeField("skriven")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="skriven av",
    )

    class Meta:
        verbose_name = "anmärkning"
        verbose_name_plural = "anmärkningar"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "submission_number", "page"], name="one_remark_a_page_and_return"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.text}"


class Note(models.Model):
    """Staff's own words about a report; the recipient doesn't see them, but they are records."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="notes", verbose_name="återrapportering"
    )
    text = models.TextField("anteckning")
    at = models.DateTimeField("skriven")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="skriven av",
    )

    class Meta:
        verbose_name = "anteckning"
        verbose_name_plural = "anteckningar"
        ordering = ["at", "id"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.text
