"""What holds for any form: visibility is transitive, hidden answers stay and never leak."""

import pytest
from pydantic import ValidationError

from reporting.questionnaire import FormDocument, Stored, clean, presentation, problems, reachable
from reporting.questionnaire.facts import fact_text, filled
from reporting.questionnaire.wording import in_words
from tests.reporting.questionnaire_builders import small_form

pytestmark = pytest.mark.engine

YES_NO = [{"key": "ja", "label": "Ja"}, {"key": "nej", "label": "Nej"}]
YES = {"q": "a", "op": "is", "value": "ja"}
CHAIN = (
    {"key": "a", "type": "one_choice", "options": YES_NO},
    {"key": "b", "type": "kronor", "required": True, "shown_if": YES},
    {"key": "c", "type": "text", "shown_if": {"q": "b", "op": "gt", "value": 0}},
)
ANSWERED: dict[str, Stored] = {"a": "ja", "b": 5, "c": "hemligt"}


def test_a_question_behind_a_hidden_one_is_hidden() -> None:
    reach = reachable(small_form(*CHAIN), {**ANSWERED, "a": "nej"}, {})
    assert reach.keys == {"a"}


def test_undoing_a_jump_brings_back_what_was_typed() -> None:
    form = small_form(*CHAIN)
    assert clean(form, {**ANSWERED, "a": "nej"}, {}) == {"a": "nej"}
    assert clean(form, ANSWERED, {}) == ANSWERED


def test_a_hidden_required_question_is_no_problem() -> None:
    assert problems(small_form(*CHAIN), {"a": "nej"}, {}) == []


def test_a_shown_required_question_is() -> None:
    assert [v.code for v in problems(small_form(*CHAIN), {"a": "ja"}, {})] == ["required"]


def test_a_hidden_answer_is_not_presented() -> None:
    shown = presentation(small_form(*CHAIN), {**ANSWERED, "a": "nej"}, {})
    assert "hemligt" not in str(shown)


def test_an_asked_question_without_an_answer_is_sent_as_empty() -> None:
    assert clean(small_form(*CHAIN), {"a": "ja"}, {}) == {"a": "ja", "b": None}


def test_an_answer_that_can_not_be_read_opens_nothing() -> None:
    assert "c" not in reachable(small_form(*CHAIN), {"a": "ja", "b": "fem"}, {}).keys


def test_an_answer_that_can_not_be_read_is_presented_as_typed() -> None:
    shown = presentation(small_form(*CHAIN), {"a": "ja", "b": "fem"}, {})
    assert shown[1].questions[0].lines[0].text == "fem"


def test_unknown_keys_are_left_out_of_what_is_sent() -> None:
    assert "x" not in clean(small_form(*CHAIN), {**ANSWERED, "x": "gammalt"}, {})


def test_an_amount_stored_as_text_is_sent_as_a_number() -> None:
    form = small_form({"key": "b", "type": "kronor"})
    assert clean(form, {"b": "1 000"}, {}) == {"b": 1000}


def test_a_page_of_text_alone_is_always_gone_through() -> None:
    page = {"key": "info", "title": "Info", "body": [{"p": "Läs detta."}]}
    form = FormDocument.model_validate({"key": "f", "title": "F", "pages": [page]})
    assert [one.key for one in reachable(form, {}, {}).pages] == ["info"]


def test_the_first_page_has_none_before_it_and_the_last_none_after() -> None:
    form = small_form(*CHAIN)
    reach = reachable(form, ANSWERED, {})
    assert reach.before(form.pages[0]) is None
    assert reach.after(form.pages[-1]) is None


def test_a_document_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValidationError):
        small_form({"key": "a", "type": "text", "script": "alert(1)"})


def test_a_document_refuses_a_condition_that_is_a_sentence() -> None:
    with pytest.raises(ValidationError):
        small_form({"key": "a", "type": "text", "shown_if": "a == 1"})


def test_a_document_can_not_be_changed() -> None:
    with pytest.raises(ValidationError):
        small_form(*CHAIN).title = "Annat"


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("received_kr", 1611111, "1\u00a0611\u00a0111\u00a0kr"),
        ("report_last_on", "2026-03-02", "2 mars 2026"),
        ("report_last_on", "snart", "snart"),
        ("recipient_name", "RSS Väst", "RSS Väst"),
        ("recipient_name", None, "–"),
    ],
)
def test_facts_are_written_as_people_read_them(name: str, value: object, text: str) -> None:
    assert fact_text(name, {name: value}) == text


def test_texts_are_filled_from_facts_and_nothing_else() -> None:
    text = filled("{recipient_name} {huvudman_name} {0} {__class__}", {"recipient_name": "A"})
    assert text == "A – {0} –"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (YES, "ni har valt ”Ja” på fråga 1"),
        ({"q": "a", "op": "is_not", "value": "ja"}, "ni har valt något annat än ”Ja” på fråga 1"),
        ({"q": "a", "op": "in", "value": ["ja", "nej"]}, "ni har valt ”Ja” eller ”Nej” på fråga 1"),
        ({"q": "a", "op": "unanswered"}, "ni inte har besvarat fråga 1"),
        ({"not": YES}, "det inte är så att ni har valt ”Ja” på fråga 1"),
        (
            {"any": [{"q": "a", "op": "unanswered"}, YES]},
            "ni inte har besvarat fråga 1 eller ni har valt ”Ja” på fråga 1",
        ),
    ],
)
def test_conditions_are_said_in_words(condition: dict[str, object], words: str) -> None:
    first = {"key": "a", "type": "one_choice", "number": "1", "options": YES_NO}
    form = small_form(first, {"key": "b", "type": "text", "shown_if": condition})
    shown_if = form.by_key["b"].question.shown_if
    assert shown_if is not None
    assert in_words(shown_if, form) == words
