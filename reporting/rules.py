"""What stops a report from being sent to the signatory. Pure: values in, violations out.

What is wrong with the answers themselves is the form engine's to say (questionnaire.problems).
"""

from core.errors import Violation
from grants.models import Round

__all__ = ["may_submit_again", "round_problems", "submissions_left"]


def submissions_left(round_: Round, *, made: int) -> int:
    """How many more times the report can be sent in."""
    return max(round_.max_submissions - made, 0)


def may_submit_again(round_: Round, *, made: int) -> list[Violation]:
    """At most `max_submissions` (five by document 004); the last one applies."""
    if submissions_left(round_, made=made):
        return []
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
