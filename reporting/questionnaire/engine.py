"""The engine: which questions are asked, what is wrong, what is sent. Pure values in and out.

`reachable` is the one function that decides what is asked. Pages, validation, check-answers,
documents and export all go through it, so that a hidden answer can't leak into any of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from core import kronor
from core.errors import Violation
from reporting.questionnaire import answers as typed
from reporting.questionnaire import figures, wording
from reporting.questionnaire.answers import Answers
from reporting.questionnaire.calculations import calculate
from reporting.questionnaire.conditions import Comparable
from reporting.questionnaire.cross_rules import broken_message
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
from reporting.questionnaire.reach import Reach

EXPLAIN = "Rätta svaret, eller förklara varför det stämmer."


class PageState(StrEnum):
    """How far a page has come, as the task list shows it."""

    INFORMATION = "information"
    NOT_STARTED = "not_started"
    STARTED = "started"
    MUST_BE_CORRECTED = "must_be_corrected"
    READY = "ready"


def reachable(document: FormDocument, answers: Answers, facts: Facts) -> Reach:
    """Go through the form from the beginning and see what is asked.

    A question is reached when its condition holds of what was reached before it; an option's
    own text when the option is chosen. What lies behind an unreached question is unreached.
    The comment that a warning asks for comes last, when all that the rule compares is known.
    """
    places: list[Place] = []
    stored: dict[str, Stored] = {}
    values: dict[str, Comparable] = {}
    numbers: dict[str, Decimal | None] = {}
    for step in document.steps:
        key, field = step.key, step.place.field
        if key in stored or not (step.needs is None or step.needs(values)):
            continue
        given = _figure(field, numbers, facts) if step.is_figure else answers.get(key)
        stored[key], compared = typed.judged(field, given)
        places.append(step.place)
        _note(key, compared, values, numbers)
        if field.columns:
            for name, total in typed.sums(field, stored[key]).items():
                _note(name, total, values, numbers)
    reach = Reach(document, tuple(places), stored, values, numbers)
    broken = [rule for rule in document.warnings if broken_message(rule, reach, facts)]
    return _with_comments(reach, broken, answers) if broken else reach


def problems(
    document: FormDocument, answers: Answers, facts: Facts, *, by: Actor = "drafter"
) -> list[Violation]:
    """Everything wrong with the answers that this actor gives; field is the answer's key.

    Codes: "required", the kinds' own (kinds/) and the keys of the document's rules.
    """
    return _problems(reachable(document, answers, facts), facts, by, None)


def warnings(
    document: FormDocument, answers: Answers, facts: Facts, *, by: Actor = "drafter"
) -> list[Violation]:
    """The warnings that nobody has explained yet; field is the key of the comment to write."""
    return _warnings(reachable(document, answers, facts), facts, by, None)


def unsettled(
    document: FormDocument, answers: Answers, facts: Facts, *, by: Actor = "drafter"
) -> list[Violation]:
    """What stands between the answers and the signatory: problems, then warnings."""
    return unsettled_in(reachable(document, answers, facts), facts, by=by)


def unsettled_in(
    reach: Reach, facts: Facts, *, by: Actor = "drafter", page: Page | None = None
) -> list[Violation]:
    """The same for who has gone through the form already; of one page where only that matters."""
    return [*_problems(reach, facts, by, page), *_warnings(reach, facts, by, page)]


def unsettled_by_page(
    document: FormDocument, answers: Answers, facts: Facts, *, by: Actor = "drafter"
) -> dict[str, list[Violation]]:
    """The same per page, in the form's order; pages without any have an empty list."""
    reach = reachable(document, answers, facts)
    return _by_page(reach, unsettled_in(reach, facts, by=by))


def page_states(document: FormDocument, answers: Answers, facts: Facts) -> dict[str, PageState]:
    """The state of every reached page, in order. A page is begun when it has been saved once."""
    reach = reachable(document, answers, facts)
    found = _by_page(reach, unsettled_in(reach, facts))
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


def _note(
    key: str,
    value: Comparable | None,
    values: dict[str, Comparable],
    numbers: dict[str, Decimal | None],
) -> None:
    if value is not None:
        values[key] = value
    numbers[key] = value if isinstance(value, Decimal) else None


def _with_comments(reach: Reach, broken: Sequence[Rule], answers: Answers) -> Reach:
    """The same with the comments that broken warnings ask for, each at its rule's field."""
    stored = dict(reach.stored)
    places: list[Place] = list(reach.places)
    for place in reach.document.places:
        if place.rule in broken and place.key not in stored:
            stored[place.key] = typed.proper(place.field, answers.get(place.key))
            places.append(place)
    places.sort(key=lambda place: reach.document.order[place.key])
    return replace(reach, places=tuple(places), stored=stored)


def _figure(field: Field, numbers: Mapping[str, Decimal | None], facts: Facts) -> Stored:
    if field.type is QuestionType.SHOWN:
        return _shown(field, facts)
    return _computed(field, numbers, facts)


def _shown(field: Field, facts: Facts) -> Stored:
    value = facts.get(field.fact or "")
    if value is None or isinstance(value, int):
        return value
    return fact_text(field.fact or "", facts)


def _computed(field: Field, numbers: Mapping[str, Decimal | None], facts: Facts) -> Stored:
    result = calculate(field.calculation, numbers, facts) if field.calculation else None
    if result is None:
        return None
    if field.unit == "kr":
        return kronor.round_half_up(result)
    decimals = figures.PERCENT_DECIMALS if field.unit == "percent" else field.decimals or 0
    return f"{figures.rounded(result, decimals):f}"


def _problems(reach: Reach, facts: Facts, by: Actor, page: Page | None) -> list[Violation]:
    found = [
        violation
        for place in reach.places
        if place.is_asked and place.question.by == by and (page is None or place.page is page)
        for violation in _violations(place, reach.stored[place.key])
    ]
    for rule in reach.document.rules:
        at = reach.document.by_key.get(rule.at)
        if rule.severity == "warning" or at is None or at.question.by != by:
            continue
        message = broken_message(rule, reach, facts) if page is None or at.page is page else None
        if message:
            found.append(Violation(rule.key, rule.at, message))
    return found


def _warnings(reach: Reach, facts: Facts, by: Actor, page: Page | None) -> list[Violation]:
    return [
        Violation(
            place.rule.key, place.key, f"{broken_message(place.rule, reach, facts)} {EXPLAIN}"
        )
        for place in reach.places
        if place.rule
        and place.question.by == by
        and (page is None or place.page is page)
        and typed.is_empty(reach.stored[place.key])
    ]


def _violations(place: Place, stored: Stored) -> Iterable[Violation]:
    if not typed.is_empty(stored):
        for problem in typed.problems(place.field, stored):
            yield Violation(problem.code, place.key, problem.message)
    elif place.field.required and not place.rule:
        yield Violation("required", place.key, _missing(place))


def _missing(place: Place) -> str:
    if place.option:
        return f"Fyll i ”{place.field.label}” vid ”{place.option.label}”."
    message = KINDS[place.field.type].empty_message
    message = message.replace("{question}", wording.question_name(place))
    return message.replace("{label}", place.field.label)


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
