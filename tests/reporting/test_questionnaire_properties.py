"""What must hold for every form and every set of answers, tried on random ones."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from reporting.questionnaire import (
    FormDocument,
    carry_over,
    clean,
    diff,
    lint,
    page_states,
    presentation,
    problems,
    reachable,
    reading_copy,
)
from reporting.questionnaire.document import NOT_ASKED, QuestionType
from reporting.questionnaire.page_form import page_form
from reporting.questionnaire.possible import possible_on
from reporting.questionnaire.wording import OPERATOR_NAMES
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
TYPES = [one.value for one in QuestionType if one not in NOT_ASKED]
OPERATORS = list(OPERATOR_NAMES)
COLUMNS = [
    {"key": "t", "type": "text", "label": "T"},
    {"key": "k", "type": "kronor", "label": "K", "required": True},
    {"key": "d", "type": "date", "label": "D"},
]
ROWS = [{"key": "r", "label": "R"}]
NAMES = [*KEYS, "a.k", "b.k", "c.k", "regel.comment"]

tests = st.fixed_dictionaries(
    {"q": st.sampled_from(NAMES), "op": st.sampled_from(OPERATORS)},
    optional={"value": st.sampled_from([0, 5, -1, "x", "z", "12.5", "2025-05-15", ["x", "z"], []])},
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
    st.sampled_from([{"q": key} for key in NAMES] + [{"fact": "received_kr"}, {"number": "0.5"}]),
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


rules_ = st.fixed_dictionaries(
    {
        "key": st.just("regel"),
        "at": st.sampled_from(KEYS),
        "severity": st.sampled_from(["error", "warning"]),
        "left": calculations,
        "must_be": st.sampled_from(["at_most", "at_least", "equal"]),
        "right": calculations,
        "unit": st.sampled_from(["kr", "percent", "number"]),
        "message": st.just("{left} {right}"),
    },
    optional={"applies_if": conditions},
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
    if kind == "table":
        field |= {"columns": COLUMNS, "rows": draw(st.sampled_from([[], ROWS]))}
    if kind == "scale":
        field |= {"scale": {"lowest": "Låg", "highest": "Hög"}}
    if kind == "computed":
        field |= {
            "calculation": draw(calculations),
            "unit": draw(st.sampled_from(["kr", "percent", "number"])),
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
    rules = draw(st.lists(rules_, max_size=2))
    document = {"key": "f", "title": "F", "pages": pages, "rules": rules}
    return FormDocument.model_validate(document)


stored = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 10), st.integers(), st.text(max_size=5),
    st.sampled_from(["x", "z", "5", "ja", "2,5", "2025-05-15", ["x"], ["z", "x"], ["?"], []]),
    st.lists(
        st.dictionaries(
            st.sampled_from(["t", "k", "d", "_row", "okand"]),
            st.none() | st.integers(-5, 5) | st.sampled_from(["r", "7", "tolv", "2025-05-15"]),
        ),
        max_size=3,
    ),
)  # fmt: skip
answers = st.dictionaries(
    st.sampled_from([*KEYS, "a.z", "b.z", "c.z", "regel.comment", "okand"]), stored
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
PARTS = ["key", "type", "label", "options", "shown_if", "calculation", "columns", "limit", "scale"]


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
@given(documents(), st.dictionaries(st.sampled_from(KEYS), anything))
def test_no_stored_value_crashes_the_engine(form: FormDocument, given_: Any) -> None:
    problems(form, given_, FACTS)
    sent = clean(form, given_, FACTS)
    assert clean(form, sent, FACTS) == sent
    presentation(form, given_, FACTS)


@settings(few, max_examples=12)
@given(documents(), answers)
def test_no_page_crashes_when_drawn_or_sent(form: FormDocument, given_: Any) -> None:
    for page in form.pages:
        drawn = page_form(form, page, given_, FACTS, check=True)
        sent = QueryDict(mutable=True)
        for name in drawn.fields:
            value = drawn[name].value()
            sent.setlist(name, value if isinstance(value, list) else [str(value)])
        assert page_form(form, page, given_, FACTS, sent).answers().keys() >= drawn.fields.keys()


@few
@given(documents(), documents(), answers)
def test_any_two_documents_can_be_compared(one: FormDocument, other: FormDocument, a: Any) -> None:
    assert diff(one, one) == []
    assert all(change.words for change in diff(one, other))
    moved = carry_over(one, other, a)
    assert set(moved.answers) <= set(other.by_key)


@few
@given(documents(), answers)
def test_a_draft_loses_nothing_on_its_way_to_the_same_form(form: FormDocument, given_: Any) -> None:
    known = {key: given_[key] for key in given_ if key in form.by_key}
    moved = carry_over(form, form, known)
    assert clean(form, moved.answers, FACTS) == clean(form, known, FACTS)


@few
@given(documents(), st.sampled_from(PARTS), anything)
def test_a_broken_document_is_refused_or_linted(form: FormDocument, part: str, junk: Any) -> None:
    document = form.model_dump(mode="json", by_alias=True)
    for page in document["pages"]:
        for question in page["questions"][:1]:
            question[part] = junk
    try:
        read = FormDocument.model_validate(document)
    except ValidationError:
        return
    assert all(finding.remedy for finding in lint(read))
    problems(read, {}, FACTS)


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
