"""Betala tillbaka pengar: announced, shown how to pay, taken back; until there is a report."""

import pytest
from django.test import Client
from django.urls import reverse

from core.kronor import with_unit
from organisations.roles import OrganisationRole, StaffRole
from requisitions import actions
from requisitions.models import Return
from requisitions.states import ReturnStatus
from tests.builders import (
    APRIL,
    ROUND_KEY,
    make_member,
    make_recipient,
    make_report,
    make_requisition,
)
from tests.requisitions.states import MAKERS, as_staff

pytestmark = pytest.mark.django_db

PAGE = reverse("portal:returns", args=[ROUND_KEY, "RSS-12"])
GRANT = reverse("portal:grant", args=[ROUND_KEY, "RSS-12"])
SOME = {"amount_kr": "211 111", "reason": "Tjänsten blev inte tillsatt."}


def reader(client: Client, role: OrganisationRole = OrganisationRole.OMBUD) -> Client:
    client.force_login(make_member(make_recipient(), role))
    return client


@pytest.fixture
def ombud(client: Client) -> Client:
    """RSS Skåne's ombud; the bidrag is paid."""
    make_requisition(paid=True)
    return reader(client)


def announce(client: Client, **changes: str) -> str:
    return client.post(PAGE, SOME | changes, follow=True).content.decode()


def take_back(client: Client) -> str:
    args = [ROUND_KEY, "RSS-12", Return.objects.latest("id").pk]
    return client.post(reverse("portal:withdraw_return", args=args), follow=True).content.decode()


def test_the_grant_s_page_leads_there_once_the_money_is_paid(ombud: Client) -> None:
    assert PAGE in ombud.get(GRANT).content.decode()


def test_the_page_says_how_much_and_what_it_means(ombud: Client) -> None:
    page = ombud.get(PAGE).content.decode()
    assert with_unit(1_611_111) in page
    assert "räknas av från vad ni har fått" in page


def test_what_is_announced_is_shown_with_account_reference_and_amount(ombud: Client) -> None:
    page = announce(ombud)
    assert "991-2346" in page
    assert Return.objects.get().ocr in page
    assert with_unit(211_111) in page


def test_the_grant_s_page_says_what_is_announced(ombud: Client) -> None:
    announce(ombud)
    assert "Pengarna har inte kommit än" in ombud.get(GRANT).content.decode()


def test_announcing_twice_is_announcing_once(ombud: Client) -> None:
    announce(ombud)
    announce(ombud)
    assert Return.objects.count() == 1


def test_another_amount_while_one_waits_is_told_of(ombud: Client) -> None:
    announce(ombud)
    assert "Ni har redan anmält" in announce(ombud, amount_kr="5")
    assert Return.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount_kr": ""}, "Skriv hur mycket ni betalar tillbaka"),
        ({"amount_kr": "0"}, "Skriv ett belopp mellan"),
        ({"amount_kr": "1 611 112"}, "Skriv ett belopp mellan"),
        ({"reason": " "}, "Skriv varför ni betalar tillbaka"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    ombud: Client, changes: dict[str, str], sentence: str
) -> None:
    page = announce(ombud, **changes)
    assert page.count(sentence) == 2
    assert "<title>Fel: " in page


def test_an_announcement_can_be_taken_back_once(ombud: Client) -> None:
    announce(ombud)
    assert "Anmälan är återtagen" in take_back(ombud)
    assert "Anmälan är återtagen" not in take_back(ombud)
    assert Return.objects.get().status == ReturnStatus.WITHDRAWN


def test_money_that_has_come_is_listed_and_not_taken_back(ombud: Client) -> None:
    announce(ombud)
    actions.register_return(
        Return.objects.get(),
        arrived_on=APRIL.date(),
        arrived_kr=211_111,
        **as_staff(StaffRole.EKONOM),
    )
    page = take_back(ombud)
    assert "Pengarna har kommit 15 april 2025" in page
    assert "har ni gett tillbaka" in ombud.get(GRANT).content.decode()


def test_before_the_money_is_paid_there_is_nothing_to_give_back(client: Client) -> None:
    MAKERS["requisition approved"]()
    assert reader(client).get(PAGE)["Location"] == GRANT
    assert PAGE not in client.get(GRANT).content.decode()


def test_after_the_report_it_is_too_late(client: Client) -> None:
    make_report(submitted=True)
    assert reader(client).post(PAGE, SOME)["Location"] == GRANT
    assert PAGE not in client.get(GRANT).content.decode()
    assert not Return.objects.exists()


def test_an_uppgiftssamordnare_sees_but_does_not_announce(client: Client) -> None:
    make_requisition(paid=True)
    reader(client, OrganisationRole.UPPGIFTSSAMORDNARE)
    assert "Be ert ombud eller er representant att anmäla" in client.get(PAGE).content.decode()
    assert client.post(PAGE, SOME).status_code == 403


def test_the_return_of_somebody_else_does_not_exist(ombud: Client) -> None:
    announce(ombud)
    made = Return.objects.get()
    make_requisition(made.requisition.round, make_recipient("RSS-09"), paid=True)
    ombud.force_login(make_member(make_recipient("RSS-09")))
    assert ombud.get(PAGE).status_code == 404
    own = reverse("portal:withdraw_return", args=[ROUND_KEY, "RSS-09", made.pk])
    assert ombud.post(own).status_code == 404
