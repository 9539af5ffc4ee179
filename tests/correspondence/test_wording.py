"""Staff's own words: what is refused and how it is said, and how text is filled in and parted."""

import pytest

from correspondence.rules import words_problems
from correspondence.wording import Block, blocks, filled, problems

KNOWN = {"mottagare", "sista_dag"}


def said(*, subject: str = "Ämne", body: str = "Text.") -> str:
    return " ".join(one.message for one in problems(subject=subject, body=body, known=KNOWN))


def test_known_fields_in_braces_are_fine() -> None:
    body = "Hej {mottagare}.\n\n{uppgifter}\n\nSenast { sista_dag }."
    assert said(subject="Till {mottagare}", body=body) == ""


def test_an_unknown_field_is_named_with_the_nearest_one() -> None:
    assert said(body="Hej {motagare}") == ("Fältet {motagare} finns inte. Menade du {mottagare}?")


def test_a_field_like_no_other_points_to_the_list() -> None:
    assert "Välj ett av fälten" in said(body="Hej {xyz}")


@pytest.mark.parametrize("text", ["Hej {mottagare", "Hej mottagare}", "Hej {{mottagare}}"])
def test_a_brace_without_its_mate_is_refused(text: str) -> None:
    assert "saknar sin make" in said(body=text)


@pytest.mark.parametrize("text", ["Läs {uppgifter} nu", "{uppgifter}", "Hej.\n{uppgifter}"])
def test_the_facts_stand_alone_and_never_first(text: str) -> None:
    assert "uppgifter" in said(body=text)


def test_facts_are_not_for_the_subject() -> None:
    assert "får bara stå i texten" in said(subject="{uppgifter}")


def test_a_subject_that_nobody_sees_the_end_of_is_refused() -> None:
    assert "Högst 78 tecken syns" in said(subject="A" * 79 + "{mottagare}")
    assert said(subject="A" * 78 + "{mottagare}") == ""


def test_what_a_kind_must_say_is_asked_for() -> None:
    (found,) = words_problems(subject="Ä", body="Hej.", fields=KNOWN, must_say={"sista_dag"})
    assert "måste innehålla {sista_dag}" in found.message


def test_what_a_value_holds_is_never_a_field() -> None:
    values = {"mottagare": "{sista_dag} {% now %}", "sista_dag": "i dag"}
    assert filled("{mottagare}", values) == "{sista_dag} {% now %}"


def test_django_s_own_marks_are_only_text() -> None:
    assert (
        said(body="{% load x %}") == "Fältet {% load x %} finns inte. Välj ett av fälten i listan."
    )


def test_paragraphs_lists_and_facts_are_parted() -> None:
    body = "Hej\r\n{mottagare}.\r\n\r\n- ett\n- två\n\n\n{uppgifter}\n\nSlut - så."
    assert blocks(body, {"mottagare": "RSS"}) == [
        Block(("Hej", "RSS.")),
        Block(("ett", "två"), is_list=True),
        Block(),
        Block(("Slut - så.",)),
    ]
