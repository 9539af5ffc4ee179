"""What a new revision of a form means for reports that are being filled in.

Drafts move along to a newer revision when it changes only texts, or adds. Past a breaking change
they move only if staff said so when they published it. What a signatory has before her, and what
has been sent in, stays with the revision that it was answered on.
"""

from typing import Any

from django.db.models.functions import Coalesce

from reporting.models import FormRevision, Report
from reporting.questionnaire import carry_over
from reporting.states import ChangeClass, ReportStatus

__all__ = ["changes_since", "move_drafts", "moved_along"]


def move_drafts(to: FormRevision) -> int:
    """Move the drafts that may follow to a just published revision; returns how many.

    The caller holds the round. Three statements at most, however many reports there are.
    """
    if not to.moves_drafts:
        return 0
    before = FormRevision.objects.filter(form=to.form, number=to.number - 1).first()
    drafts = Report.objects.filter(revision=before, status=ReportStatus.DRAFT)
    if before is None or to.change_class != ChangeClass.BREAKING:
        return drafts.update(revision=to, moved_from=Coalesce("moved_from", "revision"))
    reports = list(drafts.select_for_update(no_key=True))
    for report in reports:
        report.answers = carry_over(before.content, to.content, report.answers).answers
        report.moved_from_id = report.moved_from_id or before.pk
        report.revision = to
    return Report.objects.bulk_update(reports, ["answers", "moved_from", "revision"])


def moved_along(report: Report) -> dict[str, Any]:
    """The fields to change when a report becomes a draft again and its form has changed since."""
    newest = report.revision
    later = FormRevision.objects.filter(form=newest.form_id, number__gt=newest.number)
    for revision in later.order_by("number"):
        if not revision.moves_drafts:
            break
        newest = revision
    if newest == report.revision:
        return {}
    carried = carry_over(report.revision.content, newest.content, report.answers)
    return {
        "revision": newest,
        "moved_from": report.moved_from or report.revision,
        "answers": carried.answers,
    }


def changes_since(report: Report) -> list[str]:
    """What has changed in the form since the recipient began, in words; empty if nothing has."""
    if report.moved_from_id is None:
        return []
    newer = FormRevision.objects.filter(
        form=report.revision.form_id,
        number__gt=FormRevision.objects.filter(pk=report.moved_from_id).values("number"),
        number__lte=report.revision.number,
    )
    return [words for revision in newer.order_by("number") for words in revision.changes]
