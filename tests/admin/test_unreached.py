"""Inte nådd: the staff's list of addresses that took no letter, and what they do about them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.admin_base import admin_url
from core.models import Event
from correspondence.bounces.actions import keep_report
from correspondence.models import AddressMark, Letter, LetterStatus
from correspondence.outbox import queue_due_letters, send_waiting_letters
from organisations.models import Organisation
from organisations.roles import StaffRole
from requisitions.models import Requisition
from tests.admin.pages import list_url, staff_client, step_url, text_of
from tests.admin.test_start import START
from tests.builders import APRIL, make_recipient, make_requisition, make_round
from tests.correspondence.builders import make_returned_letter, report

pytestmark = pytest.mark.django_db

ANNA = "anna.lind@example.se"
WAITING = list_url(AddressMark, "lage=kvar")


@pytest.fixture
def mark() -> AddressMark:
    """The receipt of a requisition did not reach its contact person."""
    make_requisition(make_round(frames={"RSS-12": 1_611_111}))
    queue_due_letters(at=APRIL, only=["requisition_receipt"])
    send_waiting_letters(at=APRIL)
    come_back(Letter.objects.get(to_email=ANNA))
    return AddressMark.objects.get()


def come_back(letter: Letter) -> None:
    keep_report(report(letter.pk, letter.to_email), at=APRIL + timedelta(hours=1))


def test_the_list_says_who_which_letter_why_and_who_got_it_instead(mark: AddressMark) -> None:
    page = text_of(staff_client(), WAITING)
    registry = Organisation.objects.get().registry_email
    for said in (ANNA, mark.bounce.letter.subject, "Adressen finns inte.", registry):
        assert said in page


def test_the_list_says_when_others_had_the_letter_already(mark: AddressMark) -> None:
    send_waiting_letters(at=APRIL + timedelta(hours=2))
    come_back(Letter.objects.exclude(to_email=ANNA).earliest("id"))
    assert "Andra hade fått det" in text_of(staff_client(), WAITING)


def test_the_start_page_counts_them_and_leads_to_the_list(mark: AddressMark) -> None:
    page = text_of(staff_client(), START)
    assert "Adresser som inte nås av brev" in page
    assert WAITING in page


def test_the_page_says_what_to_do_where_the_address_stands_nowhere(mark: AddressMark) -> None:
    page = text_of(staff_client(), admin_url(mark))
    assert "Adressen fungerar igen" in page
    assert "Mottagaren har skrivit den i sitt ärende" in page
    assert "gick vidare till" in page


def test_the_page_leads_to_the_register_where_the_address_can_be_mended(mark: AddressMark) -> None:
    organisation = Organisation.objects.get()
    Organisation.objects.update(registry_email=ANNA)
    assert admin_url(organisation) in text_of(staff_client(), admin_url(mark))


def test_the_button_lifts_the_mark_and_sends_again(mark: AddressMark) -> None:
    typed = {"reason": "Ny server.", "send_again": "on"}
    staff_client().post(step_url(mark, "clear"), typed)
    assert ANNA not in text_of(staff_client(), WAITING)
    assert Letter.objects.get(to_email=ANNA).status == LetterStatus.QUEUED


def test_a_second_click_changes_nothing(mark: AddressMark) -> None:
    for _ in range(2):
        answer = staff_client().post(step_url(mark, "clear"), {"reason": "Ja."}, follow=True)
    assert "Inget ändrades" in answer.content.decode()


def test_who_only_reads_has_no_button(mark: AddressMark) -> None:
    reader = staff_client(StaffRole.CONTROLLER)
    assert step_url(mark, "clear") not in text_of(reader, admin_url(mark))
    assert reader.post(step_url(mark, "clear"), {"reason": "Ja."}).status_code == 403


def test_the_letter_and_the_case_say_what_became_of_it(mark: AddressMark) -> None:
    letter = mark.bounce.letter
    assert "Gick vidare till" in text_of(staff_client(), admin_url(letter))
    copy = letter.passed_on.get()
    assert admin_url(letter) in text_of(staff_client(), admin_url(copy))


@pytest.fixture
def given_up() -> Letter:
    letter = make_returned_letter()
    Letter.objects.update(status=LetterStatus.FAILED, attempts=12)
    return letter


def send_again(letter: Letter, role: StaffRole = StaffRole.HANDLAGGARE) -> int:
    url = reverse("admin:correspondence_letter_send_again", args=[letter.pk])
    return staff_client(role).post(url).status_code


def test_what_was_given_up_is_sent_again_once(given_up: Letter) -> None:
    assert "Skicka igen" in text_of(staff_client(), admin_url(given_up))
    assert [send_again(given_up) for _ in range(2)] == [302, 302]
    given_up.refresh_from_db()
    assert (given_up.status, given_up.attempts) == (LetterStatus.QUEUED, 0)
    assert Event.objects.get().action == "send_again"


def test_who_only_reads_sends_nothing_again(given_up: Letter) -> None:
    assert "Skicka igen" not in text_of(staff_client(StaffRole.CONTROLLER), admin_url(given_up))
    assert send_again(given_up, StaffRole.CONTROLLER) == 403


def test_the_case_tells_of_its_letters_among_what_has_happened(mark: AddressMark) -> None:
    page = text_of(staff_client(), admin_url(Requisition.objects.get()))
    happened = page.split("Vad som har hänt")[1]
    assert f"Brev: {mark.bounce.letter.subject}" in happened
    assert f"Till {ANNA}: kom tillbaka, gick vidare till" in happened
    assert "Brevet gick vidare" in happened


def test_the_list_asks_as_often_however_many_there_are(mark: AddressMark) -> None:
    client = staff_client()
    few = _queries(client, WAITING)
    for number in range(20, 26):
        code, email = f"RSS-{number}", f"kontakt{number}@example.se"
        round_ = make_round(f"omgang-{number}", frames={code: 1_611_111})
        make_requisition(round_, make_recipient(code), contact_email=email)
    queue_due_letters(at=APRIL, only=["requisition_receipt"])
    for letter in Letter.objects.filter(to_email__startswith="kontakt"):
        come_back(letter)
    assert _queries(client, WAITING) == few


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        text_of(client, url)
    return len(asked)
