"""Brev: the people of a case see what has been sent in it, and read all but personal links."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from correspondence.models import Letter, LetterStatus
from correspondence.outbox import queue_due_letters
from correspondence.plan import kinds
from portal import letters
from tests.builders import (
    ROUND_KEY,
    make_member,
    make_recipient,
    make_report,
    make_requisition,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db

ALL = reverse("portal:letters")
CASE = reverse("portal:case_letters", args=[ROUND_KEY, "RSS-12"])
OMBUD = "ombud@example.se"
GRANT = reverse("portal:grant", args=[ROUND_KEY, "RSS-12"])


@pytest.fixture
def ombud(client: Client) -> Client:
    """RSS Skåne's ombud, who has been told that she may requisition."""
    client.force_login(make_member(make_recipient(), email=OMBUD))
    make_round()
    queue_due_letters(at=clock.now(), only=["requisition_opening"])
    return client


def page(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def opening() -> Letter:
    return Letter.objects.get(to_email=OMBUD)


def more(count: int) -> None:
    """Copies of the letter to other addresses."""
    first = opening()
    for number in range(count):
        first.pk, first.to_email = None, f"fler{number}@example.se"
        first.save(force_insert=True)


@pytest.mark.parametrize("url", [ALL, CASE])
def test_the_letters_stand_with_their_fate_and_lead_to_their_text(ombud: Client, url: str) -> None:
    text, letter = page(ombud, url), opening()
    assert letter.subject in text
    assert f"till {letter.to_email}: väntar" in text
    assert reverse("portal:letter", args=[ROUND_KEY, "RSS-12", letter.pk]) in text


def test_the_text_is_as_it_was_sent_with_what_came_with_it(client: Client) -> None:
    client.force_login(make_member(make_recipient()))
    make_requisition()
    queue_due_letters(at=clock.now(), only=["requisition_receipt"])
    letter = Letter.objects.latest("pk")
    text = page(client, reverse("portal:letter", args=[ROUND_KEY, "RSS-12", letter.pk]))
    assert letter.body_text.splitlines()[0] in text
    assert "Bilagor" in text


def test_the_letters_of_others_are_not_there(ombud: Client, client: Client) -> None:
    client.force_login(make_member(make_recipient("RSS-09")))
    assert opening().to_email not in page(client, ALL)


def test_somebody_without_an_organisation_has_none(client: Client) -> None:
    client.force_login(make_user())
    assert "Vi har inte skickat några brev än" in page(client, ALL)


def test_a_personal_link_is_seen_to_have_gone_out_and_not_read(client: Client) -> None:
    client.force_login(make_member(make_recipient()))
    make_report(locked=True)
    queue_due_letters(at=clock.now(), only=["approval_request"])
    letter = Letter.objects.get(kind="approval_request")
    text = page(client, ALL)
    assert letter.subject in text
    assert "Bara den som fick det" in text
    url = reverse("portal:letter", args=[ROUND_KEY, "RSS-12", letter.pk])
    assert client.get(url).status_code == 404


def test_these_kinds_hold_a_personal_link() -> None:
    personal = {key for key, kind in kinds().items() if kind.is_personal}
    assert personal == {"approval_request", "approval_reminder", "invitation"}


def test_a_letter_that_was_no_longer_needed_is_left_out(ombud: Client) -> None:
    letter = opening()
    Letter.objects.filter(pk=letter.pk).update(status=LetterStatus.SKIPPED)
    assert letter.to_email not in page(ombud, ALL)
    url = reverse("portal:letter", args=[ROUND_KEY, "RSS-12", letter.pk])
    assert ombud.get(url).status_code == 404


def test_older_letters_are_on_the_next_page(ombud: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "PER_PAGE", 1)
    more(1)
    assert "Sida 1 av" in page(ombud, ALL)
    assert "Nyare brev" in page(ombud, f"{ALL}?sida=2")


def test_a_page_that_is_not_there_is_the_nearest(ombud: Client) -> None:
    assert opening().subject in page(ombud, f"{ALL}?sida=99")


@pytest.mark.parametrize("url", [ALL, CASE, GRANT])
def test_it_asks_as_often_for_many_letters_as_for_few(ombud: Client, url: str) -> None:
    page(ombud, url)
    with CaptureQueriesContext(connection) as few:
        page(ombud, url)
    more(3)
    with CaptureQueriesContext(connection) as many:
        page(ombud, url)
    assert len(few) == len(many)
