"""What staff decide about a report that has been sent in."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from core import transitions
from core.errors import RuleViolated, StaleState
from organisations.models import User
from reporting import handling_rules as rules
from reporting.actions.holding import hold
from reporting.models import Remark, Report
from reporting.revisions import moved_along
from reporting.states import REPORT, ReportStatus

__all__ = ["accept_report", "return_report"]

SEE_REMARKS = "Se vad som ska rättas vid varje sida."


@transaction.atomic
def return_report(
    report: Report,
    *,
    submission: int,
    by: User,
    roles: Iterable[str],
    at: datetime,
    reason: str = "",
    remarks: Mapping[str, str] | None = None,
) -> Report:
    """Staff send the submission of this number back to be corrected.

    The recipient gets the reason, and `remarks` by page key: what to mend on each page. Raises
    RuleViolated without either, StaleState when the recipient has sent in another one since.
    """
    said = {page: text.strip() for page, text in (remarks or {}).items() if text.strip()}
    broken = rules.return_problems(reason, said.values())
    if broken:
        raise RuleViolated(*broken)
    held = _held(report, submission)
    returned = transitions.apply(
        report,
        REPORT,
        to=ReportStatus.DRAFT,
        only_from=ReportStatus.SUBMITTED,
        actor=by,
        roles=roles,
        at=at,
        reason=reason.strip() or SEE_REMARKS,
        changes=moved_along(held),
    )
    Remark.objects.bulk_create(
        Remark(report=held, page=page, submission_number=submission, text=text, at=at, by=by)
        for page, text in said.items()
    )
    return returned


@transaction.atomic
def accept_report(
    report: Report, *, submission: int, by: User, roles: Iterable[str], at: datetime
) -> Report:
    """Staff accept the submission of this number. What is unused becomes a claim (repayments).

    Raises StaleState when the recipient has sent in another one since, RuleViolated while a
    supplement is open.
    """
    held = _held(report, submission)
    broken = rules.acceptance_problems(held.supplements.values_list("status", flat=True))
    if broken:
        raise RuleViolated(*broken)
    return transitions.apply(
        report,
        REPORT,
        to=ReportStatus.ACCEPTED,
        actor=by,
        roles=roles,
        at=at,
        changes={"accepted_at": at},
    )


def _held(report: Report, submission: int) -> Report:
    """The report under lock, if the submission of this number still is its latest."""
    held = hold(report.pk)
    if held.submissions.count() != submission:
        raise StaleState("Mottagaren har skickat in på nytt. Läs det som gäller nu.")
    return held
