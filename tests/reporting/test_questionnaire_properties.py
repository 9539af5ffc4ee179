"""What must hold for every form and every set of answers, tried on random ones."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.questionnaire import (
    FormDocument,
    clean,
    lint,
    page_states,
    presentation,
    problems,
    reachable,
    reading_copy,
)
from reporting.questionnaire.possible import possible_on
from tests.reporting.questionnaire_builders import FACTS, filled, form_004

pytestmark = pytest.mark.engine

few = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

KEYS = ["a", "b", "c", "d", "e", "f"]
OPTIONS = [{"key": key, "label": key.upper()} for key in ("x", "y", "z")]
WITH_TEXT = [*OPTIONS[:2], {"key": "z", "label": "Z", "text": {"label": "Vad"}, "exclusive": True}]
TYPES = ["text", "long_text", "kronor", "one_choice", "many_choice", "acknowledgement", "email"]
OPERATORS = "answered unanswered is is_not in includes excludes includes_any eq ne gt ge lt le"

tests = st.fixed_dictionaries(
    {"q": st.sampled_from(KEYS), "op": st.sampled_from(OPERATORS.split())},
    optional={"value": st.sampled_from([0, 5, -1, "x", "z", "12.5", ["x", "z"], []])},
)
conditions = st.recursive(
    tests,
    lambda inner: (
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3))
        | st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3))
        | st.builds(lambda part: {"not": part}, inner)
    ),
    max_leaves=5,
)
calculations = st.recursive(
    st.sampled_from([{"q": key} for key in KEYS] + [{"fact": "received_kr"}, {"number": "0.5"}]),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"sum": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"product": parts}, st.lists(inner, max_size=3)),
        *(
            st.builds(lambda a, b, op=op: {op: [a, b]}, inner, inner)
            for op in ("difference", "quotient", "percent")
        ),
    ),
    max_leaves=5,
)


@st.composite
def fields(draw: st.DrawFn, key: str) -> dict[str, Any]:
    kind = draw(st.sampled_from([*TYPES, "computed", "shown"]))
    field: dict[str, Any] = {
        "key": key,
        "type": kind,
        "label": key,
        "required": draw(st.booleans()),
    }
    if kind in ("one_choice", "many_choice"):
        field["options"] = WITH_TEXT
    if kind == "computed":
        field |= {
            "calculation": draw(calculations),
            "unit": draw(st.sampled_from(["kr", "percent"])),
        }
    if kind == "shown":
        field |= {"fact": draw(st.sampled_from(["received_kr", "recipient_name", "x"]))}
    if draw(st.booleans()):
        field["shown_if"] = draw(conditions)
    return field


@st.composite
def documents(draw: st.DrawFn) -> FormDocument:
    questions = [draw(fields(key)) for key in draw(st.permutations(KEYS))]
    group = {"key": "g", "type": "group", "label": "G", "fields": questions[:2]}
    asked = [group, *questions[2:]] if draw(st.booleans()) else questions
    cut = draw(st.integers(0, len(asked)))
    pages = [
        {"key": f"p{at}", "title": "P", "questions": part}
        for at, part in enumerate([asked[:cut], asked[cut:]])
    ]
    return FormDocument.model_validate({"key": "f", "title": "F", "pages": pages})


stored = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 10), st.integers(), st.text(max_size=5),
    st.sampled_from(["x", "z", "5", ["x"], ["z", "x"], ["?"], []]),
)  # fmt: skip
answers = st.dictionaries(st.sampled_from([*KEYS, "a.z", "b.z", "c.z", "okand"]), stored)


@few
@given(documents(), answers)
def test_an_unreachable_answer_is_never_sent(form: FormDocument, given_: dict[str, Any]) -> None:
    reach = reachable(form, given_, FACTS)
    assert set(clean(form, given_, FACTS)) == reach.keys


@few
@given(documents(), answers)
def test_an_unreachable_answer_is_never_presented(form: FormDocument, given_: Any) -> None:
    pages = presentation(form, given_, FACTS)
    shown = {line.key for page in pages for q in page.questions for line in q.lines}
    assert shown == reachable(form, given_, FACTS).keys


@few
@given(documents(), answers)
def test_reachable_is_a_fixed_point(form: FormDocument, given_: dict[str, Any]) -> None:
    sent = clean(form, given_, FACTS)
    assert clean(form, sent, FACTS) == sent
    assert reachable(form, sent, FACTS).keys == reachable(form, given_, FACTS).keys


@few
@given(documents(), answers)
def test_a_hidden_answer_changes_nothing(form: FormDocument, given_: dict[str, Any]) -> None:
    keys = reachable(form, given_, FACTS).keys
    without = {key: given_[key] for key in given_ if key in keys}
    assert clean(form, without, FACTS) == clean(form, given_, FACTS)
    assert problems(form, without, FACTS) == problems(form, given_, FACTS)


@few
@given(documents(), answers)
def test_what_is_asked_on_a_page_is_possible_on_it(form: FormDocument, given_: Any) -> None:
    reach = reachable(form, given_, FACTS)
    for page in form.pages:
        possible = {one.place.key for one in possible_on(page, reach)}
        assert {place.key for place in reach.places if place.page is page} <= possible


@few
@given(documents(), answers)
def test_no_document_crashes_the_engine(form: FormDocument, given_: dict[str, Any]) -> None:
    problems(form, given_, FACTS)
    page_states(form, given_, FACTS)
    presentation(form, given_, {})
    reading_copy(form, FACTS)


@few
@given(documents())
def test_no_document_crashes_the_linter(form: FormDocument) -> None:
    assert all(finding.remedy for finding in lint(form))


@few
@given(st.sampled_from(["insatser", "ovriga_kostnader", "syftet_uppnatt", "lonekostnader"]), stored)
def test_undoing_a_jump_of_form_004_restores_what_was_typed(key: str, other: Any) -> None:
    typed = filled(insatser=["personal", "kommunikation"], beskriv_personal="Två tjänster.")
    jumped = {**typed, key: other}
    assert clean(form_004(), {**jumped, key: typed[key]}, FACTS) == clean(form_004(), typed, FACTS)
