"""After the answer: where the money is, and how to change one's mind."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import DemoClock
from grants.models import Round
from grants.states import RoundStatus
from organisations.roles import OrganisationRole, StaffRole
from requisitions import actions
from requisitions.models import Requisition
from requisitions.states import RequisitionStatus
from tests.builders import at, make_batch, make_member, make_recipient, make_requisition
from tests.requisitions.pages import press, seen_on, text, type_in, url
from tests.requisitions.states import MAKERS, as_staff

pytestmark = pytest.mark.django_db


def reader(client: Client, role: OrganisationRole = OrganisationRole.OMBUD) -> Client:
    client.force_login(make_member(make_recipient(), role))
    return client


def the_status() -> str:
    return Requisition.objects.get().status


# --- Where the money is ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        ("requisition submitted", "Vi granskar rekvisitionen. Pengarna betalas ut omkring"),
        ("requisition approved", "Rekvisitionen är godkänd. Pengarna betalas ut"),
        ("payment sent", "Skickad till banken"),
        ("requisition paid", "Pengarna betalades ut tisdag 15 april 2025"),
        ("payment failed", "Banken kunde inte betala till bankgiro"),
        ("requisition refused", "Vi har avvisat er rekvisition"),
        ("requisition declined", "Ni har avstått från bidraget"),
    ],
)
def test_the_page_says_where_the_money_is(client: Client, made: str, sentence: str) -> None:
    MAKERS[made]()
    assert sentence in text(reader(client), "receipt")


def test_a_failed_payment_is_told_of_with_account_and_what_happens(client: Client) -> None:
    MAKERS["payment failed"]()
    page = text(reader(client), "receipt")
    assert "5050-1055" in page
    assert "Vi kontaktar er och betalar igen" in page
    assert "Kontot finns inte." in page


def test_a_late_one_is_not_promised_its_money(client: Client) -> None:
    make_requisition(when=at(2025, 5, 16))
    assert "Om vi tar emot den betalas pengarna ut omkring" in text(reader(client), "receipt")


def test_a_refused_one_stands_with_the_reason(client: Client) -> None:
    late = make_requisition(when=at(2025, 5, 16))
    actions.refuse_requisition(late, **as_staff(), reason="Anslaget är fördelat.")
    assert "Anslaget är fördelat." in text(reader(client), "receipt")


def test_before_anything_is_sent_in_there_is_no_receipt(ombud: Client) -> None:
    assert ombud.get(url("receipt"))["Location"] == url("edit")


def test_what_was_returned_is_corrected_rather_than_shown(client: Client) -> None:
    MAKERS["requisition returned"]()
    assert reader(client).get(url("receipt"))["Location"] == url("edit")


# --- Taking back ----------------------------------------------------------------------------------


def test_taking_back_is_asked_once_and_says_what_happens(client: Client) -> None:
    make_requisition()
    page = text(reader(client), "withdraw")
    assert "Dra tillbaka rekvisitionen?" in page
    assert "inget betalas ut förrän ni har skickat in den på nytt" in page


def test_taking_back_after_the_last_day_warns_that_it_becomes_late(client: Client) -> None:
    make_requisition()
    DemoClock.objects.create(pk=1, today=date(2025, 5, 16))
    assert "märks den som sen" in text(reader(client), "withdraw")


def test_what_was_taken_back_is_a_draft_with_everything_in_it(client: Client) -> None:
    make_requisition()
    page = press(reader(client), "withdraw")
    assert "är ett utkast igen" in page
    assert 'value="Karin Ek"' in page
    assert the_status() == RequisitionStatus.DRAFT


def test_taking_back_twice_leads_to_the_draft(client: Client) -> None:
    make_requisition()
    reader(client)
    press(client, "withdraw")
    assert "Rekvirera statsbidrag" in press(client, "withdraw")
    assert the_status() == RequisitionStatus.DRAFT


def test_what_is_approved_is_not_taken_back(client: Client) -> None:
    make_requisition(approved=True)
    assert "Rekvisitionen är godkänd" in press(reader(client), "withdraw")
    assert the_status() == RequisitionStatus.APPROVED
    assert "Dra tillbaka" not in text(client, "receipt")


def test_in_a_closed_round_nothing_is_taken_back(client: Client) -> None:
    make_requisition()
    Round.objects.update(status=RoundStatus.CLOSED)
    assert "Omgången är stängd" in press(reader(client), "withdraw")
    assert the_status() == RequisitionStatus.SUBMITTED


def test_an_uppgiftssamordnare_takes_nothing_back(client: Client) -> None:
    make_requisition()
    reader(client, OrganisationRole.UPPGIFTSSAMORDNARE)
    assert "Dra tillbaka" not in text(client, "receipt")
    assert client.post(url("withdraw")).status_code == 403


# --- Wanting the money after all ------------------------------------------------------------------


def test_who_declined_may_want_the_money_after_all(client: Client) -> None:
    MAKERS["requisition declined"]()
    assert "Ni kan rekvirera igen" in press(reader(client), "reopen")
    assert the_status() == RequisitionStatus.DRAFT


def test_after_the_no_the_whole_frame_is_chosen_again(ombud: Client) -> None:
    type_in(ombud, answer="decline", decline_reason="Vi hinner inte.")
    press(ombud, "decline", seen=seen_on(ombud, "check"))
    page = press(ombud, "reopen")
    assert re.search(r'<input[^>]+value="whole"[^>]+checked', page)
    assert 'value="Karin Ek"' in page


def test_wanting_it_twice_leads_to_the_draft(client: Client) -> None:
    MAKERS["requisition declined"]()
    reader(client)
    press(client, "reopen")
    assert "Rekvirera statsbidrag" in press(client, "reopen")


def test_in_a_closed_round_the_no_stands(client: Client) -> None:
    MAKERS["requisition declined"]()
    Round.objects.update(status=RoundStatus.CLOSED)
    assert "Omgången är stängd" in press(reader(client), "reopen")
    assert the_status() == RequisitionStatus.DECLINED


def test_an_uppgiftssamordnare_does_not_change_the_answer(client: Client) -> None:
    MAKERS["requisition declined"]()
    reader(client, OrganisationRole.UPPGIFTSSAMORDNARE)
    assert "Be ert ombud eller er representant att ändra svaret" in text(client, "receipt")
    assert client.post(url("reopen")).status_code == 403


def test_the_page_asks_as_often_after_a_failed_attempt_as_before_it(client: Client) -> None:
    requisition = make_requisition(approved=True)
    reader(client)
    text(client, "receipt")
    with CaptureQueriesContext(connection) as before:
        text(client, "receipt")
    batch = make_batch(requisition, sent=True)
    actions.fail_by_hand(batch.payments.get(), **as_staff(StaffRole.EKONOM), reason="Stopp.")
    with CaptureQueriesContext(connection) as after:
        text(client, "receipt")
    assert len(after) == len(before)
