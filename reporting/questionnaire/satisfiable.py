"""Which questions can never be asked, whatever is answered: found by trying typical answers.

For every question that a condition mentions a few answers stand for all: each option, the
numbers around each threshold, nothing at all. Conditions with more combinations than
MOST_TRIED are taken to be possible: the linter warns of slips, it proves nothing.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, product
from math import prod

from reporting.questionnaire.conditions import (
    Comparable,
    Condition,
    Test,
    evaluate,
    number_of,
    tests_in,
)
from reporting.questionnaire.document import Field, FormDocument, Place, QuestionType

MOST_TRIED = 4096
MOST_OPTIONS = 8


def unreachable(document: FormDocument) -> Iterator[Place]:
    """Fields whose conditions can't hold, in order; an own text of such a choice isn't repeated."""
    hidden: set[str] = set()
    for place in document.places:
        own = () if place.field is place.question or place.option else (place.field.shown_if,)
        needed = [c for c in (place.question.shown_if, *own) if c is not None]
        if place.parent is not None and place.parent.key in hidden:
            hidden.add(place.key)
        elif not can_hold(needed, document, hidden):
            hidden.add(place.key)
            if place.option is None:
                yield place


def can_hold(conditions: list[Condition], document: FormDocument, hidden: set[str]) -> bool:
    """Whether some answers make all the conditions true at once."""
    tests: dict[str, list[Test]] = {}
    for condition in conditions:
        for test in tests_in(condition):
            tests.setdefault(test.q, []).append(test)
    domains = [_typical(key, tests[key], document, hidden) for key in tests]
    if prod(map(len, domains)) > MOST_TRIED:
        return True
    return any(_all_hold(conditions, tests, answers) for answers in product(*domains))


def _all_hold(
    conditions: list[Condition],
    keys: dict[str, list[Test]],
    answers: tuple[Comparable | None, ...],
) -> bool:
    given = zip(keys, answers, strict=True)
    values = {key: answer for key, answer in given if answer is not None}
    return all(evaluate(condition, values) for condition in conditions)


def _typical(
    key: str, tests: list[Test], document: FormDocument, hidden: set[str]
) -> list[Comparable | None]:
    place = document.by_key.get(key)
    if place is None or key in hidden:
        return [None]
    match place.field.type:
        case QuestionType.ONE_CHOICE:
            return [None, *(option.key for option in place.field.options)]
        case QuestionType.MANY_CHOICE:
            return [None, *_sets(place.field, tests)]
        case QuestionType.KRONOR | QuestionType.COMPUTED | QuestionType.SHOWN:
            return [None, "text", *_numbers(place.field, tests)]
        case QuestionType.ACKNOWLEDGEMENT:
            return [None, True]
    return [None, "text"]


def _sets(field: Field, tests: list[Test]) -> Iterator[frozenset[str]]:
    """Every set of the options mentioned, and of one that isn't; an exclusive one stands alone."""
    mentioned = set()
    for test in tests:
        mentioned |= set(test.value) if isinstance(test.value, tuple) else {str(test.value)}
    named = [option.key for option in field.options if option.key in mentioned]
    other = [option.key for option in field.options if option.key not in mentioned][:1]
    alone = {option.key for option in field.options if option.exclusive}
    usable = (named + other)[: MOST_OPTIONS + 1]
    for size in range(1, len(usable) + 1):
        for chosen in combinations(usable, size):
            if size == 1 or not alone.intersection(chosen):
                yield frozenset(chosen)


def _numbers(field: Field, tests: list[Test]) -> Iterator[Decimal]:
    for test in tests:
        threshold = number_of(test.value)
        if threshold is None:
            continue
        for number in (threshold - 1, threshold, threshold + 1):
            if _allowed(field, number):
                yield number
    yield Decimal(field.minimum or 0)


def _allowed(field: Field, number: Decimal) -> bool:
    if field.type is not QuestionType.KRONOR:
        return True
    return (field.minimum or 0) <= number and (field.maximum is None or number <= field.maximum)
