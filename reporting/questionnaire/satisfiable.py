"""Which questions can never be asked, whatever is answered: found by trying typical answers.

For every question that a condition mentions a few answers stand for all: each option, the
numbers around each threshold, nothing at all. Conditions with more combinations than
MOST_TRIED are taken to be possible: the linter warns of slips, it proves nothing.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product
from math import prod

from reporting.questionnaire.conditions import (
    Comparable,
    Condition,
    Test,
    day_of,
    evaluate,
    number_of,
    tests_in,
)
from reporting.questionnaire.document import NUMERIC, Field, FormDocument, Place, QuestionType
from reporting.questionnaire.kinds import options_of

MOST_TRIED = 4096
MOST_OPTIONS = 8
COUNTED = NUMERIC | {QuestionType.TABLE, QuestionType.FILE}


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
    place = document.referable.get(key)
    if place is None or {key, place.parent.key if place.parent else key} & hidden:
        return [None]
    match place.field.type:
        case QuestionType.ONE_CHOICE | QuestionType.YES_NO:
            return [None, *(option.key for option in options_of(place.field))]
        case QuestionType.MANY_CHOICE:
            return [None, *_sets(place.field, tests)]
        case QuestionType.COMPUTED | QuestionType.SHOWN:
            return [None, "text", *_numbers(place, tests)]
        case kind if kind in COUNTED:
            return [None, *_numbers(place, tests)]
        case QuestionType.DATE:
            return [None, *_days(place.field, tests)]
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


def _numbers(place: Place, tests: list[Test]) -> Iterator[Decimal]:
    lowest, highest = _span(place)
    step = Decimal(1).scaleb(-(place.field.decimals or 0))
    for test in tests:
        threshold = number_of(test.value)
        if threshold is not None:
            for number in (threshold - step, threshold, threshold + step):
                if (lowest is None or lowest <= number) and (highest is None or number <= highest):
                    yield number
    yield Decimal(lowest or 0)


def _span(place: Place) -> tuple[int | None, int | None]:
    """The lowest and highest number that can be answered; a sum of a column has no highest."""
    field = place.field
    match field.type:
        case QuestionType.COMPUTED | QuestionType.SHOWN:
            return None, None
        case QuestionType.TABLE:
            return max(field.min_rows, 1), len(field.rows) or field.max_rows
        case QuestionType.FILE:
            return 1, field.files.most if field.files else 1
        case QuestionType.SCALE:
            lowest, highest = 1, field.scale.steps if field.scale else None
        case QuestionType.PERCENT:
            lowest, highest = field.minimum or 0, 100 if field.maximum is None else field.maximum
        case _:
            lowest, highest = field.minimum or 0, field.maximum
    is_sum = place.parent is not None and place.parent.type is QuestionType.TABLE
    return (min(lowest, 0), None) if is_sum else (lowest, highest)


def _days(field: Field, tests: list[Test]) -> Iterator[str]:
    found = [day for day in (field.earliest, field.latest) if day]
    for test in tests:
        day = day_of(test.value)
        if day is not None:
            at = date.fromisoformat(day)
            around = (at - timedelta(days=1) if at > date.min else at, at)
            found += [*around, at + timedelta(days=1) if at < date.max else at]
    for one in found:
        if (field.earliest or one) <= one <= (field.latest or one):
            yield one.isoformat()
