"""Calculations: a small typed tree over numbers of the form and facts of the case, in Decimal.

    {"difference": [{"fact": "received_kr"}, {"sum": [{"q": "lonekostnader"}, …]}]}

An amount that is asked for but not answered leaves the result open (None). A question that
isn't asked at all is left out of a sum, and leaves every other calculation open.
`tests/vectors/calculations.json` says the same for every language that evaluates them.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from core import kronor
from reporting.questionnaire.facts import Facts, fact_number

LARGEST = Decimal(10) ** 15
"""Results from here on are no amounts (and no exact numbers in a browser)."""

Numbers = Mapping[str, Decimal | None]
"""Key of an asked question → its number, None when unanswered; no entry when it isn't asked."""


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(_Node):
    """The number answered to an earlier question."""

    q: str


class Fact(_Node):
    """A number that the case knows, such as received_kr."""

    fact: str


class Number(_Node):
    """A constant."""

    number: Decimal


class Sum(_Node):
    """All parts added; questions that aren't asked are left out."""

    sum: tuple["Calculation", ...]


class Difference(_Node):
    """The first minus the second."""

    difference: tuple["Calculation", "Calculation"]


class Product(_Node):
    """All parts multiplied."""

    product: tuple["Calculation", ...]


class Quotient(_Node):
    """The first divided by the second; open when the second is 0."""

    quotient: tuple["Calculation", "Calculation"]


class Percent(_Node):
    """The first amount's share of the second, in per cent with one decimal; 0 of nothing."""

    percent: tuple["Calculation", "Calculation"]


Calculation = Answer | Fact | Number | Sum | Difference | Product | Quotient | Percent

for _node in (Sum, Difference, Product, Quotient, Percent):
    _node.model_rebuild()


def calculate(calculation: Calculation, numbers: Numbers, facts: Facts) -> Decimal | None:
    """The result, or None while something it needs is missing.

    None also when it divides by zero or leaves the numbers that money is counted in.
    """
    try:
        result = _result(calculation, numbers, facts)
    except ArithmeticError:
        return None
    return result if result is not None and abs(result) < LARGEST else None


def parts(calculation: Calculation) -> tuple[Calculation, ...]:
    """The operands, in order; none for an answer, a fact or a constant."""
    match calculation:
        case Sum():
            return calculation.sum
        case Product():
            return calculation.product
        case Difference():
            return calculation.difference
        case Quotient():
            return calculation.quotient
        case Percent():
            return calculation.percent
        case _:
            return ()


def leaves(calculation: Calculation) -> Iterator[Answer | Fact | Number]:
    """Every answer, fact and constant that a calculation uses, in the order written."""
    if isinstance(calculation, Answer | Fact | Number):
        yield calculation
    for part in parts(calculation):
        yield from leaves(part)


def answers_in(calculation: Calculation) -> Iterator[Answer]:
    """The answers that a calculation uses."""
    return (leaf for leaf in leaves(calculation) if isinstance(leaf, Answer))


def _result(calculation: Calculation, numbers: Numbers, facts: Facts) -> Decimal | None:
    match calculation:
        case Answer():
            return numbers.get(calculation.q)
        case Fact():
            return fact_number(calculation.fact, facts)
        case Number():
            return calculation.number
    asked = [part for part in parts(calculation) if not _left_out(calculation, part, numbers)]
    operands = [_result(part, numbers, facts) for part in asked]
    known = [operand for operand in operands if operand is not None]
    return _combined(calculation, known) if len(known) == len(operands) else None


def _left_out(whole: Calculation, part: Calculation, numbers: Numbers) -> bool:
    return isinstance(whole, Sum) and isinstance(part, Answer) and part.q not in numbers


def _combined(calculation: Calculation, operands: list[Decimal]) -> Decimal | None:
    match calculation:
        case Sum():
            return sum(operands, Decimal(0))
        case Product():
            result = Decimal(1)
            for operand in operands:
                result *= operand
            return result
        case Difference():
            return operands[0] - operands[1]
        case Quotient():
            return operands[0] / operands[1]
        case _:
            return kronor.percent(*map(kronor.round_half_up, operands))
