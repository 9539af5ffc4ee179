"""One page as a Django form: what it asks, what it keeps, what it says, how it is drawn."""

from typing import Any

import pytest
from django.http import QueryDict
from django.template import engines

from reporting.questionnaire.page_form import PageForm, page_form
from tests.reporting.questionnaire_builders import FACTS, filled, form_004, small_form

pytestmark = pytest.mark.engine


def page(key: str, sent: str | None = None, *, check: bool = False, **stored: Any) -> PageForm:
    data = None if sent is None else QueryDict(sent)
    document = form_004()
    return page_form(document, document.page(key), stored, FACTS, data, check=check)


def drawn(form: PageForm) -> str:
    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
    return str(template.render({"form": form}))


def test_the_facts_of_the_case_are_filled_in() -> None:
    html = drawn(page("kontaktuppgifter"))
    assert 'value="RSS Skåne"' in html


def test_what_was_stored_goes_before_the_facts() -> None:
    html = drawn(page("kontaktuppgifter", mottagare_namn="RSS Malmö"))
    assert 'value="RSS Malmö"' in html
    assert 'value="RSS Skåne"' not in html


def test_an_emptied_field_is_not_filled_in_again() -> None:
    assert page("kontaktuppgifter", mottagare_namn=None).answers()["mottagare_namn"] is None


def test_opening_a_page_shows_no_errors() -> None:
    assert page("kostnader", lonekostnader="tolv").errors == {}


def test_opening_a_page_to_correct_it_does() -> None:
    assert set(page("kostnader", check=True, lonekostnader="tolv").errors) == {
        "lonekostnader",
        "ovriga_kostnader",
    }


def test_saving_gives_stored_values_and_no_errors() -> None:
    form = page("kostnader", "lonekostnader=1 400 000&ovriga_kostnader=0")
    assert form.is_valid()
    assert form.answers()["lonekostnader"] == 1400000


def test_what_can_not_be_read_is_kept_and_shown_as_typed() -> None:
    form = page("kostnader", "lonekostnader=tolv&ovriga_kostnader=0")
    assert form.answers()["lonekostnader"] == "tolv"
    assert 'value="tolv"' in drawn(form)
    assert "Skriv beloppet i hela kronor med siffror" in drawn(form)


def test_costs_above_what_was_received_are_an_error_at_the_field() -> None:
    form = page("kostnader", "lonekostnader=1700000&ovriga_kostnader=0")
    expected = "Kostnaderna får vara högst 1 611 111 kr. Ni har skrivit 1 700 000 kr."
    assert str(form.errors["lonekostnader"][0]).replace("\u00a0", " ") == expected


def test_a_follow_up_on_the_same_page_is_there_and_says_when_to_answer() -> None:
    html = drawn(page("kostnader"))
    assert 'name="ovriga_kostnader_specifikation"' in html
    assert "Besvaras om ”Övriga kostnader” (fråga 8) är mer än 0\u00a0kr." in html
    assert 'data-opens="ovriga_kostnader_specifikation"' in html


def test_a_follow_up_that_is_not_to_be_answered_is_no_error() -> None:
    form = page("kostnader", "lonekostnader=5&ovriga_kostnader=0&ovriga_kostnader_specifikation=")
    assert form.errors == {}


def test_a_follow_up_that_is_to_be_answered_is() -> None:
    form = page("kostnader", "lonekostnader=5&ovriga_kostnader=1&ovriga_kostnader_specifikation=")
    assert form.errors["ovriga_kostnader_specifikation"] == ["Skriv ett svar på fråga 9."]


def test_a_question_that_hangs_on_an_earlier_page_is_simply_there_or_not() -> None:
    assert set(page("beskrivning_av_insatser", insatser=["samverkan"]).fields) == {
        "beskriv_samverkan"
    }
    assert "Besvaras om" not in drawn(page("beskrivning_av_insatser", insatser=["samverkan"]))


def test_question_12_is_decided_by_the_page_before() -> None:
    assert "orsak_oanvant" in page("sammanstallning", **filled()).fields
    spent = filled(lonekostnader=1611111)
    assert "orsak_oanvant" not in page("sammanstallning", **spent).fields


def test_a_closed_follow_up_that_a_browser_leaves_out_keeps_its_answer() -> None:
    form = page(
        "kostnader",
        "lonekostnader=5&ovriga_kostnader=0",
        ovriga_kostnader_specifikation="Resor",
    )
    assert form.answers()["ovriga_kostnader_specifikation"] == "Resor"


def test_unticking_every_option_empties_the_choice() -> None:
    assert page("insatser", "x=1", insatser=["samverkan"]).answers()["insatser"] is None


def test_a_key_of_another_page_is_not_taken() -> None:
    form = page("kostnader", "lonekostnader=5&ovriga_kostnader=0&godkannande_foretradare=on")
    assert "godkannande_foretradare" not in form.answers()


def test_what_only_the_signatory_answers_is_shown_but_not_asked() -> None:
    form = page("godkannande")
    assert "godkannande_foretradare" not in form.fields
    assert "25. Godkännande av behörig företrädare" in drawn(form)


def test_an_own_text_stands_under_its_option() -> None:
    html = drawn(page("sammanstallning", **filled()))
    own_text = html.index('name="orsak_oanvant.tidsbrist"')
    assert html.index('value="tidsbrist"') < own_text < html.index('value="personalbrist"')


def test_computed_values_are_shown_in_words() -> None:
    html = drawn(page("sammanstallning", **filled()))
    assert "211\u00a0111\u00a0kr" in html
    assert "13,1\u00a0%" in html


def test_a_choice_has_a_legend_and_its_help_is_announced() -> None:
    html = drawn(page("insatser"))
    assert "<legend>14. " in html
    assert 'aria-describedby="id_insatser_helptext"' in html


@pytest.mark.parametrize("key", [one.key for one in form_004().pages])
def test_every_page_of_form_004_is_drawn_once_with_unique_ids(key: str) -> None:
    html = drawn(page(key, "", check=True, **filled()))
    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert "{{" not in html and "None" not in html


def test_the_texts_of_a_form_are_escaped_and_never_run() -> None:
    evil = "<script>{{ form }}</script>"
    question = {"key": "a", "type": "one_choice", "label": evil, "help": evil, "number": "1"}
    options = [{"key": "x", "label": evil, "text": {"label": evil}}]
    document = small_form({**question, "options": options})
    html = drawn(page_form(document, document.pages[0], {"a.x": evil}, {}))
    assert "<script>" not in html
    assert html.count("{{ form }}") == 6
