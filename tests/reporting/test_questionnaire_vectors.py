"""The shared vectors: every language that evaluates a form must give these results."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter

from reporting.questionnaire import answers
from reporting.questionnaire.calculations import Calculation, calculate
from reporting.questionnaire.conditions import Comparable, Condition, evaluate
from reporting.questionnaire.document import Field
from tests.reporting.questionnaire_builders import vectors

pytestmark = pytest.mark.engine

CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
CALCULATION: TypeAdapter[Calculation] = TypeAdapter(Calculation)


def _cases(name: str) -> list[Any]:
    return [pytest.param(vector, id=vector["name"]) for vector in vectors(name)]


def _comparable(value: Any) -> Comparable:
    if isinstance(value, list):
        return frozenset(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value  # type: ignore[no-any-return]


@pytest.mark.parametrize("vector", _cases("conditions"))
def test_condition(vector: dict[str, Any]) -> None:
    condition = CONDITION.validate_python(vector["condition"])
    values = {key: _comparable(value) for key, value in vector["values"].items()}
    assert evaluate(condition, values, vector.get("unknown", [])) is vector["expect"]


@pytest.mark.parametrize("vector", _cases("calculations"))
def test_calculation(vector: dict[str, Any]) -> None:
    calculation = CALCULATION.validate_python(vector["calculation"])
    numbers = {k: None if v is None else Decimal(v) for k, v in vector["numbers"].items()}
    expected = vector["expect"]
    result = calculate(calculation, numbers, vector["facts"])
    assert result == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize("vector", _cases("answers"))
def test_answer(vector: dict[str, Any]) -> None:
    field = Field.model_validate({"key": "fraga", "label": "Fråga", **vector["field"]})
    stored = answers.store(field, vector["raw"])
    found = answers.problems(field, stored)
    assert stored == vector["stored"]
    assert answers.text(field, stored) == vector["text"]
    assert (found[0].code if found else None) == vector["problem"]


@pytest.mark.parametrize("vector", _cases("answers"))
def test_what_is_stored_can_be_sent_again_without_changing(vector: dict[str, Any]) -> None:
    field = Field.model_validate({"key": "fraga", "label": "Fråga", **vector["field"]})
    stored = answers.store(field, vector["raw"])
    sent = answers.form_value(field, stored)
    assert answers.store(field, sent if isinstance(sent, list) else [sent]) == stored
