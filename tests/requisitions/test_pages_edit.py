"""The page on which a huvudman requisitions: typed, prefilled, saved, and by two at once."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core.kronor import grouped, with_unit
from core.models import DemoClock
from grants.models import Round
from grants.states import RoundStatus
from organisations.roles import OrganisationRole
from requisitions import actions
from requisitions.models import Requisition
from tests.builders import (
    at,
    make_member,
    make_recipient,
    make_requisition,
    make_round,
    typed_requisition,
)
from tests.requisitions.builders import next_year
from tests.requisitions.pages import press, seen_on, text, type_in, url
from tests.requisitions.states import as_staff

pytestmark = pytest.mark.django_db


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
    page = text(ombud, "edit")
    assert 'value="många"' in page
    assert 'value="Å Ström"' in page


def test_an_amount_that_goes_above_the_frame_is_told_of_with_the_rest(ombud: Client) -> None:
    page = type_in(ombud, amount_kr="1 700 000", contact_name="")
    assert "Ni kan rekvirera högst" in page
    assert "Skriv vem vi kan kontakta" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"contact_name": "Eva\0Ek"},
        {"amount_kr": "9" * 5000},
        {"contact_email": "a" * 300 + "@b.se"},
        {"answer": "kanske"},
    ],
)
def test_strange_input_is_no_crash(ombud: Client, changes: dict[str, str]) -> None:
    type_in(ombud, **changes)
    assert ombud.get(url("edit")).status_code == 200


# --- The whole frame, a part of it, or none -------------------------------------------------------


def test_the_whole_frame_is_chosen_and_filled_in_from_the_start(ombud: Client) -> None:
    page = text(ombud, "edit")
    assert re.search(r'<input[^>]+value="whole"[^>]+checked', page)
    assert f'value="{grouped(1_611_111)}"' in page


@pytest.mark.parametrize("beside", ["", "1 611 111"])
def test_the_whole_frame_needs_no_amount(ombud: Client, beside: str) -> None:
    assert type_in(ombud, answer="whole", amount_kr=beside) == url("check")


def test_the_whole_frame_beside_another_amount_is_asked_about(ombud: Client) -> None:
    assert "Ni har valt hela ramen men skrivit" in type_in(ombud, answer="whole", amount_kr="500")


def test_who_declines_is_asked_for_the_reason_alone(ombud: Client) -> None:
    page = press(ombud, "edit", answer="decline", bankgiro="fel")
    assert page.count("Skriv varför ni avstår från bidraget") == 2
    assert "Bankgironumret" not in page


def test_no_answer_at_all_is_told_of(ombud: Client) -> None:
    assert "Välj om ni rekvirerar hela ramen" in type_in(ombud, answer="")


# --- Prefilled ------------------------------------------------------------------------------------


def test_last_year_s_texts_stand_there_and_say_where_they_come_from(client: Client) -> None:
    last_year = make_requisition(make_round("forra-aret"))
    round_ = next_year(last_year.round)
    client.force_login(make_member(make_recipient()))
    page = client.get(reverse("requisitions:edit", args=[round_.key, "RSS-12"])).text
    assert 'value="Karin Ek"' in page
    assert "Hämtat från er rekvisition 2025. Kontrollera att det stämmer." in page


def test_the_register_s_bankgiro_stands_there(ombud: Client) -> None:
    page = text(ombud, "edit")
    assert 'value="5050-1055"' in page
    assert "Hämtat från uppgifterna om er organisation" in page


def test_a_draft_says_nothing_of_last_year(ombud: Client) -> None:
    make_requisition(Round.objects.get(), submitted=False)
    assert "Hämtat från" not in text(ombud, "edit")


# --- Saved as it is typed, by one or by two -------------------------------------------------------


def test_what_is_typed_is_saved_with_the_time_and_a_new_fingerprint(ombud: Client) -> None:
    typed = typed_requisition(contact_name="Eva") | {"seen": seen_on(ombud, "edit")}
    answer = ombud.post(url("autosave"), typed).json()
    draft = Requisition.objects.get()
    assert draft.draft["contact_name"] == "Eva"
    assert answer["seen"] == draft.draft_sha256
    assert len(answer["saved"]) == len("14:32")


def test_saving_the_same_twice_is_no_conflict(ombud: Client) -> None:
    typed = typed_requisition() | {"seen": seen_on(ombud, "edit")}
    codes = [ombud.post(url("autosave"), typed).status_code for _ in range(2)]
    assert codes == [200, 200]


def test_what_another_has_saved_meanwhile_is_not_overwritten(ombud: Client) -> None:
    stale = seen_on(ombud, "edit")
    type_in(ombud, contact_name="Den andra")
    mine = typed_requisition(contact_name="Jag") | {"seen": stale}
    answer = ombud.post(url("autosave"), mine)
    assert answer.status_code == 409
    assert "Någon annan sparade" in answer.json()["message"]
    assert Requisition.objects.get().draft["contact_name"] == "Den andra"


def test_two_who_write_at_once_see_what_differs(ombud: Client) -> None:
    stale = seen_on(ombud, "edit")
    type_in(ombud, contact_name="Den andra")
    page = type_in(ombud, contact_name="Jag", seen=stale)
    assert '<td role="cell" data-label="Sparat">Den andra</td>' in page
    assert '<td role="cell" data-label="Ni har skrivit">Jag</td>' in page
    assert page.count('data-label="Sparat"') == 1
    assert "<title>Fel: " in page


def test_who_has_seen_the_difference_may_choose_her_own(ombud: Client) -> None:
    stale = seen_on(ombud, "edit")
    type_in(ombud, contact_name="Den andra")
    page = type_in(ombud, contact_name="Jag", seen=stale)
    shown = page.split('name="seen" value="')[1].split('"')[0]
    type_in(ombud, contact_name="Jag", seen=shown)
    assert Requisition.objects.get().draft["contact_name"] == "Jag"


def test_nothing_is_saved_after_it_was_sent_in(ombud: Client) -> None:
    make_requisition(Round.objects.get())
    answer = ombud.post(url("autosave"), typed_requisition())
    assert answer.status_code == 409
    assert "redan inskickad" in answer.json()["message"]


def test_the_button_saves_a_draft_and_stays(ombud: Client) -> None:
    page = press(ombud, "edit", **typed_requisition(amount_kr="många"), save="")
    assert "Utkastet är sparat. Det är inte inskickat." in page
    assert "Utkast, inte inskickat" in page


# --- Who, whose, when -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["edit", "autosave"])
def test_a_recipient_of_somebody_else_does_not_exist(ombud: Client, name: str) -> None:
    assert ombud.post(url(name, "RSS-09"), typed_requisition()).status_code == 404


def test_an_uppgiftssamordnare_does_not_begin_by_typing(client: Client) -> None:
    make_round()
    client.force_login(make_member(make_recipient(), OrganisationRole.UPPGIFTSSAMORDNARE))
    assert "Be ert ombud eller er representant att påbörja" in text(client, "edit")
    assert client.post(url("autosave"), typed_requisition()).status_code == 403


def test_going_back_to_the_form_after_sending_in_shows_the_receipt(ombud: Client) -> None:
    make_requisition(Round.objects.get())
    assert ombud.get(url("edit"))["Location"] == url("receipt")
    assert "Det du skrev är inte sparat" in press(ombud, "edit", **typed_requisition())


def test_after_the_last_day_the_page_says_what_late_means(ombud: Client) -> None:
    DemoClock.objects.create(pk=1, today=date(2025, 5, 16))
    page = text(ombud, "edit")
    assert "Sista dagen har gått" in page
    assert "märks som sen" in page


def test_a_closed_round_says_so_and_keeps_what_was_typed(ombud: Client) -> None:
    Round.objects.update(status=RoundStatus.CLOSED)
    page = type_in(ombud, contact_name="Å Ström")
    assert "Omgången är stängd och tar inte emot rekvisitioner" in page
    assert 'value="Å Ström"' in page


def test_what_staff_returned_stands_with_their_comment_to_be_corrected(ombud: Client) -> None:
    requisition = make_requisition(Round.objects.get(), when=at(2025, 4, 15))
    actions.return_requisition(requisition, **as_staff(), reason="Bankgirot hör till en annan.")
    page = text(ombud, "edit")
    assert "Bankgirot hör till en annan." in page
    assert "Utkast, inte inskickat" in page
    assert 'value="Karin Ek"' in page
