"""Answers that are numbers: whole kronor, numbers with decimals, per cent, steps; and figures."""

from decimal import Decimal

from core import kronor
from reporting.questionnaire import figures
from reporting.questionnaire.conditions import Comparable, number_of
from reporting.questionnaire.document import Field
from reporting.questionnaire.kinds.base import (
    ANSWERED,
    COMPARISONS,
    Kind,
    Problem,
    Stored,
    UnreadableError,
)


class Kronor(Kind):
    """Whole kronor, stored as int; at least 0 unless the field says otherwise."""

    operators = (*ANSWERED, *COMPARISONS)
    empty_message = "Skriv beloppet för ”{label}” i hela kronor. Skriv 0 om det är noll."

    def read(self, field: Field, stored: Stored) -> Stored:
        if isinstance(stored, int) and not isinstance(stored, bool):
            return stored
        try:
            amount = kronor.parse_kronor(str(stored) if len(str(stored)) < 100 else "")
        except kronor.NotWholeKronor as refused:
            raise UnreadableError("kronor", str(refused)) from None
        if abs(amount) > figures.LARGEST:
            raise UnreadableError("maximum", _at_most(figures.LARGEST))
        return amount

    def check(self, field: Field, value: Stored) -> Problem | None:
        amount = int(value) if isinstance(value, int) else 0
        lowest = field.minimum or 0
        if amount < lowest:
            return Problem("minimum", f"Skriv ett belopp på minst {kronor.with_unit(lowest)}.")
        if field.maximum is not None and amount > field.maximum:
            return Problem("maximum", _at_most(field.maximum))
        return None

    def compare(self, value: Stored) -> Comparable:
        return Decimal(value) if isinstance(value, int) else str(value)

    def text(self, field: Field, value: Stored) -> str:
        return kronor.with_unit(int(value)) if isinstance(value, int) else str(value)

    def form_value(self, field: Field, value: Stored) -> str | list[str]:
        return kronor.grouped(int(value)) if isinstance(value, int) else str(value)


class Number(Kind):
    """A number with at most so many decimals, stored as text ("12.5") to stay exact."""

    operators = (*ANSWERED, *COMPARISONS)
    empty_message = "Skriv ett tal på {question}. Skriv 0 om det är noll."
    decimals = 0
    most: int | None = None

    def read(self, field: Field, stored: Stored) -> Stored:
        decimals = self.decimals if field.decimals is None else field.decimals
        number = figures.parse(self.bare(str(stored))) if not isinstance(stored, bool) else None
        if number is None or abs(number) > figures.LARGEST:
            raise UnreadableError("number", "Skriv svaret som ett tal, med siffror.")
        if figures.decimals_of(number) > decimals:
            raise UnreadableError("decimals", _fewer_decimals(decimals))
        return figures.plain(number)

    def bare(self, text: str) -> str:
        """The text without what may follow the number."""
        return text

    def check(self, field: Field, value: Stored) -> Problem | None:
        number = number_of(value) or Decimal(0)
        lowest = field.minimum or 0
        highest = self.most if field.maximum is None else field.maximum
        if number < lowest:
            return Problem("minimum", f"Skriv ett tal på minst {self.text(field, str(lowest))}.")
        if highest is not None and number > highest:
            return Problem("maximum", f"Skriv ett tal på högst {self.text(field, str(highest))}.")
        return None

    def compare(self, value: Stored) -> Comparable:
        return number_of(value) or Decimal(0)

    def text(self, field: Field, value: Stored) -> str:
        return figures.with_measure(number_of(value) or Decimal(0), field.measure)

    def form_value(self, field: Field, value: Stored) -> str | list[str]:
        return figures.in_swedish(number_of(value) or Decimal(0))


class Percent(Number):
    """Per cent, 0 to 100 unless the field says otherwise; one decimal unless it says otherwise."""

    empty_message = "Skriv andelen i procent på {question}. Skriv 0 om det är noll."
    decimals = 1
    most = 100

    def bare(self, text: str) -> str:
        return text.removesuffix("%")

    def text(self, field: Field, value: Stored) -> str:
        return figures.with_measure(number_of(value) or Decimal(0), "%")


class Steps(Number):
    """A step of a scale, stored as int from 1."""

    empty_message = "Välj ett steg på skalan på {question}."

    def read(self, field: Field, stored: Stored) -> Stored:
        steps = field.scale.steps if field.scale else 0
        if str(stored) not in map(str, range(1, steps + 1)):
            raise UnreadableError("option", "Välj ett av stegen på skalan.")
        return int(str(stored))

    def check(self, field: Field, value: Stored) -> Problem | None:
        return None

    def text(self, field: Field, value: Stored) -> str:
        if field.scale is None:
            return str(value)
        ends = f"1 = {field.scale.lowest}, {field.scale.steps} = {field.scale.highest}"
        return f"{value} ({ends})"

    def form_value(self, field: Field, value: Stored) -> str | list[str]:
        return str(value)


class Figure(Kind):
    """A shown or computed value: an amount (int), another number ("13.1") or a text."""

    operators = (*ANSWERED, *COMPARISONS)

    def read(self, field: Field, stored: Stored) -> Stored:
        return stored

    def check(self, field: Field, value: Stored) -> Problem | None:
        return None

    def compare(self, value: Stored) -> Comparable:
        number = number_of(value)
        return str(value) if number is None else number

    def text(self, field: Field, value: Stored) -> str:
        number = number_of(value)
        if field.unit is None or number is None:
            return str(value)
        return figures.with_unit(number, field.unit, field.measure)


def _at_most(limit_kr: int) -> str:
    return f"Skriv ett belopp på högst {kronor.with_unit(limit_kr)}."


def _fewer_decimals(decimals: int) -> str:
    if decimals == 0:
        return "Skriv ett heltal, utan decimaler."
    return f"Skriv talet med högst {decimals} {'decimal' if decimals == 1 else 'decimaler'}."
