"""What can be done to a form document: each operation changes what it says, and nothing else."""

import json
from typing import Any

import pytest

from core.errors import RuleViolated
from reporting.form_editor import choices, jumps, operations
from reporting.form_editor.free_text import blocks_of, text_of
from reporting.form_editor.invented import invented_facts
from reporting.form_editor.outline import texts_about
from reporting.form_editor.parts import Document, find_page, find_question, free_key, keys_of
from reporting.form_editor.presses import PRESSES
from reporting.form_editor.starting import started
from reporting.form_editor.wording import NEW_TYPES, TYPES
from reporting.questionnaire import FormDocument
from reporting.questionnaire.document import QuestionType
from reporting.questionnaire.facts import FACTS
from tests.builders import form_document
from tests.reporting.builders import FORMS

FORM = form_document()
INCLUDES = {"q": "insatser", "op": "includes", "value": "samverkan"}
COSTS = {"q": "lonekostnader", "op": "gt", "value": 0}


def question(document: Document, key: str) -> dict[str, Any]:
    return find_question(document, key).part


def titles(document: Document) -> list[str]:
    return [page["title"] for page in document["pages"]]


# --- Pages ----------------------------------------------------------------------------------------


def test_new_page_stands_last_with_its_text() -> None:
    new = operations.add_page(FORM, title="Övrigt", text="# Rubrik\n\nText.").document
    assert new["pages"][-1]["key"] == "ovrigt"
    assert new["pages"][-1]["body"] == [{"heading": "Rubrik"}, {"p": "Text."}]


def test_page_moves_one_step_and_stays_at_the_edge() -> None:
    first, second = titles(FORM)[:2]
    assert titles(operations.move_page(FORM, FORM["pages"][1]["key"], step=-1).document)[:2] == [
        second,
        first,
    ]
    assert operations.move_page(FORM, FORM["pages"][0]["key"], step=-1).document == FORM


def test_page_is_removed_with_its_questions() -> None:
    new = operations.remove_page(FORM, "kostnader")
    assert "lonekostnader" not in keys_of(new.document)
    assert new.words == "Tog bort sidan ”Kostnader” med 3 frågor."


def test_copied_page_leaves_out_the_questions_there_are() -> None:
    source = form_document("socialtjanst-kommun-2025")
    new = operations.copy_page(FORM, source, "jamstalldhet").document
    assert [one["key"] for one in new["pages"][-1]["questions"]] == [
        "jamstalldhet_beaktad",
        "varfor_inte_jamstalldhet",
    ]
    assert new["pages"][-1]["key"] == "jamstalldhet_2"


# --- Questions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", NEW_TYPES)
def test_every_sort_of_new_question_is_well_formed(kind: str) -> None:
    part = started(label="Hur många?", type=kind)
    new = operations.add_question(FORM, "kostnader", part).document
    FormDocument.model_validate(new)
    assert question(new, "hur_manga")["type"] == kind


def test_new_question_never_takes_a_key_that_names_earlier_answers() -> None:
    part = started(label="Hur många?", type="number")
    new = operations.add_question(FORM, "kostnader", part, taken={"hur_manga"}).document
    assert "hur_manga_2" in keys_of(new)


def test_empty_value_is_taken_away_and_named_in_the_log() -> None:
    edited = operations.edit_question(FORM, "insatser", {"help": None, "required": True})
    assert "help" not in question(edited.document, "insatser")
    assert edited.words.startswith("Ändrade hjälptexten i frågan")


def test_question_moves_to_another_page() -> None:
    new = operations.move_to_page(FORM, "insatser", "synpunkter").document
    assert find_page(new, "synpunkter").part["questions"][-1]["key"] == "insatser"


def test_field_of_a_group_moves_among_its_own() -> None:
    new = operations.move_question(FORM, "lonekostnader", step=1).document
    assert [one["key"] for one in question(new, "kostnader")["fields"]] == [
        "ovriga_kostnader",
        "lonekostnader",
    ]


def test_what_is_gone_is_said_in_a_sentence() -> None:
    without = operations.remove_question(FORM, "insatser").document
    with pytest.raises(RuleViolated, match="finns inte längre"):
        operations.edit_question(without, "insatser", {"label": "Ny"})


def test_copied_question_keeps_its_key() -> None:
    source = form_document("socialtjanst-kommun-2025")
    new = operations.copy_question(FORM, source, "lagesanalys", "synpunkter").document
    assert question(new, "lagesanalys") == question(source, "lagesanalys")


def test_numbers_follow_the_order_from_the_lowest() -> None:
    new = operations.renumber(operations.remove_question(FORM, "fakturering").document).document
    numbers = [q["number"] for page in new["pages"] for q in page.get("questions", [])]
    assert numbers == [str(number) for number in range(5, 5 + len(numbers))]


# --- Options and jumps ----------------------------------------------------------------------------


def test_option_is_added_changed_moved_and_removed() -> None:
    new = choices.add_option(FORM, "syftet_uppnatt", choices.option("Vet ej")).document
    assert question(new, "syftet_uppnatt")["options"][-1] == {"key": "vet_ej", "label": "Vet ej"}
    changed = choices.option("Vet inte", ask="Varför?", limit=200)
    new = choices.edit_option(new, "syftet_uppnatt", "vet_ej", changed).document
    new = choices.move_option(new, "syftet_uppnatt", "vet_ej", step=-1).document
    assert question(new, "syftet_uppnatt")["options"][-2]["text"]["limit"] == 200
    new = choices.remove_option(new, "syftet_uppnatt", "vet_ej").document
    assert question(new, "syftet_uppnatt") == question(FORM, "syftet_uppnatt")


def test_rows_become_a_group_and_a_single_row_stands_alone() -> None:
    one = jumps.add_row(FORM, "synpunkter", INCLUDES).document
    assert question(one, "synpunkter")["shown_if"] == INCLUDES
    two = jumps.add_row(one, "synpunkter", COSTS).document
    assert question(two, "synpunkter")["shown_if"] == {"all": [INCLUDES, COSTS]}
    either = jumps.combine(two, "synpunkter", "any").document
    assert question(either, "synpunkter")["shown_if"] == {"any": [INCLUDES, COSTS]}
    alone = jumps.remove_row(either, "synpunkter", 0).document
    assert question(alone, "synpunkter")["shown_if"] == COSTS
    assert "shown_if" not in question(
        jumps.remove_row(alone, "synpunkter", 0).document, "synpunkter"
    )


def test_a_row_that_is_gone_is_not_removed_twice() -> None:
    with pytest.raises(RuleViolated):
        jumps.remove_row(FORM, "synpunkter", 0)


# --- Around them ----------------------------------------------------------------------------------


def test_operations_leave_their_document_as_it_was() -> None:
    before = json.dumps(FORM, sort_keys=True)
    operations.remove_page(FORM, "kostnader")
    operations.edit_introduction(FORM, title="Ny", text="")
    jumps.add_row(FORM, "synpunkter", INCLUDES)
    operations.renumber(FORM)
    assert json.dumps(FORM, sort_keys=True) == before


@pytest.mark.parametrize("name", FORMS)
def test_free_text_is_read_back_as_it_was(name: str) -> None:
    for page in form_document(name)["pages"]:
        assert blocks_of(text_of(page.get("body", []))) == page.get("body", [])


def test_keys_are_made_of_the_words() -> None:
    assert free_key("Övriga kostnader (kr)", set()) == "ovriga_kostnader_kr"
    assert free_key("2026", {"fraga"}) == "fraga_2"


def test_texts_that_name_a_year_are_found() -> None:
    found = [name for name, *_ in texts_about(2025, FORM)]
    assert "Formulärets titel och inledning" in found
    assert "Sidan ”Kostnader”" in found


def test_every_sort_has_a_name_and_every_fact_is_invented() -> None:
    assert set(TYPES) == set(QuestionType)
    assert set(invented_facts(year=2026, report_last_on="2027-03-01")) == set(FACTS)


def test_every_button_is_an_operation() -> None:
    assert set(PRESSES) >= {"move_page", "move_question", "remove_row", "combine", "renumber"}
