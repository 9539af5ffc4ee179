"""When a reminder to pay is due, and interest on what is late. Pure: values in, answers out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from core.dates import next_workday
from core.errors import Violation

__all__ = ["DueStep", "hold_problems", "interest", "step_to_demand"]

OVER_REFERENCE = Decimal(8)
"""Percentage points over the reference rate: räntelagen (1975:635) 6 §."""
DAYS_A_YEAR = 365
ORE = Decimal("0.01")


@dataclass(frozen=True)
class DueStep:
    """A step of the round's schedule: so many days after the last day to pay."""

    number: int
    days_after_due: int
    pay_within_days: int

    def pay_by(self, today: date) -> date:
        """The new last day to pay, one when banks are open."""
        return next_workday(today + timedelta(days=self.pay_within_days))


def step_to_demand(
    steps: Iterable[DueStep], *, due_on: date, today: date, done: int, pay_by: date | None
) -> DueStep | None:
    """The newest step that has come and has not been taken, so that missed days heal.

    `done` is the number of the last demand (0: none) and `pay_by` its last day to pay: before
    that has passed nothing more is demanded.
    """
    if pay_by is not None and today <= pay_by:
        return None
    come = [one for one in steps if due_on + timedelta(days=one.days_after_due) <= today]
    newest = max(come, key=lambda one: one.number, default=None)
    return newest if newest is not None and newest.number > done else None


def interest(
    open_amount: Decimal, *, due_on: date, today: date, rates: Mapping[date, Decimal]
) -> Decimal | None:
    """Interest from the day after `due_on` to `today` (inclusive) on what is open; kr, öre.

    `rates` are reference rates (per cent) by the first day of their half-year. None when the
    rate of some half-year in between is not known: then nothing is guessed.
    """
    total = Decimal(0)
    for first, last in _half_years(due_on + timedelta(days=1), today):
        rate = rates.get(date(first.year, 1 if first.month < 7 else 7, 1))
        if rate is None:
            return None
        days = (last - first).days + 1
        total += open_amount * (rate + OVER_REFERENCE) / 100 * days / DAYS_A_YEAR
    return total.quantize(ORE, ROUND_HALF_UP)


def hold_problems(*, why: str, until: date | None, text: str, today: date) -> list[Violation]:
    """A hold says why; respite has a last day to come, a dispute has none."""
    found = []
    if not text.strip():
        found.append(Violation("no_reason", "text", "Skriv skälet."))
    if why == "respite" and (until is None or until < today):
        message = "Skriv den dag som anståndet gäller till och med, i dag eller senare."
        found.append(Violation("no_last_day", "until", message))
    if why == "disputed" and until is not None:
        message = "En bestridd faktura har ingen sista dag. Lämna fältet tomt."
        found.append(Violation("needs_no_day", "until", message))
    return found


def _half_years(first: date, last: date) -> Sequence[tuple[date, date]]:
    """The days from first to last (inclusive), cut at 1 January and 1 July."""
    found = []
    while first <= last:
        end = date(first.year, 6, 30) if first.month < 7 else date(first.year, 12, 31)
        found.append((first, min(end, last)))
        first = end + timedelta(days=1)
    return found
