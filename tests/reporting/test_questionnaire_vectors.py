"""The shared vectors: every language that evaluates a form must give these results."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, Route
from pydantic import TypeAdapter

from reporting.questionnaire import FormDocument, Stored, answers, reachable
from reporting.questionnaire.browser import page_data, reading
from reporting.questionnaire.calculations import Calculation, calculate
from reporting.questionnaire.conditions import Comparable, Condition, evaluate, predicate
from reporting.questionnaire.document import Field
from reporting.questionnaire.possible import possible_on
from tests.reporting.questionnaire_builders import ROOT, vectors

pytestmark = pytest.mark.engine

KINDS = ("answers", "calculations", "conditions", "pages")
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


def _as_json(value: Comparable | None) -> Any:
    if isinstance(value, Decimal):
        return {"number": str(value)}
    return sorted(value) if isinstance(value, frozenset) else value


def _sums(field: Field, stored: Stored) -> Iterable[tuple[str, Decimal | None]]:
    return answers.sums(field, stored).items()


def _one_page(vector: dict[str, Any]) -> tuple[FormDocument, dict[str, Stored]]:
    questions = [{"label": "Fråga", **question} for question in vector["questions"]]
    page = {"key": "sida", "title": "Sida", "questions": questions}
    form = FormDocument.model_validate({"key": "prov", "title": "Prov", "pages": [page]})
    sent = vector["answers"]
    return form, {key: answers.store(form.by_key[key].field, sent[key]) for key in sent}


@pytest.mark.parametrize("vector", _cases("conditions"))
def test_condition(vector: dict[str, Any]) -> None:
    condition = CONDITION.validate_python(vector["condition"])
    values = {key: _comparable(value) for key, value in vector["values"].items()}
    assert evaluate(condition, values, vector.get("unknown", [])) is vector["expect"]
    assert predicate(condition)(values) is evaluate(condition, values)


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
    sums = {key: total if total is None else str(total) for key, total in _sums(field, stored)}
    assert stored == vector["stored"]
    assert _as_json(answers.comparable(field, stored)) == vector["compare"]
    assert sums == vector.get("sums", {})
    assert answers.text(field, stored) == vector["text"]
    assert (found[0].code if found else None) == vector["problem"]


@pytest.mark.parametrize("vector", _cases("pages"))
def test_page(vector: dict[str, Any]) -> None:
    form, stored = _one_page(vector)
    reach = reachable(form, stored, vector["facts"])
    assert [place.key for place in reach.places] == vector["reached"]
    computed = [place for place in reach.places if place.field.calculation]
    written = {p.key: answers.text(p.field, reach.stored[p.key]) for p in computed}
    assert written == vector["figures"]


def test_there_are_at_least_two_hundred_vectors() -> None:
    assert sum(len(vectors(name)) for name in KINDS) >= 200


def test_the_browsers_engine_gives_the_same_results(page: Page) -> None:
    given = {name: vectors(name) for name in KINDS}
    for vector in given["answers"]:
        field = Field.model_validate({"key": "fraga", "label": "Fråga", **vector["field"]})
        vector["reading"] = reading(field) | {"count": len(vector["raw"])}
    for vector in given["pages"]:
        form, _ = _one_page(vector)
        nothing = reachable(form, {}, vector["facts"])
        vector["page"] = page_data([*possible_on(form.pages[0], nothing)], nothing, vector["facts"])
    page.route("http://engine.test/**", _served)
    page.goto("http://engine.test/")
    run = "async (text) => (await import('/tests/vectors/run.js')).failures(JSON.parse(text))"
    assert page.evaluate(run, json.dumps(given, default=float)) == []


def _served(route: Route) -> None:
    path = ROOT / route.request.url.removeprefix("http://engine.test/")
    if path.suffix == ".js":
        route.fulfill(path=path, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>Motorn</title>", content_type="text/html")


@pytest.mark.parametrize("vector", _cases("answers"))
def test_what_is_stored_can_be_sent_again_without_changing(vector: dict[str, Any]) -> None:
    field = Field.model_validate({"key": "fraga", "label": "Fråga", **vector["field"]})
    stored = answers.store(field, vector["raw"])
    sent = answers.form_value(field, stored)
    assert answers.store(field, sent if isinstance(sent, list) else [sent]) == stored
