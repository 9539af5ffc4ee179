"""Opening an accepted report again, so that the recipient can correct it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core import transitions
from core.errors import RuleViolated
from organisations.models import User
from reporting import rules
from reporting.actions.holding import hold
from reporting.models import Report
from reporting.revisions import moved_along
from reporting.states import REOPENING, ReportStatus

__all__ = ["reopen_accepted", "submissions_left"]


@transaction.atomic
def reopen_accepted(
    report: Report, *, by: User, roles: Iterable[str], at: datetime, reason: str
) -> Report:
    """Staff give an accepted report back to be corrected; the reason reaches the recipient.

    What was sent in and accepted stays; so do claims and invoices that rest on it, until the next
    submission is accepted (repayments). Each submission still counts towards the round's
    `max_submissions`. Raises StaleState when the report is not accepted, NotAllowed, and
    RuleViolated without a reason or when the round is closed: then nothing could come in.
    """
    held = hold(report.pk)
    broken = rules.round_problems(held.round)
    if broken:
        raise RuleViolated(*broken)
    return transitions.apply(
        held,
        REOPENING,
        to=ReportStatus.DRAFT,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
        changes={"accepted_at": None, **moved_along(held)},
    )


def submissions_left(report: Report) -> int:
    """How many more times the recipient can send it in; 0: staff must raise the limit first."""
    return rules.submissions_left(report, made=report.submissions.count())
