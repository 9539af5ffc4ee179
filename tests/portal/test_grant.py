"""Bidraget and Mina uppgifter: the path and the task say the same in every state."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from correspondence.models import Letter
from correspondence.outbox import queue_due_letters
from grants.models import Round
from grants.states import RoundStatus
from requisitions import actions
from tests.builders import (
    ROUND_KEY,
    acting,
    make_member,
    make_recipient,
    make_report,
    make_requisition,
)
from tests.requisitions.states import MAKERS

pytestmark = pytest.mark.django_db

GRANT = reverse("portal:grant", args=[ROUND_KEY, "RSS-12"])
TASKS = reverse("portal:tasks")


@pytest.fixture
def ombud(client: Client) -> Client:
    """RSS Skåne's ombud."""
    client.force_login(make_member(make_recipient()))
    return client


def page(client: Client, url: str) -> str:
    return client.get(url).content.decode()


@pytest.mark.parametrize(
    ("made", "path", "task"),
    [
        ("requisition draft", "Utkast, inte inskickat", "Fortsätt"),
        ("requisition submitted", "Omkring två veckor", "Vi granskar den"),
        ("requisition returned", "Tillbaka för rättelse", "Rätta"),
        ("requisition approved", "Planerat 29 april 2025", "Pengarna betalas ut 29 april 2025"),
        ("payment failed", "Banken kunde inte betala", "Utbetalningen misslyckades"),
        ("requisition paid", "Utbetalt", "Bidraget är utbetalt"),
        ("requisition declined", "Ni har avstått", "Ni kan ändra er"),
        ("requisition refused", "Avvisad", "Rekvisitionen är avvisad"),
    ],
)
def test_every_state_has_its_words(ombud: Client, made: str, path: str, task: str) -> None:
    MAKERS[made]()
    assert path in page(ombud, GRANT)
    assert task in page(ombud, GRANT)
    assert task in page(ombud, TASKS)


def test_what_staff_returned_is_something_to_do_with_its_comment(ombud: Client) -> None:
    MAKERS["requisition returned"]()
    text = page(ombud, GRANT)
    assert "Vi har lämnat tillbaka rekvisitionen för rättelse" in text
    assert "<blockquote>" in text


def test_a_failed_payment_stands_out_with_the_account(ombud: Client) -> None:
    MAKERS["payment failed"]()
    assert "5050-1055" in page(ombud, GRANT)


def test_without_money_nothing_more_is_expected(ombud: Client) -> None:
    MAKERS["requisition declined"]()
    assert page(ombud, GRANT).count("Inte aktuellt") == 3


def test_in_a_closed_round_a_no_is_final(ombud: Client) -> None:
    MAKERS["requisition declined"]()
    Round.objects.update(status=RoundStatus.CLOSED)
    assert "Omgången är stängd" in page(ombud, TASKS)


def test_the_payment_advice_can_be_read(ombud: Client) -> None:
    make_requisition(paid=True)
    queue_due_letters(at=clock.now(), only=["payment_advice"])
    url = reverse("portal:letter", args=[ROUND_KEY, "RSS-12", Letter.objects.latest("id").pk])
    assert url in page(ombud, GRANT)
    assert "betalades ut" in page(ombud, url)


def test_a_letter_with_somebody_s_personal_link_is_not_shown(ombud: Client) -> None:
    make_report(locked=True)
    queue_due_letters(at=clock.now(), only=["approval_request"])
    letter = Letter.objects.get(kind="approval_request")
    url = reverse("portal:letter", args=[ROUND_KEY, "RSS-12", letter.pk])
    assert ombud.get(url).status_code == 404
    assert url not in page(ombud, GRANT)


def test_the_page_asks_as_often_for_three_returns_as_for_none(ombud: Client) -> None:
    paid = make_requisition(paid=True)
    page(ombud, GRANT)
    with CaptureQueriesContext(connection) as none:
        page(ombud, GRANT)
    who = acting(paid.recipient)
    for kr in (1, 2, 3):
        made = actions.announce_return(paid, who, amount_kr=kr, reason="Blir över.", at=clock.now())
        actions.withdraw_return(made, who, at=clock.now())
    with CaptureQueriesContext(connection) as three:
        page(ombud, GRANT)
    assert len(three) == len(none)
