"""Conditions in Swedish: "Visas om ni har valt ”Andra aktiviteter” på fråga 14."

For the reading copy, for a page without JavaScript, and for the linter's messages.
"""

from datetime import date

from core import dates
from reporting.questionnaire.conditions import (
    All,
    AnyOf,
    Condition,
    Not,
    Test,
    day_of,
    number_of,
)
from reporting.questionnaire.document import Field, FormDocument, Place, QuestionType
from reporting.questionnaire.figures import with_measure
from reporting.questionnaire.kinds import options_of

OPERATOR_NAMES = {
    "answered": "är besvarad",
    "unanswered": "är inte besvarad",
    "is": "är",
    "is_not": "är något annat än",
    "in": "är något av",
    "includes": "innehåller",
    "excludes": "innehåller inte",
    "includes_any": "innehåller något av",
    "eq": "är lika med",
    "ne": "är inte lika med",
    "gt": "är mer än",
    "ge": "är minst",
    "lt": "är mindre än",
    "le": "är högst",
    "before": "är före",
    "after": "är efter",
    "from": "är tidigast",
    "until": "är senast",
}
"""What the comparisons are called in menus."""

_NUMERIC = {
    "eq": "är",
    "ne": "inte är",
    "gt": "är mer än",
    "ge": "är minst",
    "lt": "är mindre än",
    "le": "är högst",
}
_DAYS = {op: OPERATOR_NAMES[op] for op in ("before", "after", "from", "until")}
_CHOICE = {
    "is": "ni har valt {options} på {where}",
    "in": "ni har valt {options} på {where}",
    "includes": "ni har valt {options} på {where}",
    "includes_any": "ni har valt {options} på {where}",
    "is_not": "ni har valt något annat än {options} på {where}",
    "excludes": "ni inte har valt {options} på {where}",
}


def shown_if(condition: Condition, document: FormDocument) -> str:
    """The jump as the reading copy says it: "Visas om ni har valt … på fråga 14."."""
    return f"Visas om {in_words(condition, document)}."


def answered_if(condition: Condition, document: FormDocument) -> str:
    """The same as an instruction, for a question that is on the page in any case."""
    return f"Besvaras om {in_words(condition, document)}."


def in_words(condition: Condition, document: FormDocument) -> str:
    """A condition as a clause that can follow "om"."""
    match condition:
        case Test():
            return _test_in_words(condition, document)
        case Not():
            return f"det inte är så att {in_words(condition.not_, document)}"
        case All():
            return " och ".join(in_words(part, document) for part in condition.all)
        case AnyOf():
            return " eller ".join(in_words(part, document) for part in condition.any)


def question_name(place: Place) -> str:
    """ "fråga 14", or the question's label where it has no number."""
    number = place.question.number
    return f"fråga {number}" if number else f"frågan ”{place.question.label}”"


def _test_in_words(test: Test, document: FormDocument) -> str:
    place = document.referable.get(test.q)
    if place is None:
        return f"frågan ”{test.q}” är besvarad på ett visst sätt"
    where = question_name(place)
    if test.op in _NUMERIC:
        return f"{_subject(place, where)} {_NUMERIC[test.op]} {_amount(place.field, test.value)}"
    if test.op in _DAYS:
        return f"”{place.field.label}” ({where}) {_DAYS[test.op]} {_day(test.value)}"
    if test.op in _CHOICE:
        return _CHOICE[test.op].format(options=_options(place.field, test.value), where=where)
    if place.field is not place.question:
        where = f"”{place.field.label}” på {where}"
    negation = "inte " if test.op == "unanswered" else ""
    return f"ni {negation}har besvarat {where}"


def _subject(place: Place, where: str) -> str:
    match place.field.type:
        case QuestionType.TABLE:
            return f"antalet rader i ”{place.field.label}” ({where})"
        case QuestionType.FILE:
            return f"antalet filer på {where}"
    return f"”{place.field.label}” ({where})"


def _day(value: object) -> str:
    day = day_of(value)
    return dates.day_and_year(date.fromisoformat(day)) if day else str(value)


def _options(field: Field, value: object) -> str:
    keys = value if isinstance(value, tuple) else (value,)
    labels = {option.key: option.label for option in options_of(field)}
    return " eller ".join(f"”{labels.get(str(key), str(key))}”" for key in keys)


def _amount(field: Field, value: object) -> str:
    number = number_of(value)
    if number is None:
        return str(value)
    if field.type is QuestionType.KRONOR or field.unit == "kr":
        return with_measure(number, "kr")
    if field.type is QuestionType.PERCENT or field.unit == "percent":
        return with_measure(number, "%")
    return with_measure(number, field.measure)
