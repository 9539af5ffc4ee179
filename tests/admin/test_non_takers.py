"""Inte rekvirerat: who is left, whom to call, the notes of calls, the list as a file."""

import pytest
from django.urls import reverse

from grants.models import Round
from organisations.roles import OrganisationRole, StaffRole
from requisitions.models import CallNote
from tests.admin.pages import staff_client, text_of
from tests.builders import make_member, make_recipient, make_requisition, make_round

pytestmark = pytest.mark.django_db

CALL = {"spoke_with": "Eva Ek, 010-1", "outcome": "Skickar in på måndag."}


@pytest.fixture
def round_() -> Round:
    round_ = make_round()
    make_requisition(round_, make_recipient("RSS-09"))
    return round_


def url_of(name: str, round_: Round, *more: str) -> str:
    return reverse(f"admin:requisitions_callnote_{name}", args=[round_.pk, *more])


def test_those_who_have_answered_are_left_out(round_: Round) -> None:
    page = text_of(staff_client(), url_of("round", round_))
    assert "1 mottagare har en ram" in page
    assert "mottagare-RSS-12" in page
    assert "mottagare-RSS-09" not in page


def test_people_to_call_stand_with_their_numbers(round_: Round) -> None:
    make_member(make_recipient(), OrganisationRole.OMBUD, phone="010-999 88 77")
    assert "010-999 88 77" in text_of(staff_client(), url_of("round", round_))


def test_a_call_is_noted_once_however_often_it_is_clicked(round_: Round) -> None:
    client = staff_client()
    for _ in range(2):
        page = client.post(url_of("call", round_, "RSS-12"), CALL, follow=True)
    assert CallNote.objects.get().outcome == "Skickar in på måndag."
    assert "Eva Ek, 010-1. Skickar in på måndag." in page.content.decode()


def test_an_empty_note_says_what_to_write(round_: Round) -> None:
    page = staff_client().post(url_of("call", round_, "RSS-12"), {})
    assert "Skriv vem du talade med" in page.content.decode()


def test_others_than_handlaggare_note_no_calls(round_: Round) -> None:
    client = staff_client(StaffRole.CONTROLLER)
    assert client.post(url_of("call", round_, "RSS-12"), CALL).status_code == 403
    assert "Anteckna samtal" not in text_of(client, url_of("round", round_))


def test_a_recipient_of_no_frame_has_no_call(round_: Round) -> None:
    assert staff_client().get(url_of("call", round_, "RSS-99")).status_code == 404


def test_the_call_list_is_a_file_that_runs_no_formulas(round_: Round) -> None:
    make_member(make_recipient(), OrganisationRole.OMBUD, phone="=1+1")
    answer = staff_client().get(url_of("csv", round_))
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("RSS-12;RSS Skåne;Skåne län;")
    assert ";'=1+1;" in text


def test_the_round_s_old_address_leads_here(round_: Round) -> None:
    old = reverse("admin:grants_round_not_requisitioned", args=[round_.pk])
    assert staff_client().get(old)["Location"] == url_of("round", round_)
