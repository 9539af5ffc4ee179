"""Conditions: when a question is asked. A small typed tree in JSON, never an expression string.

    {"all": [{"q": "insatser", "op": "includes", "value": "samverkan"}]}

One rule explains every corner: a question that isn't asked, isn't answered or can't be read
counts as unanswered, and nothing but `unanswered` and `not` is true of an unanswered question.
`tests/vectors/conditions.json` says the same for every language that evaluates them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

Comparable = str | bool | Decimal | frozenset[str]
"""What is compared: a text, chosen option or ISO day, a tick, a number, a set of options."""

Values = Mapping[str, Comparable]
"""Key of a question → its value; an unanswered question has no entry."""

MOST_DIGITS = 40
"""Numbers with more digits than this, either side of the point, are none that anybody means."""

Predicate = Callable[[Values], bool]

Op = Literal[
    "answered", "unanswered",
    "is", "is_not", "in",
    "includes", "excludes", "includes_any",
    "eq", "ne", "gt", "ge", "lt", "le",
    "before", "after", "from", "until",
]  # fmt: skip


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Test(_Node):
    """One comparison with the answer to an earlier question.

    `value` is an option's key for choices (several for `in` and `includes_any`), a whole number
    or a decimal number as text ("12.5") for numbers, a day ("2025-12-31") for dates (inclusive in
    `from` and `until`), and absent for answered/unanswered.
    """

    __test__ = False  # not a test of pytest's

    q: str
    op: Op
    value: StrictInt | StrictStr | tuple[StrictStr, ...] | None = None


class All(_Node):
    """True when every part is."""

    all: tuple["Condition", ...]


class AnyOf(_Node):
    """True when at least one part is."""

    any: tuple["Condition", ...]


class Not(_Node):
    """True when its part is not."""

    not_: "Condition" = Field(alias="not")


Condition = All | AnyOf | Not | Test

for _node in (All, AnyOf, Not):
    _node.model_rebuild()


def holds(condition: Condition | None, values: Values) -> bool:
    """Whether the condition is true of these answers; no condition always is."""
    return condition is None or evaluate(condition, values) is True


def predicate(condition: Condition) -> Predicate:
    """The condition made ready to be asked many times; the same as `holds`."""
    match condition:
        case Test():
            q, test, value = condition.q, _TESTS[condition.op], _ready(condition.value)
            return lambda values: test(values.get(q), value)
        case Not():
            inner = predicate(condition.not_)
            return lambda values: not inner(values)
        case All():
            return reduce(both, map(predicate, condition.all), None) or (lambda _: True)
        case AnyOf():
            return reduce(_either, map(predicate, condition.any), None) or (lambda _: False)


def both(first: Predicate | None, second: Predicate) -> Predicate:
    """Both must hold; no first one asks nothing."""
    return second if first is None else lambda values: first(values) and second(values)


def evaluate(
    condition: Condition, values: Values, unknown: Collection[str] = frozenset()
) -> bool | None:
    """True, False, or None when it hangs on one of the `unknown` questions.

    `unknown` are questions that are being answered at the same time, on the same page.
    """
    match condition:
        case Test():
            if condition.q in unknown:
                return None
            return _TESTS[condition.op](values.get(condition.q), condition.value)
        case Not():
            inner = evaluate(condition.not_, values, unknown)
            return None if inner is None else not inner
        case All():
            parts = [evaluate(part, values, unknown) for part in condition.all]
            return False if False in parts else None if None in parts else True
        case AnyOf():
            parts = [evaluate(part, values, unknown) for part in condition.any]
            return True if True in parts else None if None in parts else False


def residual(condition: Condition, values: Values, unknown: Collection[str]) -> Condition:
    """What is left of an undecided condition (evaluate gave None) when the known is taken out."""
    match condition:
        case Not():
            return Not(**{"not": residual(condition.not_, values, unknown)})
        case All():
            return All(all=_undecided(condition.all, values, unknown))
        case AnyOf():
            return AnyOf(any=_undecided(condition.any, values, unknown))
        case _:
            return condition


def tests_in(condition: Condition | None) -> Iterator[Test]:
    """Every single comparison of a condition, in the order written."""
    match condition:
        case Test():
            yield condition
        case Not():
            yield from tests_in(condition.not_)
        case All():
            for part in condition.all:
                yield from tests_in(part)
        case AnyOf():
            for part in condition.any:
                yield from tests_in(part)


def depth(condition: Condition) -> int:
    """How deep groups are nested: 0 for a single test."""
    match condition:
        case Test():
            return 0
        case Not():
            return 1 + depth(condition.not_)
        case All():
            return 1 + max(map(depth, condition.all), default=0)
        case AnyOf():
            return 1 + max(map(depth, condition.any), default=0)


def number_of(value: object) -> Decimal | None:
    """The number in a test's value (7 or "12.5"), None when there is none."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < MOST_DIGITS else None


def day_of(value: object) -> str | None:
    """The ISO day in a test's value or an answer, None when it is none; ISO days sort as text."""
    try:
        return value if isinstance(value, str) and str(date.fromisoformat(value)) == value else None
    except ValueError:
        return None


def _undecided(
    parts: tuple[Condition, ...], values: Values, unknown: Collection[str]
) -> tuple[Condition, ...]:
    return tuple(
        residual(part, values, unknown) for part in parts if evaluate(part, values, unknown) is None
    )


def _either(first: Predicate | None, second: Predicate) -> Predicate:
    return second if first is None else lambda values: first(values) or second(values)


def _ready(value: object) -> object:
    """A number that is written as such is read once; a text may be an option's key."""
    return number_of(value) if isinstance(value, int) else value


def _chosen(answer: Comparable | None) -> frozenset[str]:
    return answer if isinstance(answer, frozenset) else frozenset()


def _options(value: object) -> frozenset[str]:
    return frozenset(value) if isinstance(value, tuple) else frozenset()


def _compared(
    answer: Comparable | None, value: object, verdict: Callable[[Decimal, Decimal], bool]
) -> bool:
    limit = number_of(value)
    return isinstance(answer, Decimal) and limit is not None and verdict(answer, limit)


def _days(answer: Comparable | None, value: object, verdict: Callable[[str, str], bool]) -> bool:
    day, limit = day_of(answer), day_of(value)
    return day is not None and limit is not None and verdict(day, limit)


_TESTS: Mapping[str, Callable[[Comparable | None, object], bool]] = {
    "answered": lambda answer, _: answer is not None,
    "unanswered": lambda answer, _: answer is None,
    "is": lambda answer, value: isinstance(answer, str) and answer == value,
    "is_not": lambda answer, value: isinstance(answer, str) and answer != value,
    "in": lambda answer, value: isinstance(answer, str) and answer in _options(value),
    "includes": lambda answer, value: value in _chosen(answer),
    "excludes": lambda answer, value: bool(_chosen(answer)) and value not in _chosen(answer),
    "includes_any": lambda answer, value: bool(_chosen(answer) & _options(value)),
    "eq": lambda answer, value: _compared(answer, value, Decimal.__eq__),
    "ne": lambda answer, value: _compared(answer, value, Decimal.__ne__),
    "gt": lambda answer, value: _compared(answer, value, Decimal.__gt__),
    "ge": lambda answer, value: _compared(answer, value, Decimal.__ge__),
    "lt": lambda answer, value: _compared(answer, value, Decimal.__lt__),
    "le": lambda answer, value: _compared(answer, value, Decimal.__le__),
    "before": lambda answer, value: _days(answer, value, str.__lt__),
    "after": lambda answer, value: _days(answer, value, str.__gt__),
    "from": lambda answer, value: _days(answer, value, str.__ge__),
    "until": lambda answer, value: _days(answer, value, str.__le__),
}
