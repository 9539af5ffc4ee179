"""What a claim, its hearing and its decision must fulfil. Pure: values in, violations out.

Sources: regeringsbesluten (what is not used, used against the conditions or not reported is paid
back), förvaltningslagen (2017:900) 25 and 32 §§.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from core.dates import day_in_words
from core.errors import Violation
from core.kronor import with_unit
from repayments.models import Ground, Outcome
from reporting.states import ReportStatus

__all__ = [
    "LAST_REMINDER",
    "Asked",
    "Correction",
    "answer_problems",
    "breach_problems",
    "claim_problems",
    "correction",
    "decision_problems",
    "hearing_problems",
    "missing_problems",
]

LAST_REMINDER = timedelta(days=7)
"""After the last day to report: when the last reminder has gone out (reporting.letters)."""
LEAST_TIME_TO_ANSWER = timedelta(days=7)
LONGEST_ANSWER = 10_000


@dataclass(frozen=True)
class Asked:
    """How far the hearing has come: `answer_by` is None where nobody has been asked."""

    answer_by: date | None = None
    is_answered: bool = False


@dataclass(frozen=True)
class Correction:
    """What a corrected report means for what is claimed: at most one of the two is above 0 kr."""

    more_kr: int = 0
    less_kr: int = 0


def claim_problems(*, report_status: str, unused_kr: int | None) -> list[Violation]:
    """Unused money is claimed when the report is accepted, and only if there is any."""
    if report_status != ReportStatus.ACCEPTED:
        message = "Återrapporteringen är inte godtagen än. Godta den först."
        return [Violation("report_not_accepted", None, message)]
    if not unused_kr:
        return [Violation("nothing_unused", None, "Hela bidraget är använt: inget att kräva.")]
    return []


def breach_problems(*, received_kr: int | None, claimed_kr: int, amount_kr: int) -> list[Violation]:
    """Money used against the conditions: reported, and no more than has been received (kr).

    `claimed_kr` is what is claimed already, on any ground.
    """
    if received_kr is None:
        message = (
            "Återrapporteringen har inte kommit in. Föreslå återkrav för att den saknas i stället."
        )
        return [Violation("nothing_reported", None, message)]
    most = received_kr - claimed_kr
    if most < 1:
        message = "Hela det mottagna beloppet är redan krävt tillbaka."
        return [Violation("all_claimed", None, message)]
    if not 0 < amount_kr <= most:
        message = f"Skriv ett belopp från 1 kr till {with_unit(most)}, som är vad som kan krävas."
        return [Violation("outside_what_was_received", "amount_kr", message)]
    return []


def missing_problems(
    *, is_sent_in: bool, last_on: date, received_kr: int, today: date
) -> list[Violation]:
    """A report that has not come: extension and reminders are over, and there is money (kr)."""
    if is_sent_in:
        message = "Återrapporteringen har kommit in. Granska den i stället."
        return [Violation("reported", None, message)]
    from_day = last_on + LAST_REMINDER + timedelta(days=1)
    if today < from_day:
        message = (
            f"Sista dag är {day_in_words(last_on)} och den sista påminnelsen går en vecka senare. "
            f"Återkrav kan föreslås från {day_in_words(from_day)}."
        )
        return [Violation("reminders_left", None, message)]
    if received_kr < 1:
        return [Violation("nothing_received", None, "Det finns inga pengar att kräva tillbaka.")]
    return []


def hearing_problems(*, ground: str, answer_by: date, today: date) -> list[Violation]:
    """Asked only where staff claim, and with time to answer."""
    if ground == Ground.UNUSED:
        message = "Beloppet är mottagarens egen uppgift. Det behöver inte kommuniceras."
        return [Violation("own_figure", None, message)]
    earliest = today + LEAST_TIME_TO_ANSWER
    if answer_by < earliest:
        message = f"Ge minst en vecka att svara: {day_in_words(earliest)} eller senare."
        return [Violation("too_short", "answer_by", message)]
    return []


def answer_problems(text: str) -> list[Violation]:
    """An answer says something, within what fits a page of ours."""
    if not text.strip():
        message = "Skriv ert yttrande, eller välj att ni avstår från att yttra er."
        return [Violation("empty", "answer", message)]
    if len(text) > LONGEST_ANSWER:
        return [Violation("too_long", "answer", "Skriv högst 10 000 tecken.")]
    return []


def decision_problems(
    *, ground: str, asked: Asked, outcome: str, amount_kr: int, proposed_kr: int, today: date
) -> list[Violation]:
    """Heard before it is decided against somebody (FL 25 §); reduced means less (kr).

    To drop a claim nobody need be heard.
    """
    if outcome == Outcome.DROPPED:
        return []
    broken = [] if ground == Ground.UNUSED else _hearing_left(asked, today)
    if outcome == Outcome.REDUCED and not 0 < amount_kr < proposed_kr:
        message = f"Skriv ett belopp från 1 kr till {with_unit(proposed_kr - 1)}."
        broken.append(Violation("not_reduced", "amount_kr", message))
    if outcome == Outcome.FULL and amount_kr != proposed_kr:
        message = f"Hela beloppet är {with_unit(proposed_kr)}. Välj nedsatt belopp för ett annat."
        broken.append(Violation("not_full", "amount_kr", message))
    return broken


def _hearing_left(asked: Asked, today: date) -> list[Violation]:
    if asked.answer_by is None:
        message = "Kommunicera med mottagaren först. Den ska få yttra sig före beslutet (FL 25 §)."
        return [Violation("not_heard", None, message)]
    if not asked.is_answered and today <= asked.answer_by:
        message = (
            f"Mottagaren har till och med {day_in_words(asked.answer_by)} på sig att svara. "
            "Besluta när svaret har kommit eller dagen har gått."
        )
        return [Violation("may_still_answer", None, message)]
    return []


def correction(
    *, unused_kr: int, proposed_kr: int, decided_kr: int, credited_kr: int
) -> Correction:
    """What is to be claimed besides, or credited, when a report says something new (kr).

    `proposed_kr` and `decided_kr` sum the claims that are not dropped; what a decision waived
    stays waived. A claim that is not decided yet counts as proposed in both.
    """
    more_kr = unused_kr - (proposed_kr - credited_kr)
    less_kr = (decided_kr - credited_kr) - unused_kr
    return Correction(more_kr=max(more_kr, 0), less_kr=max(less_kr, 0))
