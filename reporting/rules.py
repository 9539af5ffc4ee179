"""What stops a report from being sent to the signatory. Pure: values in, violations out.

What is wrong with the answers themselves is the form engine's to say (questionnaire.problems).
"""

from datetime import datetime

from core.dates import day_of
from core.errors import Violation
from grants.models import Round
from reporting.models import Approval, Report

__all__ = [
    "may_be_reminded",
    "may_be_renewed",
    "may_submit_again",
    "round_problems",
    "something_new",
    "stand_in_problems",
    "submissions_left",
]


def submissions_left(report: Report, *, made: int) -> int:
    """How many more times the report can be sent in, what staff have added included."""
    return max(report.max_submissions - made, 0)


def may_submit_again(report: Report, *, made: int) -> list[Violation]:
    """At most `max_submissions` (five by document 004); the last one applies."""
    if submissions_left(report, made=made):
        return []
    round_ = report.round
    message = (
        f"Återrapporteringen har skickats in {made} gånger, som är det högsta antalet. "
        f"Kontakta {round_.contact_name}, {round_.contact_email}, om något behöver ändras."
    )
    return [Violation("no_submissions_left", None, message)]


def round_problems(round_: Round) -> list[Violation]:
    """A round that staff have closed takes nothing more; late is a fact, not a problem."""
    if round_.takes_reports:
        return []
    message = (
        "Omgången tar inte emot återrapporteringar. "
        f"Kontakta {round_.contact_name}, {round_.contact_email}."
    )
    return [Violation("round_not_open", None, message)]


def something_new(*, is_unchanged: bool) -> list[Violation]:
    """What only repeats the latest submission is not sent in: it would use one up for nothing."""
    if not is_unchanged:
        return []
    message = "Ni har inte ändrat något sedan ni skickade in senast, så det finns inget nytt."
    return [Violation("unchanged", None, message)]


def stand_in_problems(approval: Approval, *, email: str) -> list[Violation]:
    """Somebody else is to approve: the link must go to another person."""
    if email.strip().lower() != approval.signatory_email.lower():
        return []
    message = (
        f"{approval.signatory_name} har redan länken. Skriv e-postadressen till den som ska "
        "godkänna i stället."
    )
    return [Violation("same_person", "email", message)]


def may_be_reminded(approval: Approval, *, at: datetime) -> list[Violation]:
    """Once a day is enough; the day that she was asked counts."""
    if at > approval.expires_at:
        message = "Länken har gått ut. Förnya den, så får företrädaren ett nytt mejl."
        return [Violation("link_expired", None, message)]
    if day_of(approval.asked_again_at or approval.requested_at) < day_of(at):
        return []
    message = f"{approval.signatory_name} har redan fått ett mejl i dag. Vänta till i morgon."
    return [Violation("reminded_today", None, message)]


def may_be_renewed(approval: Approval, *, at: datetime) -> list[Violation]:
    """A link is renewed when it no longer works: too old, or all its codes are used up."""
    if at > approval.expires_at or not approval.codes_left:
        return []
    return [Violation("link_works", None, "Länken fungerar fortfarande. Skicka en påminnelse.")]
