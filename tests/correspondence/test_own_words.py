"""Staff's own words in the letters that go out: which apply, how they look, every version kept."""

from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from core.errors import RuleViolated, StaleState
from correspondence.models import Letter, OwnWords
from correspondence.outbox import queue_due_letters
from correspondence.plan_actions import restore_words, write_words
from organisations.models import Recipient
from tests.builders import ROUND_KEY, at, make_round, make_staff

pytestmark = pytest.mark.django_db

KIND = "requisition_reminder"
BODY = "Rekvirera nu. {om_sista_dagen}\n\nHej {namn}!\n\n{uppgifter}\n\n- {mottagare}\n- {ram}"


def write(round_key: str = "", seen: int = 0, **changes: Any) -> OwnWords:
    usual = {"subject": "Dags för {mottagare}", "body": BODY, "link_text": "Rekvirera"}
    words = {**usual, **changes}
    return write_words(
        KIND, round_key, **words, seen_version=seen, by=make_staff(), at=at(2025, 4, 20)
    )


def letter(day: int = 1) -> Letter:
    make_round(frames={"RSS-12": 1_611_111})
    queue_due_letters(at=at(2025, 5, day), only=[KIND])
    return Letter.objects.get()


def test_a_letter_is_written_in_staff_s_words_and_says_which() -> None:
    words = write()
    one = letter()
    assert one.words == words
    assert one.subject == "Dags för RSS Skåne"
    assert "Sista dag är torsdag 15 maj 2025. Det är om 14 dagar." in one.body_text
    assert "- RSS Skåne\n- 1\N{NO-BREAK SPACE}611\N{NO-BREAK SPACE}111" in one.body_text
    assert "Fördelningsram: 1" in one.body_text


def test_the_html_twin_has_the_same_words_and_one_link_as_a_button() -> None:
    write()
    html = letter().body_html
    for piece in ("<li style", "Dags för RSS Skåne", ">Rekvirera</a>", "Diarienummer S2025/00122"):
        assert piece in html


def test_after_the_last_day_the_sentence_about_it_is_another() -> None:
    write()
    assert "Sista dagen var torsdag 15 maj 2025." in letter(day=16).body_text


def test_what_people_have_typed_is_never_read_as_html_or_fields() -> None:
    write(body="<b>Rekvirera</b> nu.\n\n{mottagare}")
    make_round(frames={"RSS-12": 5})
    Recipient.objects.update(name="<i>{ram} {% now %}</i>")
    queue_due_letters(at=at(2025, 5, 1), only=[KIND])
    one = Letter.objects.get()
    assert "<i>{ram} {% now %}</i>" in one.body_text
    assert "&lt;b&gt;Rekvirera&lt;/b&gt;" in one.body_html
    assert "<i>" not in one.body_html


def test_the_words_of_the_round_come_before_those_of_all_rounds() -> None:
    write()
    write(ROUND_KEY, subject="Bara i år")
    write("en-annan", subject="Någon annanstans")
    assert letter().subject == "Bara i år"


def test_going_back_gives_the_portal_s_words_and_keeps_the_versions() -> None:
    write()
    restore_words(KIND, "", seen_version=1, by=make_staff(), at=at(2025, 4, 21))
    assert letter().subject.startswith("Rekvirera senast 15 maj")
    assert OwnWords.objects.count() == 2


def test_words_that_somebody_else_has_changed_meanwhile_are_not_written_over() -> None:
    write()
    with pytest.raises(StaleState):
        write(seen=0)


def test_an_unknown_field_is_refused_when_it_is_saved() -> None:
    with pytest.raises(RuleViolated, match=r"Menade du \{mottagare\}"):
        write(body="Hej {motagare}")


def test_a_version_never_changes() -> None:
    words = write()
    words.subject = "Något annat"
    with pytest.raises(ProgrammingError), transaction.atomic():
        words.save()
