"""The page on which a huvudman requisitions: typed, checked, sent in, and all that goes wrong."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core.kronor import with_unit
from core.models import DemoClock
from grants.models import Round
from grants.states import RoundStatus
from organisations.roles import OrganisationRole
from requisitions.models import Requisition
from tests.builders import (
    ROUND_KEY,
    make_member,
    make_recipient,
    make_requisition,
    make_round,
    typed_requisition,
)

pytestmark = pytest.mark.django_db


def url(name: str, code: str = "RSS-12") -> str:
    return reverse(f"requisitions:{name}", args=[ROUND_KEY, code])


@pytest.fixture
def ombud(client: Client) -> Client:
    """RSS Skåne's ombud, logged in, in April 2025 with the round open."""
    make_round()
    client.force_login(make_member(make_recipient()))
    return client


def type_in(client: Client, **changes: str) -> str:
    response = client.post(url("edit"), typed_requisition(**changes))
    return response.content.decode() if response.status_code == 200 else response["Location"]


def test_faultless_values_lead_to_the_check_page(ombud: Client) -> None:
    assert type_in(ombud) == url("check")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Skriv hur mycket ni vill rekvirera"),
        ("0", "Skriv ett belopp mellan"),
        ("-5", "Skriv ett belopp mellan"),
        ("många", "Skriv beloppet i hela kronor med siffror"),
        ("1000,50", "Skriv beloppet utan ören"),
        ("1 700 000", f"Ni kan rekvirera högst {with_unit(1_611_111)}."),
    ],
)
def test_a_bad_amount_gets_a_sentence_and_stays_as_typed(
    ombud: Client, typed: str, sentence: str
) -> None:
    page = type_in(ombud, amount_kr=typed)
    assert page.count(sentence) == 2  # in the summary and at the field
    assert f'value="{typed}"' in page or typed == ""
    assert "<title>Fel: " in page


@pytest.mark.parametrize("typed", ["1481482", "1 481 482", "1.481.482", "1 481 482 kr"])
def test_amounts_may_be_typed_as_people_write_them(ombud: Client, typed: str) -> None:
    assert type_in(ombud, amount_kr=typed) == url("check")


def test_a_bankgiro_with_a_wrong_check_digit_is_refused(ombud: Client) -> None:
    assert "Bankgironumret stämmer inte" in type_in(ombud, bankgiro="5050-1056")


def test_a_text_above_its_limit_is_refused(ombud: Client) -> None:
    assert "<title>Fel: " in type_in(ombud, invoice_reference="x" * 51)


def test_what_is_wrong_is_kept_too(ombud: Client) -> None:
    type_in(ombud, amount_kr="många", contact_name="Å Ström")
    page = ombud.get(url("edit")).content.decode()
    assert 'value="många"' in page
    assert 'value="Å Ström"' in page


def send_in(client: Client) -> str:
    """Press the check page's button, as the page is now."""
    page = client.get(url("check")).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    response = client.post(url("submit"), {"seen": seen[1] if seen else ""}, follow=True)
    return response.content.decode()


def test_sending_in_gives_a_receipt_with_a_diary_number(ombud: Client) -> None:
    type_in(ombud)
    page = send_in(ombud)
    requisition = Requisition.objects.get()
    assert requisition.diarienummer in page
    assert "Vi har tagit emot er rekvisition" in page


def test_a_second_click_shows_the_first_ones_receipt(ombud: Client) -> None:
    type_in(ombud)
    first = send_in(ombud)
    second = ombud.post(url("submit"), {"seen": "stale"}, follow=True).content.decode()
    assert "Vi har tagit emot er rekvisition" in first
    assert "Vi har tagit emot er rekvisition" in second
    assert Requisition.objects.sent_in().count() == 1


def test_going_back_to_the_form_after_sending_in_shows_the_receipt(ombud: Client) -> None:
    make_requisition(Round.objects.get())
    assert ombud.get(url("edit"))["Location"] == url("receipt")
    assert ombud.get(url("check"))["Location"] == url("receipt")


def test_a_recipient_of_somebody_else_does_not_exist(ombud: Client) -> None:
    assert ombud.get(url("edit", "RSS-09")).status_code == 404
    assert ombud.post(url("edit", "RSS-09"), typed_requisition()).status_code == 404


def test_uppgiftssamordnare_sees_that_somebody_else_must_send_in(client: Client) -> None:
    make_requisition(submitted=False)
    client.force_login(make_member(make_recipient(), OrganisationRole.UPPGIFTSSAMORDNARE))
    page = client.get(url("check")).content.decode()
    assert "Be ert ombud eller er representant att skicka in" in page
    assert client.post(url("submit")).status_code == 403


def test_a_late_requisition_is_warned_of_received_and_marked(ombud: Client) -> None:
    DemoClock.objects.create(pk=1, today=date(2025, 5, 16))
    assert "Sista dagen har gått" in ombud.get(url("edit")).content.decode()
    type_in(ombud)
    page = send_in(ombud)
    assert "Rekvisitionen kom in efter sista dagen" in page
    assert Requisition.objects.get().is_late


def test_a_closed_round_says_so_and_keeps_what_was_typed(ombud: Client) -> None:
    Round.objects.update(status=RoundStatus.CLOSED)
    page = type_in(ombud, contact_name="Å Ström")
    assert "Omgången är stängd och tar inte emot rekvisitioner" in page
    assert 'value="Å Ström"' in page
    ombud.post(url("submit"))
    assert not Requisition.objects.sent_in().exists()


def test_a_draft_that_was_changed_after_the_check_page_is_not_sent_in(ombud: Client) -> None:
    type_in(ombud)
    page = ombud.get(url("check")).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    type_in(ombud, bankgiro="991-2346")
    response = ombud.post(url("submit"), {"seen": seen[1]}, follow=True)
    assert "Utkastet har ändrats" in response.content.decode()
    assert not Requisition.objects.sent_in().exists()


def test_an_unticked_condition_is_told_of_with_the_rest(ombud: Client) -> None:
    assert "Kryssa i att ni godtar villkoren" in type_in(ombud, conditions_accepted="")


@pytest.mark.parametrize(
    "changes",
    [
        {"contact_name": "Eva\0Ek"},
        {"amount_kr": "9" * 5000},
        {"contact_email": "a" * 300 + "@b.se"},
    ],
)
def test_strange_input_is_no_crash(ombud: Client, changes: dict[str, str]) -> None:
    type_in(ombud, **changes)
    assert ombud.get(url("edit")).status_code == 200
