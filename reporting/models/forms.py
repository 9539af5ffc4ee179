"""Reporting forms: published revisions, and the draft of the next one.

The form engine itself is `reporting.questionnaire`, which knows no database.
"""

from functools import cached_property

import pgtrigger
from django.conf import settings
from django.db import models

from grants.models import Round
from reporting.questionnaire import FormDocument
from reporting.states import ChangeClass


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
