"""What stops an extension, a supplement, a return or an acceptance. Pure: violations out.

What stops a report from being sent in is reporting.rules.
"""

from collections.abc import Collection
from datetime import date, timedelta

from core.dates import day_in_words
from core.errors import Violation
from grants.models import Round
from reporting.rules import round_problems
from reporting.states import ReportStatus, SupplementStatus

__all__ = [
    "acceptance_problems",
    "answer_problems",
    "extension_problems",
    "longest_extension",
    "new_day_problems",
    "raise_problems",
    "return_problems",
    "supplement_problems",
]

LONGEST = timedelta(days=365)
"""From the day that holds: what lies further off is a slip of the year."""
MOST_EXTRA = 10
ALREADY_ACCEPTED = Violation("already_accepted", None, "Återrapporteringen är redan godtagen.")


def extension_problems(round_: Round, status: str, *, is_asked: bool) -> list[Violation]:
    """An extension is for a report that is still to come in, in a round that takes reports.

    Staff may also give one for a report that has come in, since they may return it; `is_asked`
    says that it is the recipient who asks.
    """
    if status == ReportStatus.ACCEPTED:
        return [ALREADY_ACCEPTED]
    if is_asked and status == ReportStatus.SUBMITTED:
        message = "Återrapporteringen är inskickad, så det finns inget att skjuta upp."
        return [Violation("already_submitted", None, message)]
    return round_problems(round_)


def new_day_problems(
    day: date | None, *, last_on: date, today: date, field: str
) -> list[Violation]:
    """A new last day lies after the one that holds, today or later, within a year (inclusive)."""
    if day is None:
        message = "Skriv vilken dag som ska bli ny sista dag."
        return [Violation("day_missing", field, message)]
    if day <= last_on:
        message = f"Välj en dag efter den sista dag som gäller, {day_in_words(last_on)}."
        return [Violation("day_not_later", field, message)]
    if day < today:
        message = "Välj en dag som inte har passerat."
        return [Violation("day_in_the_past", field, message)]
    if day > longest_extension(last_on=last_on, today=today):
        latest = day_in_words(longest_extension(last_on=last_on, today=today))
        return [Violation("day_too_far", field, f"Välj en dag senast {latest}.")]
    return []


def longest_extension(*, last_on: date, today: date) -> date:
    """The last day that may be given (inclusive)."""
    return max(last_on, today) + LONGEST


def supplement_problems(
    round_: Round, status: str, *, is_sent_in: bool, answer_by: date, today: date
) -> list[Violation]:
    """Staff ask about what has been sent in, until it is accepted, and leave time to answer."""
    if not is_sent_in:
        message = "Återrapporteringen är inte inskickad än. Det finns inget att komplettera."
        return [Violation("not_sent_in", None, message)]
    if status == ReportStatus.ACCEPTED:
        return [ALREADY_ACCEPTED]
    if answer_by <= today:
        message = "Välj en dag efter i dag, så att mottagaren hinner svara."
        return [Violation("no_time_to_answer", "answer_by", message)]
    return round_problems(round_)


def answer_problems(text: str, *, files: int = 0) -> list[Violation]:
    """An answer says something, in words or with files."""
    if text.strip() or files:
        return []
    return [Violation("answer_missing", "text", "Skriv ett svar innan ni skickar in.")]


def acceptance_problems(supplements: Collection[str]) -> list[Violation]:
    """Nothing is accepted while a supplement (the statuses of all) is open."""
    if SupplementStatus.ASKED in supplements:
        message = (
            "En komplettering är inte besvarad. Vänta på svaret, eller ta tillbaka begäran, "
            "innan du godtar återrapporteringen."
        )
        return [Violation("supplement_unanswered", None, message)]
    if SupplementStatus.ANSWERED in supplements:
        message = (
            "En komplettering har kommit in och väntar på att läsas. Markera att den räcker "
            "innan du godtar återrapporteringen."
        )
        return [Violation("supplement_unread", None, message)]
    return []


def return_problems(reason: str, remarks: Collection[str]) -> list[Violation]:
    """Who gets a report back must know what to do: a general reason, or a page's remark."""
    if reason.strip() or remarks:
        return []
    message = (
        "Skriv vad som ska rättas, här eller vid en sida, så att mottagaren vet vad den ska göra."
    )
    return [Violation("reason_missing", "reason", message)]


def raise_problems(round_: Round, status: str, *, extra: int) -> list[Violation]:
    """Some more submissions, not any number, while it can still be sent in."""
    if status == ReportStatus.ACCEPTED:
        return [ALREADY_ACCEPTED]
    if 1 <= extra <= MOST_EXTRA:
        return round_problems(round_)
    message = f"Skriv hur många gånger till, från 1 till {MOST_EXTRA}."
    return [Violation("extra_out_of_range", "extra", message)]
