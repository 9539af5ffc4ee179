"""What differs between revisions, in words and by how much; and how drafts move along."""

from collections.abc import Callable
from typing import Any

import pytest

from reporting.questionnaire import FormDocument, Stored, carry_over, diff, worst
from reporting.questionnaire.diff import ChangeKind
from tests.reporting.questionnaire_builders import filled, form_004

pytestmark = pytest.mark.engine

TEXT, ADDITIVE, BREAKING = ChangeKind

OPTIONS = [{"key": "a", "label": "Samverkan"}, {"key": "b", "label": "Utbildning"}]
QUESTIONS: dict[str, dict[str, Any]] = {
    "val": {"type": "many_choice", "number": "14", "options": OPTIONS},
    "belopp": {"type": "kronor", "number": "15", "maximum": 100},
    "text": {"type": "long_text", "number": "16", "limit": 1000},
    "tabell": {
        "type": "table",
        "number": "17",
        "columns": [{"key": "x", "type": "text", "label": "X"}],
    },
}
RULE = {
    "key": "regel",
    "at": "belopp",
    "left": {"q": "belopp"},
    "must_be": "at_most",
    "right": {"number": 5},
    "message": "Högst {right}.",
}


def form(change: Callable[[dict[str, Any]], object] = lambda questions: None) -> FormDocument:
    """A form of the questions above, after a change of them; None takes one away."""
    questions = {key: dict(question) for key, question in QUESTIONS.items()}
    change(questions)
    asked = [{"key": key, "label": key.title(), **one} for key, one in questions.items() if one]
    pages = [{"key": "sida", "title": "Sida", "questions": asked}]
    return FormDocument.model_validate({"key": "f", "title": "F", "pages": pages})


def set_(key: str, **changes: Any) -> Callable[[dict[str, Any]], object]:
    return lambda questions: questions.setdefault(key, {}).update(changes)


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], ChangeKind]] = {
    "Fråga 16: frågan lyder nu ”Berätta”.": (set_("text", label="Berätta"), TEXT),
    "Fråga 16: hjälptexten ändrades.": (set_("text", help="Kort."), TEXT),
    "Fråga 16: frågan måste nu besvaras.": (set_("text", required=True), ADDITIVE),
    "Fråga 16: högsta antalet tecken skärptes.": (set_("text", limit=500), BREAKING),
    "Fråga 16: högsta antalet tecken mildrades.": (set_("text", limit=2000), ADDITIVE),
    "Fråga 15: det högsta tillåtna värdet togs bort.": (set_("belopp", maximum=None), ADDITIVE),
    "Fråga 15: det lägsta tillåtna värdet skärptes.": (set_("belopp", minimum=5), BREAKING),
    "Fråga 15: svaret är nu procent i stället för hela kronor.": (
        set_("belopp", type="percent"),
        BREAKING,
    ),
    "Fråga 15: frågan visas nu om ni har valt ”Samverkan” på fråga 14.": (
        set_("belopp", shown_if={"q": "val", "op": "includes", "value": "a"}),
        BREAKING,
    ),
    "Fråga 14: alternativet ”Samverkan” togs bort.": (set_("val", options=OPTIONS[1:]), BREAKING),
    "Fråga 14: alternativet ”Annat” är nytt.": (
        set_("val", options=[*OPTIONS, {"key": "c", "label": "Annat"}]),
        ADDITIVE,
    ),
    "Fråga 14: alternativen står i en annan ordning.": (set_("val", options=OPTIONS[::-1]), TEXT),
    "Fråga 17: kolumnen ”X” togs bort.": (
        set_("tabell", columns=[{"key": "y", "type": "text", "label": "Y"}]),
        BREAKING,
    ),
    "Fråga 18: frågan är ny, som är frivillig.": (
        set_("ny", type="text", number="18"),
        ADDITIVE,
    ),
    "Fråga 15: frågan togs bort.": (lambda questions: questions.pop("belopp"), BREAKING),
}


@pytest.mark.parametrize("words", CHANGES)
def test_a_change_is_said_in_words_and_weighed(words: str) -> None:
    change, kind = CHANGES[words]
    found = {one.words.replace("\u00a0", " "): one.kind for one in diff(form(), form(change))}
    assert found[words] == kind
    assert worst(diff(form(), form(change))) == kind


def test_a_form_does_not_differ_from_itself() -> None:
    assert diff(form_004(), form_004()) == []
    assert worst([]) is None


def test_a_new_rule_breaks_and_a_new_question_asked_of_the_reader_does_not() -> None:
    rules = form().model_validate({**form().model_dump(by_alias=True), "rules": [RULE]})
    soft = form().model_validate(
        {**form().model_dump(by_alias=True), "rules": [{**RULE, "severity": "warning"}]}
    )
    assert worst(diff(form(), rules)) == BREAKING
    assert worst(diff(form(), soft)) == ADDITIVE


def carried(change: Callable[[dict[str, Any]], object], **answers: Stored) -> Any:
    return carry_over(form(), form(change), answers)


def test_everything_fits_a_form_that_is_the_same() -> None:
    moved = carry_over(form_004(), form_004(), filled())
    assert moved.answers == filled()
    assert moved.lost == ()


def test_hidden_answers_come_along() -> None:
    hidden = filled(insatser=["inget"], beskriv_samverkan="Två nätverk.")
    moved = carry_over(form_004(), form_004(), hidden)
    assert moved.answers["beskriv_samverkan"] == "Två nätverk."


def test_an_option_that_is_gone_is_lost_and_named() -> None:
    moved = carried(set_("val", options=OPTIONS[1:]), val=["a", "b"])
    assert moved.answers == {"val": ["b"]}
    assert [lost.key for lost in moved.lost] == ["val"]
    assert "fråga 14" in moved.lost[0].words


def test_an_answer_whose_question_is_gone_is_lost_and_named() -> None:
    moved = carried(lambda questions: questions.pop("belopp"), belopp=5)
    assert moved.answers == {}
    assert moved.lost[0].words.replace("\u00a0", " ").endswith("följde inte med helt: 5 kr.")


def test_an_answer_is_read_anew_by_a_question_of_another_kind() -> None:
    assert carried(set_("belopp", type="number"), belopp=50).answers == {"belopp": "50"}
    assert carried(set_("text", type="kronor", limit=None), text="många").answers == {}


def test_an_answer_that_breaks_a_narrower_limit_is_kept_to_be_mended() -> None:
    assert carried(set_("text", limit=2), text="lång").answers == {"text": "lång"}


def test_an_emptied_answer_stays_emptied() -> None:
    assert carried(set_("text", limit=2), text=None).answers == {"text": None}


def test_cells_of_a_column_that_is_gone_are_named() -> None:
    columns = [{"key": "y", "type": "text", "label": "Y"}]
    rows: list[Any] = [{"x": "hej"}]
    moved = carried(set_("tabell", columns=columns), tabell=rows)
    assert [lost.key for lost in moved.lost] == ["tabell"]
