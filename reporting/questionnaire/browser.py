"""What a browser needs to open and close the questions of one page, as JSON.

Its engine is static/js/form/: the same conditions, calculations and readings as here, held together
by tests/vectors/. What the browser finds is a convenience; the server decides again when saving.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reporting.questionnaire.calculations import Numbers, answers_in
from reporting.questionnaire.conditions import Condition
from reporting.questionnaire.document import Field, QuestionType
from reporting.questionnaire.facts import Facts, fact_number
from reporting.questionnaire.kinds import options_of
from reporting.questionnaire.possible import Possible
from reporting.questionnaire.reach import Reach


def page_data(possible: Sequence[Possible], reach: Reach, facts: Facts) -> dict[str, Any]:
    """The fields of a page in order, with what is open of their conditions and calculations.

    `numbers` are those that calculations use from other pages; `facts` the amounts of the case.
    """
    return {
        "fields": fields_data(possible, reach.numbers),
        "numbers": numbers_data(numbers_used(possible), reach.numbers),
        "facts": facts_data(facts),
    }


def numbers_used(possible: Sequence[Possible]) -> list[str]:
    """The keys of the numbers that a page's calculations use from other pages."""
    own = {one.place.key for one in possible}
    used = {
        leaf.q
        for one in possible
        if one.place.field.calculation
        for leaf in answers_in(one.place.field.calculation)
    }
    return [key for key in sorted(used) if _owner(key) not in own]


def numbers_data(keys: Sequence[str], numbers: Numbers) -> dict[str, str | None]:
    """Those of the numbers that are asked for, exactly."""
    return {key: exact(numbers[key]) for key in keys if key in numbers}


def facts_data(facts: Facts) -> dict[str, int]:
    """The amounts of the case."""
    return {
        name: int(number)
        for name in sorted(facts)
        if name.endswith("_kr") and (number := fact_number(name, facts)) is not None
    }


def fields_data(possible: Sequence[Possible], numbers: Numbers) -> list[dict[str, Any]]:
    """The fields of a page in order, with the number of each shown value."""
    return [_field(one, numbers) for one in possible]


def _field(one: Possible, numbers: Numbers) -> dict[str, Any]:
    place = one.place
    described = reading(place.field) | {"question": place.question.key, "asked": one.is_input}
    conditions = {"question_if": one.question_if, "field_if": one.field_if}
    described |= {name: _json(condition) for name, condition in conditions.items() if condition}
    if place.option and place.parent:
        described |= {"parent": place.parent.key, "option": place.option.key}
    match place.field.type:
        case QuestionType.SHOWN:
            described["number"] = exact(numbers.get(place.key))
        case QuestionType.FILE:
            described["count"] = int(numbers.get(place.key) or 0)
    if place.field.calculation:
        described["calculation"] = place.field.calculation.model_dump(mode="json")
    return described


def reading(field: Field) -> dict[str, Any]:
    """What is needed to read an answer: the kind, and what makes an answer one of it."""
    described: dict[str, Any] = {"key": field.key, "type": field.type.value}
    for name in ("decimals", "unit", "required"):
        if value := getattr(field, name):
            described[name] = value
    if field.measure:
        described["measure"] = field.measure
    if field.scale:
        described["steps"] = field.scale.steps
    if options := options_of(field):
        described["options"] = [option.key for option in options]
    if field.type is QuestionType.TABLE:
        described["columns"] = [reading(column) for column in field.columns]
        described["max_rows"] = len(field.rows) or field.max_rows
    return described


def _owner(key: str) -> str:
    return key.partition(".")[0]


def exact(number: Decimal | None) -> str | None:
    """A number as a text that loses nothing; None while it is open."""
    return None if number is None else str(number)


def _json(condition: Condition) -> Any:
    return condition.model_dump(mode="json", by_alias=True, exclude_none=True)
