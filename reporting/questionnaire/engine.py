"""The engine: which questions are asked, what is wrong, what is sent. Pure values in and out.

`reachable` is the one function that decides what is asked. Pages, validation, check-answers,
documents and export all go through it, so that a hidden answer can't leak into any of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from core import kronor
from core.errors import Violation
from reporting.questionnaire import answers as typed
from reporting.questionnaire import wording
from reporting.questionnaire.answers import Answers
from reporting.questionnaire.calculations import calculate
from reporting.questionnaire.conditions import Comparable, holds
from reporting.questionnaire.document import (
    Actor,
    Field,
    FormDocument,
    Page,
    Place,
    QuestionType,
    Rule,
)
from reporting.questionnaire.facts import Facts, fact_text
from reporting.questionnaire.kinds import KINDS, Stored


class PageState(StrEnum):
    """How far a page has come, as the task list shows it."""

    INFORMATION = "information"
    NOT_STARTED = "not_started"
    STARTED = "started"
    MUST_BE_CORRECTED = "must_be_corrected"
    READY = "ready"


@dataclass(frozen=True)
class Reach:
    """What is asked and shown, given these answers: the fields in order and their values.

    `stored` has every reached key in proper form (None: asked but unanswered) with shown and
    computed values filled in; `values` is what conditions compare.
    """

    document: FormDocument
    places: tuple[Place, ...]
    stored: Mapping[str, Stored]
    values: Mapping[str, Comparable]
    numbers: Mapping[str, Decimal | None]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of everything reached."""
        return frozenset(self.stored)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages to go through: those with something reached, and those of text only."""
        reached = {place.page.key for place in self.places}
        return tuple(p for p in self.document.pages if p.key in reached or not p.questions)

    def before(self, page: Page) -> Page | None:
        """The page before this one, None for the first."""
        return self._neighbour(page, -1)

    def after(self, page: Page) -> Page | None:
        """The page after this one, None for the last."""
        return self._neighbour(page, +1)

    def _neighbour(self, page: Page, step: int) -> Page | None:
        order = [one.key for one in self.document.pages]
        here = order.index(page.key)
        reached = {one.key: one for one in self.pages}
        onwards = order[here + 1 :] if step > 0 else reversed(order[:here])
        return next((reached[key] for key in onwards if key in reached), None)


def reachable(document: FormDocument, answers: Answers, facts: Facts) -> Reach:
    """Go through the form from the beginning and see what is asked.

    A question is reached when its condition holds of what was reached before it; an option's
    own text when the option is chosen. What lies behind an unreached question is unreached.
    """
    places: list[Place] = []
    stored: dict[str, Stored] = {}
    values: dict[str, Comparable] = {}
    numbers: dict[str, Decimal | None] = {}
    for place in document.places:
        if place.key in stored or not _is_reached(place, values):
            continue
        value = _stored(place.field, answers, numbers, facts)
        compared = typed.comparable(place.field, value)
        places.append(place)
        stored[place.key] = value
        if compared is not None:
            values[place.key] = compared
        numbers[place.key] = compared if isinstance(compared, Decimal) else None
    return Reach(document, tuple(places), stored, values, numbers)


def problems(
    document: FormDocument, answers: Answers, facts: Facts, *, by: Actor = "drafter"
) -> list[Violation]:
    """Everything wrong with the answers that this actor gives; field is the answer's key.

    Codes: "required", the kinds' own (kinds.py) and the keys of the document's rules.
    """
    return _problems(reachable(document, answers, facts), facts, by)


def problems_by_page(
    document: FormDocument, answers: Answers, facts: Facts, *, by: Actor = "drafter"
) -> dict[str, list[Violation]]:
    """The same per page, in the form's order; pages without problems have an empty list."""
    reach = reachable(document, answers, facts)
    return _by_page(reach, _problems(reach, facts, by))


def page_states(document: FormDocument, answers: Answers, facts: Facts) -> dict[str, PageState]:
    """The state of every reached page, in order. A page is begun when it has been saved once."""
    reach = reachable(document, answers, facts)
    found = _by_page(reach, _problems(reach, facts, "drafter"))
    asked: dict[str, list[str]] = {page.key: [] for page in reach.pages}
    for place in reach.places:
        if place.is_asked and place.question.by == "drafter":
            asked[place.page.key].append(place.key)
    return {key: _state(asked[key], found[key], answers) for key in asked}


def clean(document: FormDocument, answers: Answers, facts: Facts) -> dict[str, Stored]:
    """What is submitted: reached answers in proper form, with shown and computed values.

    None means asked but left empty; a key that is missing was not asked (EJ_STÄLLD). Ask
    `problems` first: an answer that can't be read is still here as it was typed.
    """
    return dict(reachable(document, answers, facts).stored)


def _is_reached(place: Place, values: Mapping[str, Comparable]) -> bool:
    if place.option and place.parent:
        chosen = values.get(place.parent.key)
        several = isinstance(chosen, frozenset) and place.option.key in chosen
        return several or chosen == place.option.key
    if not holds(place.question.shown_if, values):
        return False
    return place.field is place.question or holds(place.field.shown_if, values)


def _stored(
    field: Field, answers: Answers, numbers: Mapping[str, Decimal | None], facts: Facts
) -> Stored:
    match field.type:
        case QuestionType.SHOWN:
            return _shown(field, facts)
        case QuestionType.COMPUTED:
            return _computed(field, numbers, facts)
    return typed.proper(field, answers.get(field.key))


def _shown(field: Field, facts: Facts) -> Stored:
    value = facts.get(field.fact or "")
    if value is None or isinstance(value, int):
        return value
    return fact_text(field.fact or "", facts)


def _computed(field: Field, numbers: Mapping[str, Decimal | None], facts: Facts) -> Stored:
    result = calculate(field.calculation, numbers, facts) if field.calculation else None
    if result is None:
        return None
    return kronor.round_half_up(result) if field.unit == "kr" else f"{result:f}"


def _problems(reach: Reach, facts: Facts, by: Actor) -> list[Violation]:
    found = [
        violation
        for place in reach.places
        if place.is_asked and place.question.by == by
        for violation in _violations(place, reach.stored[place.key])
    ]
    broken = (_broken(rule, reach, facts) for rule in reach.document.rules)
    own = (v for v in broken if v and reach.document.by_key[v.field or ""].question.by == by)
    return [*found, *own]


def _violations(place: Place, stored: Stored) -> Iterable[Violation]:
    if typed.is_empty(stored):
        if place.field.required:
            yield Violation("required", place.key, _missing(place))
    elif problem := typed.problem(place.field, stored):
        yield Violation(problem.code, place.key, problem.message)


def _missing(place: Place) -> str:
    if place.option:
        return f"Fyll i ”{place.field.label}” vid ”{place.option.label}”."
    message = KINDS[place.field.type].empty_message
    message = message.replace("{question}", wording.question_name(place))
    return message.replace("{label}", place.field.label)


def _broken(rule: Rule, reach: Reach, facts: Facts) -> Violation | None:
    left = calculate(rule.left, reach.numbers, facts)
    right = calculate(rule.right, reach.numbers, facts)
    if rule.at not in reach.stored or left is None or right is None:
        return None
    holds_true = {"at_most": left <= right, "at_least": left >= right, "equal": left == right}
    if holds_true[rule.must_be]:
        return None
    message = rule.message.replace("{left}", kronor.with_unit(kronor.round_half_up(left)))
    message = message.replace("{right}", kronor.with_unit(kronor.round_half_up(right)))
    return Violation(rule.key, rule.at, message)


def _by_page(reach: Reach, found: Iterable[Violation]) -> dict[str, list[Violation]]:
    pages: dict[str, list[Violation]] = {page.key: [] for page in reach.pages}
    for violation in found:
        pages[reach.document.by_key[violation.field or ""].page.key].append(violation)
    return pages


def _state(asked: list[str], found: list[Violation], answers: Answers) -> PageState:
    if not asked:
        return PageState.INFORMATION
    if not any(key in answers for key in asked):
        return PageState.NOT_STARTED
    if any(violation.code != "required" for violation in found):
        return PageState.MUST_BE_CORRECTED
    return PageState.STARTED if found else PageState.READY
