"""Conditions in Swedish: "Visas om ni har valt ”Andra aktiviteter” på fråga 14."

For the reading copy, for a page without JavaScript, and for the linter's messages.
"""

from core import kronor
from reporting.questionnaire.conditions import All, AnyOf, Condition, Not, Test, number_of
from reporting.questionnaire.document import Field, FormDocument, Place, QuestionType

_NUMERIC = {
    "eq": "är",
    "ne": "inte är",
    "gt": "är mer än",
    "ge": "är minst",
    "lt": "är mindre än",
    "le": "är högst",
}
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
    place = document.by_key.get(test.q)
    if place is None:
        return f"frågan ”{test.q}” är besvarad på ett visst sätt"
    where = question_name(place)
    if test.op in _NUMERIC:
        amount = _amount(place.field, test.value)
        return f"”{place.field.label}” ({where}) {_NUMERIC[test.op]} {amount}"
    if test.op in _CHOICE:
        return _CHOICE[test.op].format(options=_options(place.field, test.value), where=where)
    if place.field is not place.question:
        where = f"”{place.field.label}” på {where}"
    negation = "inte " if test.op == "unanswered" else ""
    return f"ni {negation}har besvarat {where}"


def _options(field: Field, value: object) -> str:
    keys = value if isinstance(value, tuple) else (value,)
    labels = {option.key: option.label for option in field.options}
    return " eller ".join(f"”{labels.get(str(key), str(key))}”" for key in keys)


def _amount(field: Field, value: object) -> str:
    number = number_of(value)
    if number is None:
        return str(value)
    if number != number.to_integral_value():
        figure = str(number).replace(".", ",")
    else:
        figure = kronor.grouped(int(number))
    if field.unit == "percent":
        return f"{figure}{kronor.NBSP}%"
    in_kronor = field.unit == "kr" or field.type is QuestionType.KRONOR
    return f"{figure}{kronor.NBSP}kr" if in_kronor else figure
