"""The requisition in a browser: typed on a bad line, given back after a reload, and sent in."""

from collections.abc import Callable

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from playwright.sync_api import BrowserContext, Page, expect

from requisitions.models import Requisition
from tests.builders import make_member, make_recipient, make_round
from tests.journeys.conftest import IN_PASSING, Check
from tests.journeys.pages import case_url, fill_in_requisition, go_on, send_in_requisition

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FORM = case_url("rekvisition/")
SAVES = "**/rekvisition/utkast/"


@pytest.fixture(autouse=True)
def _ombud(
    context: BrowserContext, log_in_as: Callable[[BrowserContext, AbstractBaseUser], None]
) -> None:
    """RSS Skåne's ombud is logged in; the round is open."""
    make_round()
    log_in_as(context, make_member(make_recipient()))


@IN_PASSING
def test_what_was_typed_without_a_network_comes_back_and_is_sent_in(
    page: Page, context: BrowserContext, looked_at: Check
) -> None:
    page.goto(FORM)
    looked_at(page)
    _type_and_see_it_saved(page)
    _lose_the_network(page, context)
    _get_the_text_back(page, context, looked_at)
    fill_in_requisition(page, amount_kr="1 000 000")
    page.get_by_role("button", name="Granska").click()
    expect(page.get_by_role("heading", name="Granska och skicka in")).to_be_visible()
    looked_at(page)
    send_in_requisition(page)
    looked_at(page)
    assert Requisition.objects.get().amount_kr == 1_000_000
    assert page.evaluate("Object.keys(localStorage)") == []


@IN_PASSING
def test_two_who_write_at_once_choose(
    page: Page, context: BrowserContext, looked_at: Check
) -> None:
    page.goto(FORM)
    other = context.new_page()
    other.goto(FORM)
    other.get_by_label("Namn", exact=True).fill("Den andra")
    expect(other.get_by_text("Sparat ")).to_be_visible()
    page.get_by_label("Namn", exact=True).fill("Jag")
    expect(page.get_by_text("Någon annan sparade rekvisitionen")).to_be_visible()
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.get_by_role("cell", name="Den andra")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Spara det vi har skrivit").click()
    expect(page.get_by_text("Utkastet är sparat")).to_be_visible()
    assert Requisition.objects.get().draft["contact_name"] == "Jag"


def test_who_declines_sees_only_what_is_asked_then(page: Page, looked_at: Check) -> None:
    page.goto(FORM)
    expect(page.get_by_label("Bankgiro")).to_be_visible()
    page.get_by_label("Nej, vi avstår").check()
    expect(page.get_by_label("Bankgiro")).to_be_hidden()
    page.get_by_label("Skäl, om ni avstår").fill("Vi hinner inte i år.")
    go_on(page, "Granska")
    looked_at(page)
    page.get_by_role("button", name="Avstå från bidraget").click()
    expect(page.get_by_role("heading", name="Ni har avstått från bidraget")).to_be_visible()
    looked_at(page)


def _type_and_see_it_saved(page: Page) -> None:
    page.get_by_label("Fakturareferens").fill("ZZ1234")
    expect(page.get_by_text("Sparat ")).to_be_visible()
    assert Requisition.objects.get().draft["invoice_reference"] == "ZZ1234"


def _lose_the_network(page: Page, context: BrowserContext) -> None:
    """First altogether, then only for what would be saved, so that the page can be opened."""
    context.set_offline(True)
    page.get_by_label("Företrädarens namn").fill("Skrivet utan nät")
    expect(page.get_by_text("Vi når inte portalen just nu")).to_be_visible()
    context.route(SAVES, lambda route: route.abort())
    context.set_offline(False)


def _get_the_text_back(page: Page, context: BrowserContext, looked_at: Check) -> None:
    page.reload()
    expect(page.get_by_label("Företrädarens namn")).to_have_value("")
    expect(page.get_by_text("Vi har kvar text som ni skrev")).to_be_visible()
    looked_at(page)
    context.unroute(SAVES)
    page.get_by_role("button", name="Lägg tillbaka").click()
    expect(page.get_by_label("Företrädarens namn")).to_have_value("Skrivet utan nät")
    expect(page.get_by_text("Sparat ")).to_be_visible()
    assert Requisition.objects.get().draft["approved_by_name"] == "Skrivet utan nät"
