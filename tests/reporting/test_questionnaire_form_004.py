"""Document 004 as data: its jumps, sums, limits and sentences, and the printed slips corrected."""

import pytest

from reporting.questionnaire import (
    FormDocument,
    PageState,
    clean,
    lint,
    page_states,
    presentation,
    problems,
    reachable,
    reading_copy,
    unsettled_by_page,
)
from tests.reporting.questionnaire_builders import FACTS, ROOT, filled, form_004

pytestmark = pytest.mark.engine

DESCRIPTIONS = {
    "personal": "beskriv_personal",
    "samverkan": "beskriv_samverkan",
    "gemensamma_insatser": "beskriv_gemensamma_insatser",
    "kompetenshojande": "beskriv_kompetenshojande",
    "kommunikation": "beskriv_kommunikation",
    "andra_aktiviteter": "beskriv_andra_aktiviteter",
}


def messages(**changes: object) -> dict[str | None, str]:
    return {v.field: v.message for v in problems(form_004(), filled(**changes), FACTS)}


def asks(key: str, **changes: object) -> bool:
    return key in reachable(form_004(), filled(**changes), FACTS).keys


def test_the_linter_finds_nothing_in_form_004() -> None:
    assert lint(form_004()) == []


def test_it_has_the_printed_questions_5_to_26_in_order() -> None:
    numbers = [q.number for page in form_004().pages for q in page.questions]
    assert numbers == [str(number) for number in range(5, 27)]


@pytest.mark.parametrize(("number", "limit"), [("9", 2000), ("13", 1000), ("20", 4000)])
def test_long_texts_have_the_printed_limits(number: str, limit: int) -> None:
    questions = [q for page in form_004().pages for q in page.questions]
    assert [q.limit for q in questions if q.number == number] == [limit]


def test_the_document_survives_a_round_trip_through_json() -> None:
    dumped = form_004().model_dump_json(by_alias=True, exclude_defaults=True)
    assert FormDocument.model_validate_json(dumped) == form_004()


def test_a_filled_report_has_no_problems() -> None:
    assert problems(form_004(), filled(), FACTS) == []


def test_question_9_is_asked_when_there_are_other_costs() -> None:
    assert asks("ovriga_kostnader_specifikation", ovriga_kostnader=1)
    assert not asks("ovriga_kostnader_specifikation", ovriga_kostnader=0)


def test_question_12_is_asked_when_something_is_unused() -> None:
    assert asks("orsak_oanvant", lonekostnader=1611110)
    assert not asks("orsak_oanvant", lonekostnader=1611111)


@pytest.mark.parametrize("reason", ["tidsbrist", "personalbrist", "annan_orsak"])
def test_each_reason_of_question_12_asks_for_its_own_text(reason: str) -> None:
    assert asks(f"orsak_oanvant.{reason}", orsak_oanvant=[reason])
    assert not asks(f"orsak_oanvant.{reason}", orsak_oanvant=[])


@pytest.mark.parametrize("option", DESCRIPTIONS)
def test_questions_15_to_20_each_hang_on_one_option_of_14(option: str) -> None:
    asked = [key for key in DESCRIPTIONS.values() if asks(key, insatser=[option])]
    assert asked == [DESCRIPTIONS[option]]


def test_none_of_the_above_excludes_the_other_options() -> None:
    sentence = messages(insatser=["samverkan", "inget"])["insatser"]
    assert (
        sentence
        == "Välj antingen ”Inget av ovanstående” eller andra alternativ, inte båda delarna."
    )


def test_none_of_the_above_skips_the_page_of_descriptions() -> None:
    reach = reachable(form_004(), filled(insatser=["inget"]), FACTS)
    after = reach.after(form_004().page("insatser"))
    assert after and after.key == "jamstalldhet"


def test_going_back_skips_the_same_page() -> None:
    reach = reachable(form_004(), filled(insatser=["inget"]), FACTS)
    before = reach.before(form_004().page("jamstalldhet"))
    assert before and before.key == "insatser"


@pytest.mark.parametrize(
    ("answer", "asked"),
    [("lag", True), ("ganska_lag", True), ("varken", False), ("ganska_hog", False), ("hog", False)],
)
def test_question_23_is_asked_for_the_two_lowest_answers_to_22(answer: str, asked: bool) -> None:
    assert asks("orsak_lag_utstrackning", syftet_uppnatt=answer) is asked


def test_question_23_wants_its_other_reason_in_words() -> None:
    sentences = messages(syftet_uppnatt="lag", orsak_lag_utstrackning=["annan_orsak"])
    assert sentences == {
        "orsak_lag_utstrackning.annan_orsak": "Fyll i ”Ange vad” vid ”Annan orsak”."
    }


def test_the_sums_of_questions_10_and_11_are_those_of_rss_skane() -> None:
    sent = clean(form_004(), filled(), FACTS)
    assert sent["mottaget_statsbidrag"] == 1611111
    assert sent["anvant_statsbidrag"] == 1400000
    assert sent["oanvant_statsbidrag"] == 211111
    assert sent["procent_oanvant"] == "13.1"


def test_costs_may_not_exceed_what_was_received() -> None:
    sentence = messages(lonekostnader=1600000, ovriga_kostnader=100000)["lonekostnader"]
    expected = "Kostnaderna får vara högst 1 611 111 kr. Ni har skrivit 1 700 000 kr."
    assert sentence.replace("\u00a0", " ") == expected


def test_costs_may_be_all_that_was_received() -> None:
    assert "lonekostnader" not in messages(lonekostnader=1611111, orsak_oanvant=None)


def test_a_text_above_its_limit_says_how_much_to_cut() -> None:
    sentence = messages(jamstalldhetsperspektiv="x" * 2034)["jamstalldhetsperspektiv"]
    expected = "Texten får vara högst 2 000 tecken. Korta den med 34 tecken."
    assert sentence.replace("\u00a0", " ") == expected


def test_problems_stand_on_the_page_of_their_field() -> None:
    found = unsettled_by_page(form_004(), filled(postort=None), FACTS)
    assert [page for page in found if found[page]] == ["kontaktuppgifter"]


def test_the_approval_is_asked_of_the_signatory_alone() -> None:
    by_signatory = problems(form_004(), filled(), FACTS, by="signatory")
    assert [violation.field for violation in by_signatory] == ["godkannande_foretradare"]


def test_an_approved_report_has_nothing_left_for_the_signatory() -> None:
    approved = filled(godkannande_foretradare=True)
    assert problems(form_004(), approved, FACTS, by="signatory") == []


def test_an_untouched_report_has_not_started_anywhere() -> None:
    states = page_states(form_004(), {}, FACTS)
    assert states.pop("om_aterrapporteringen") is PageState.INFORMATION
    assert set(states.values()) == {PageState.NOT_STARTED}
    assert "beskrivning_av_insatser" not in states


def test_a_filled_report_is_ready_on_the_pages_that_were_saved() -> None:
    states = page_states(form_004(), filled(kommentarer_ekonomi=None, synpunkter=None), FACTS)
    assert set(states.values()) == {PageState.INFORMATION, PageState.READY}


def test_a_page_with_something_missing_is_started() -> None:
    states = page_states(form_004(), filled(postort=None), FACTS)
    assert states["kontaktuppgifter"] is PageState.STARTED


def test_a_page_with_something_wrong_must_be_corrected() -> None:
    states = page_states(form_004(), filled(lonekostnader="tolv"), FACTS)
    assert states["kostnader"] is PageState.MUST_BE_CORRECTED


def test_check_answers_shows_amounts_and_options_in_words() -> None:
    pages = {page.key: page for page in presentation(form_004(), filled(), FACTS)}
    costs = pages["kostnader"].questions[1].lines[0]
    reason, own_text = pages["sammanstallning"].questions[2].lines
    assert (costs.label, costs.text) == (
        "Lönekostnader inklusive sociala avgifter",
        "1\u00a0400\u00a0000\u00a0kr",
    )
    assert (reason.text, own_text.text) == ("Tidsbrist", "Vi började sent.")


def test_the_reading_copy_says_every_jump_in_words() -> None:
    copied = {q.number: q for page in reading_copy(form_004(), FACTS).pages for q in page.questions}
    jumps = [number for number in copied if copied[number].jump]
    assert jumps == ["9", "12", "15", "16", "17", "18", "19", "20", "23"]
    assert copied["16"].jump == (
        "Visas om ni har valt ”Stödja samverkan mellan kommuner i länet och andra aktörer” "
        "på fråga 14."
    )


def test_the_reading_copy_carries_the_recipients_own_figures() -> None:
    copied = {q.number: q for page in reading_copy(form_004(), FACTS).pages for q in page.questions}
    assert copied["5"].fields[0].value == "RSS Skåne"
    assert copied["7"].fields[0].value == "1\u00a0611\u00a0111\u00a0kr"
    assert "2 mars 2026" in str(reading_copy(form_004(), FACTS).intro)


def test_the_printed_forms_slips_are_corrected() -> None:
    text = (ROOT / "fixtures/forms/socialtjanst-rss-2025.json").read_text()
    assert "Peppol-id" in text
    assert not any(slip in text for slip in ("PEPPIL", "vår kommun", "kommunernas återrapport"))
