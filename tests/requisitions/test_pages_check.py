"""The check page: read through, accept the conditions, send in or decline; once."""

from datetime import date

import pytest
from django.test import Client

from core.models import DemoClock
from grants.models import Round
from grants.states import RoundStatus
from organisations.roles import OrganisationRole
from requisitions import actions
from requisitions.models import Requisition
from requisitions.states import RequisitionStatus
from tests.builders import make_member, make_recipient, make_requisition, make_round
from tests.requisitions.pages import press, seen_on, send_in, text, type_in, url
from tests.requisitions.states import as_staff

pytestmark = pytest.mark.django_db

NO = {"answer": "decline", "decline_reason": "Vi hinner inte i år."}


@pytest.fixture
def helper(client: Client) -> Client:
    """RSS Skåne's uppgiftssamordnare, with a draft that the ombud has begun."""
    make_requisition(submitted=False)
    client.force_login(make_member(make_recipient(), OrganisationRole.UPPGIFTSSAMORDNARE))
    return client


def test_sending_in_gives_a_receipt_with_a_diary_number(ombud: Client) -> None:
    type_in(ombud)
    page = send_in(ombud)
    assert Requisition.objects.get().diarienummer in page
    assert "Vi har tagit emot er rekvisition" in page


def test_the_conditions_stand_there_and_are_kept_as_they_were_accepted(client: Client) -> None:
    other = "Medel får inte användas för samma insats som har beviljats annat offentligt stöd."
    make_round(conditions=[other])
    client.force_login(make_member(make_recipient()))
    type_in(client)
    assert other in text(client, "check")
    send_in(client)
    assert Requisition.objects.get().accepted_conditions == [other]


def test_without_the_tick_nothing_is_sent_in(ombud: Client) -> None:
    type_in(ombud)
    page = press(ombud, "submit", seen=seen_on(ombud, "check"))
    assert page.count("Kryssa i att ni godtar villkoren") == 2
    assert "<title>Fel: " in page
    assert not Requisition.objects.sent_in().exists()


def test_the_whole_frame_is_the_frame_of_the_day_it_is_sent_in(ombud: Client) -> None:
    type_in(ombud, answer="whole", amount_kr="")
    send_in(ombud)
    assert Requisition.objects.get().amount_kr == 1_611_111


def test_a_second_click_shows_the_first_ones_receipt(ombud: Client) -> None:
    type_in(ombud)
    send_in(ombud)
    assert "Vi har tagit emot er rekvisition" in press(ombud, "submit", seen="stale")
    assert Requisition.objects.sent_in().count() == 1


def test_a_draft_that_was_changed_after_the_check_page_is_not_sent_in(ombud: Client) -> None:
    type_in(ombud)
    seen = seen_on(ombud, "check")
    type_in(ombud, bankgiro="991-2346")
    page = press(ombud, "submit", seen=seen, conditions_accepted="on")
    assert "Utkastet har ändrats" in page
    assert not Requisition.objects.sent_in().exists()


def test_a_draft_with_faults_is_shown_with_them(ombud: Client) -> None:
    type_in(ombud, bankgiro="5050-1056")
    assert "Bankgironumret stämmer inte" in text(ombud, "check")
    ombud.post(url("submit"), {"seen": "x"})
    assert not Requisition.objects.sent_in().exists()


def test_another_account_than_the_register_s_is_pointed_out(ombud: Client) -> None:
    type_in(ombud, bankgiro="991-2346")
    assert "Det skiljer sig från det bankgiro vi har registrerat" in text(ombud, "check")


def test_there_is_nothing_to_check_before_anything_is_typed(ombud: Client) -> None:
    assert ombud.get(url("check"))["Location"] == url("edit")


def test_a_late_one_is_taken_and_marked(ombud: Client) -> None:
    DemoClock.objects.create(pk=1, today=date(2025, 5, 16))
    type_in(ombud)
    assert "Rekvisitionen kom in efter sista dagen" in send_in(ombud)
    assert Requisition.objects.get().is_late


def test_a_closed_round_takes_nothing(ombud: Client) -> None:
    type_in(ombud)
    seen = seen_on(ombud, "check")
    Round.objects.update(status=RoundStatus.CLOSED)
    page = press(ombud, "submit", seen=seen, conditions_accepted="on")
    assert "Omgången är stängd" in page
    assert not Requisition.objects.sent_in().exists()


def test_what_was_returned_is_sent_in_again_under_the_same_number(ombud: Client) -> None:
    first = make_requisition(Round.objects.get())
    actions.return_requisition(first, **as_staff(), reason="Rätta beloppet.")
    assert "Rätta beloppet." in text(ombud, "check")
    type_in(ombud, amount_kr="1 000 000")
    assert first.diarienummer in send_in(ombud)
    assert Requisition.objects.get().versions.count() == 2


def test_an_uppgiftssamordnare_sees_that_somebody_else_must_send_in(helper: Client) -> None:
    assert "Be ert ombud eller er representant att skicka in" in text(helper, "check")
    assert helper.post(url("submit")).status_code == 403


@pytest.mark.parametrize("name", ["check", "submit", "decline", "withdraw", "reopen", "receipt"])
def test_the_case_of_somebody_else_does_not_exist(ombud: Client, name: str) -> None:
    assert ombud.post(url(name, "RSS-09")).status_code == 404


# --- Declining ------------------------------------------------------------------------------------


def test_declining_is_asked_once_and_says_what_it_means(ombud: Client) -> None:
    type_in(ombud, **NO)
    page = text(ombud, "check")
    assert "Avstå från bidraget?" in page
    assert "Vi hinner inte i år." in page
    assert "slutar påminna er" in page


def test_who_declines_gets_a_number_and_the_reason_back(ombud: Client) -> None:
    type_in(ombud, **NO)
    page = press(ombud, "decline", seen=seen_on(ombud, "check"))
    assert "Ni har avstått från bidraget" in page
    assert "Vi hinner inte i år." in page
    assert Requisition.objects.get().diarienummer in page


def test_declining_twice_shows_the_first_ones_page(ombud: Client) -> None:
    type_in(ombud, **NO)
    seen = seen_on(ombud, "check")
    pages = [press(ombud, "decline", seen=seen) for _ in range(2)]
    assert "Ni har avstått från bidraget" in pages[0]
    assert "Ni har avstått från bidraget" in pages[1]


def test_a_no_is_not_taken_from_a_draft_that_now_says_yes(ombud: Client) -> None:
    type_in(ombud, **NO)
    seen = seen_on(ombud, "check")
    type_in(ombud)
    assert "Utkastet har ändrats" in press(ombud, "decline", seen=seen)
    assert Requisition.objects.get().status == RequisitionStatus.DRAFT


def test_a_yes_is_not_sent_in_from_a_draft_that_says_no(ombud: Client) -> None:
    type_in(ombud, **NO)
    press(ombud, "submit", seen=seen_on(ombud, "check"), conditions_accepted="on")
    assert Requisition.objects.get().status == RequisitionStatus.DRAFT


def test_an_uppgiftssamordnare_does_not_decline(helper: Client) -> None:
    type_in(helper, **NO)
    assert "Be ert ombud eller er representant att avstå" in text(helper, "check")
    assert helper.post(url("decline")).status_code == 403
