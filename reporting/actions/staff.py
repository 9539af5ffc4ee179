"""What staff decide about a report that has been sent in."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core import transitions
from core.errors import RuleViolated, StaleState, Violation
from organisations.models import User
from reporting.actions.holding import hold
from reporting.models import Report
from reporting.revisions import moved_along
from reporting.states import REPORT, ReportStatus

__all__ = ["accept_report", "return_report"]


@transaction.atomic
def return_report(
    report: Report, *, by: User, roles: Iterable[str], at: datetime, reason: str
) -> Report:
    """Staff send a report back to be corrected; the reason reaches the recipient."""
    if not reason.strip():
        message = "Skriv vad som ska rättas, så att mottagaren vet vad den ska göra."
        raise RuleViolated(Violation("reason_missing", "reason", message))
    return transitions.apply(
        report,
        REPORT,
        to=ReportStatus.DRAFT,
        only_from=ReportStatus.SUBMITTED,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
        changes=moved_along(hold(report.pk)),
    )


@transaction.atomic
def accept_report(
    report: Report, *, submission: int, by: User, roles: Iterable[str], at: datetime
) -> Report:
    """Staff accept the submission of this number. What is unused becomes a claim (repayments).

    Raises StaleState when the recipient has sent in another one since.
    """
    held = hold(report.pk)
    if held.submissions.count() != submission:
        raise StaleState("Mottagaren har skickat in på nytt. Läs det som gäller nu.")
    return transitions.apply(
        report,
        REPORT,
        to=ReportStatus.ACCEPTED,
        actor=by,
        roles=roles,
        at=at,
        changes={"accepted_at": at},
    )
