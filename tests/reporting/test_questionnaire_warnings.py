"""Soft warnings: they ask whether an answer is right, and take an explanation for an answer."""

import pytest
from django.http import QueryDict

from reporting.questionnaire import (
    PageState,
    Stored,
    clean,
    page_states,
    presentation,
    problems,
    reachable,
    unsettled,
    warnings,
)
from reporting.questionnaire.page_form import page_form
from tests.reporting.questionnaire_builders import small_form

pytestmark = pytest.mark.engine

RULE = {
    "key": "hog_lon",
    "at": "lon",
    "severity": "warning",
    "left": {"q": "lon"},
    "must_be": "at_most",
    "right": {"number": 1000},
    "message": "Lönen är {left}, mer än {right}.",
}
FORM = small_form({"key": "lon", "type": "kronor", "number": "8"}, rules=[RULE])
HIGH: dict[str, Stored] = {"lon": 2000}
EXPLAINED: dict[str, Stored] = {"lon": 2000, "hog_lon.comment": "Två tjänster."}


def test_a_warning_is_no_problem_but_is_not_settled() -> None:
    assert problems(FORM, HIGH, {}) == []
    assert [v.field for v in warnings(FORM, HIGH, {})] == ["hog_lon.comment"]
    assert unsettled(FORM, HIGH, {}) == warnings(FORM, HIGH, {})


def test_it_says_what_is_unusual_and_what_to_do() -> None:
    message = warnings(FORM, HIGH, {})[0].message.replace("\u00a0", " ")
    assert message == (
        "Lönen är 2 000 kr, mer än 1 000 kr. Rätta svaret, eller förklara varför det stämmer."
    )


def test_an_explanation_settles_it() -> None:
    assert unsettled(FORM, EXPLAINED, {}) == []
    assert page_states(FORM, EXPLAINED, {})["sida_1"] is PageState.READY


def test_the_explanation_is_sent_and_shown_at_its_question() -> None:
    assert clean(FORM, EXPLAINED, {}) == EXPLAINED
    lines = presentation(FORM, EXPLAINED, {})[0].questions[0].lines
    assert [line.text.replace("\u00a0", " ") for line in lines] == ["2 000 kr", "Två tjänster."]


def test_an_explanation_that_is_no_longer_asked_for_stays_behind() -> None:
    assert clean(FORM, {**EXPLAINED, "lon": 500}, {}) == {"lon": 500}
    assert reachable(FORM, clean(FORM, EXPLAINED, {}), {}).keys == {"lon", "hog_lon.comment"}


def test_an_explanation_has_a_limit_like_other_texts() -> None:
    long: dict[str, Stored] = {"lon": 2000, "hog_lon.comment": "x" * 1001}
    assert [v.code for v in problems(FORM, long, {})] == ["too_long"]


def test_a_rule_is_silent_unless_it_applies() -> None:
    applies = {"q": "lon", "op": "gt", "value": 5000}
    form = small_form({"key": "lon", "type": "kronor"}, rules=[{**RULE, "applies_if": applies}])
    assert warnings(form, HIGH, {}) == []
    assert len(warnings(form, {"lon": 6000}, {})) == 1


def test_the_page_asks_once_what_was_written_is_unusual() -> None:
    form = page_form(FORM, FORM.pages[0], {}, {}, QueryDict("lon=2000"))
    assert set(form.errors) == {"hog_lon.comment"}
    sent = QueryDict("lon=2000&hog_lon.comment=Två tjänster.")
    again = page_form(FORM, FORM.pages[0], form.answers(), {}, sent)
    assert again.errors == {}
    assert again.answers() == EXPLAINED


def test_the_page_does_not_ask_while_all_is_usual() -> None:
    form = page_form(FORM, FORM.pages[0], {}, {}, QueryDict("lon=500"))
    assert set(form.fields) == {"lon"}
