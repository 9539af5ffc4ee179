"""What must hold before a table may be adopted. Pure: values in, violations out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.errors import Violation
from core.kronor import with_unit

__all__ = [
    "Limits", "absence_problems", "amount_problems", "change_problems", "deviation_in_words",
    "deviation_problems", "named", "reason_problems", "round_problems", "row_problems",
    "statistic_problems",
]  # fmt: skip

NAMED = 5
"""So many recipients are named in a sentence; the rest are counted."""


@dataclass(frozen=True)
class Limits:
    """What the rows may add up to, in kr: the round's sum, and what its decision has left."""

    round_kr: int
    decision_kr: int


def amount_problems(sum_kr: int, limits: Limits) -> list[Violation]:
    """No more than the round's sum is given away, and no more than the government decided."""
    if sum_kr > limits.round_kr:
        message = (
            f"Raderna summerar till {with_unit(sum_kr)}, {with_unit(sum_kr - limits.round_kr)} mer "
            f"än omgångens {with_unit(limits.round_kr)}. Rätta tabellen eller omgångens belopp."
        )
        return [Violation("exceeds_round", None, message)]
    if sum_kr > limits.decision_kr:
        message = (
            f"Raderna summerar till {with_unit(sum_kr)}, men av regeringsbeslutets pengar är "
            f"{with_unit(limits.decision_kr)} kvar till omgången. Kontrollera beloppen."
        )
        return [Violation("exceeds_decision", None, message)]
    return []


def row_problems(count: int) -> list[Violation]:
    """A table gives somebody something."""
    if count:
        return []
    return [Violation("no_rows", None, "Tabellen har inga rader. Kontrollera att den är rätt.")]


def absence_problems(absent: list[str]) -> list[Violation]:
    """Whoever has a frame keeps a row: a frame is taken away by a written 0, never by silence."""
    if not absent:
        return []
    message = (
        f"{named(absent)} har en ram i den fördelning som gäller men saknas i tabellen. "
        "Lägg till raden, med 0 kronor om mottagaren inte ska få något."
    )
    return [Violation("recipient_missing", None, message)]


def deviation_in_words(sum_kr: int, stated_total_kr: int) -> str:
    """ "Raderna summerar till …, 1 kr mindre än den angivna summan …"; empty when they agree."""
    difference = sum_kr - stated_total_kr
    if not difference:
        return ""
    compared = "mer" if difference > 0 else "mindre"
    return (
        f"Raderna summerar till {with_unit(sum_kr)}, {with_unit(abs(difference))} {compared} än "
        f"den angivna summan {with_unit(stated_total_kr)}."
    )


def deviation_problems(sum_kr: int, stated_total_kr: int, *, reason: str) -> list[Violation]:
    """Rows may add up to something else than the source states, if somebody says why."""
    said = deviation_in_words(sum_kr, stated_total_kr)
    if not said or reason.strip():
        return []
    message = f"{said} Förklara skillnaden, eller rätta tabellen."
    return [Violation("deviation_unexplained", "deviation_reason", message)]


def reason_problems(*, is_correction: bool, reason: str) -> list[Violation]:
    """A correction says why: those concerned read it in their letter."""
    if not is_correction or reason.strip():
        return []
    message = "Skriv varför fördelningen rättas. Skälet står i brevet till dem som berörs."
    return [Violation("reason_missing", "reason", message)]


def change_problems(
    frames: Mapping[str, int], current: Mapping[str, int] | None, *, changes_more: bool
) -> list[Violation]:
    """A new version changes a frame, or what is said of the table (its total, its key)."""
    if current is None or changes_more or dict(frames) != dict(current):
        return []
    message = "Tabellen är densamma som den som redan gäller. Det finns inget att fastställa."
    return [Violation("nothing_changes", None, message)]


def round_problems(*, is_closed: bool) -> list[Violation]:
    """A round that is closed by decision takes nothing more."""
    if not is_closed:
        return []
    message = "Omgången är stängd, så dess fördelning ändras inte längre."
    return [Violation("round_closed", None, message)]


def statistic_problems(
    values: Mapping[str, Decimal], *, known: Collection[str], day: date, on: date
) -> list[Violation]:
    """A statistic has one figure, not below zero, for everybody of its kind, of a day that was."""
    problems = []
    unknown, missing = sorted(set(values) - set(known)), sorted(set(known) - set(values))
    if unknown:
        message = f"Ingen mottagare har koden {named(unknown)}. Kontrollera filen."
        problems.append(Violation("unmatched", None, message))
    if missing:
        message = f"Värden saknas för {named(missing)}. Lägg till dem i filen."
        problems.append(Violation("missing", None, message))
    if any(value < 0 for value in values.values()):
        problems.append(Violation("negative", None, "Ett värde är mindre än noll. Rätta filen."))
    if day > on:
        message = "Dagen ligger i framtiden. Skriv den dag som siffrorna gäller."
        problems.append(Violation("measured_in_the_future", "measured_on", message))
    return problems


def named(names: list[str]) -> str:
    """ "Ale, Alingsås och 3 till"."""
    shown, more = names[:NAMED], len(names) - NAMED
    if more > 0:
        return f"{', '.join(shown)} och {more} till"
    return " och ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
