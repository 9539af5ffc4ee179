"""Two people on one page: whose answer holds, and what is asked about."""

import pytest

from reporting.filling.merging import Clash, fingerprint, merged, read_seen, seen
from reporting.questionnaire import Stored

BASE: dict[str, Stored] = {"text": "Från början", "belopp": 10, "val": ["a"]}


def together(
    mine: dict[str, Stored], theirs: dict[str, Stored], **choices: str
) -> tuple[dict[str, Stored], list[str]]:
    """What is stored, and which answers clash, when both began from BASE."""
    one = merged(BASE | mine, BASE | theirs, read_seen(seen(BASE)), choices)
    return one.answers, [clash.key for clash in one.clashes]


def test_what_only_i_changed_is_mine() -> None:
    assert together({"belopp": 20}, {}) == (BASE | {"belopp": 20}, [])


def test_what_only_the_other_changed_is_theirs() -> None:
    assert together({}, {"belopp": 20}) == (BASE | {"belopp": 20}, [])


def test_changes_in_different_answers_are_both_kept() -> None:
    assert together({"belopp": 20}, {"text": "Nytt"}) == (
        BASE | {"belopp": 20, "text": "Nytt"},
        [],
    )


def test_the_same_change_by_both_is_no_clash() -> None:
    assert together({"val": ["b"]}, {"val": ["b"]}) == (BASE | {"val": ["b"]}, [])


def test_different_changes_of_one_answer_clash_and_the_stored_one_stays() -> None:
    answers, clashes = together({"text": "Jag"}, {"text": "Hon"})
    assert clashes == ["text"]
    assert answers["text"] == "Hon"


def test_to_clear_what_the_other_changed_is_a_clash() -> None:
    assert together({"text": None}, {"text": "Hon"})[1] == ["text"]


@pytest.mark.parametrize(
    ("whose", "text"), [("mine", "Jag"), ("theirs", "Hon"), ("both", "Hon\n\nJag")]
)
def test_a_clash_is_settled_by_choosing(whose: str, text: str) -> None:
    choice = f"{whose}:{fingerprint('Hon')}"
    assert together({"text": "Jag"}, {"text": "Hon"}, text=choice) == (BASE | {"text": text}, [])


@pytest.mark.parametrize("choice", ["mine:annat", "mine", "", f"nobody:{fingerprint('Hon')}"])
def test_a_choice_against_another_version_does_not_count(choice: str) -> None:
    assert together({"text": "Jag"}, {"text": "Hon"}, text=choice)[1] == ["text"]


def test_who_has_been_asked_is_asked_until_she_chooses() -> None:
    asked = read_seen(seen({"text": "Hon"}, (Clash("text", "Hon", "Jag"),)))
    assert merged({"text": "Jag"}, {"text": "Hon"}, asked, {}).clashes
    assert merged({"text": None}, {"text": "Hon"}, asked, {}).clashes


def test_what_the_writer_never_saw_is_not_emptied_by_her() -> None:
    one = merged({"ny": None, "text": "Jag"}, {"ny": "Svar"}, read_seen(seen({"text": None})), {})
    assert one.answers == {"ny": "Svar", "text": "Jag"}


def test_a_post_that_says_nothing_of_what_was_seen_is_taken_as_it_is() -> None:
    assert merged({"text": None}, {"text": "Hon"}, None, {}).answers == {"text": None}


def test_after_a_merge_the_writers_screen_is_what_she_has_seen() -> None:
    """Her stale copy of the other's answer must not win when she goes on typing."""
    mine, theirs = BASE | {"belopp": 20}, BASE | {"text": "Hon"}
    first = merged(mine, theirs, read_seen(seen(BASE)), {})
    again = merged(mine | {"belopp": 30}, first.answers, read_seen(seen(mine)), {})
    assert again.answers == BASE | {"text": "Hon", "belopp": 30}
    assert first.theirs == again.theirs == ("text",)


@pytest.mark.parametrize("nonsense", ["", "text", "text:", ":", "a b c"])
def test_nonsense_about_what_was_seen_overwrites_nothing(nonsense: str) -> None:
    one = merged({"text": "Jag"}, {"text": "Hon"}, read_seen(nonsense), {})
    assert one.answers == {"text": "Hon"}
    assert len(one.clashes) == 1
