"""Logging in in a real browser: mailed code, app or passkey, and where one is logged in."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from organisations.models import User
from tests.builders import make_member, make_recipient, make_staff
from tests.journeys.pages import give_mailed_code, log_in_with_code
from tests.organisations.logging_in import app_code

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

Check = Callable[[Page], None]
Somebody = Callable[[str | None], AbstractContextManager[Page]]
ADMIN = re.compile("/admin/$")


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> Iterator[None]:
    settings.STAFF_SECOND_FACTOR = "required"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def staff() -> User:
    return make_staff(email="handlaggare@example.se")


def at_heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1, name=words)).to_be_visible()


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Logga ut", exact=True).click()
    expect(page.get_by_role("link", name="Logga in").first).to_be_visible()


def set_up_an_app(page: Page, looked_at: Check) -> str:
    """From the security page to the spare codes; returns the app's secret."""
    page.get_by_role("link", name="Skaffa en app").click()
    expect(page.locator("img.qr")).to_be_visible()
    looked_at(page)
    secret = page.locator("[data-secret]").inner_text()
    page.get_by_label("Kod", exact=True).fill(app_code(secret))
    page.get_by_role("button", name="Börja använda appen").click()
    at_heading(page, "Dina reservkoder")
    expect(page.get_by_role("list", name="Reservkoder").get_by_role("listitem")).to_have_count(10)
    looked_at(page)
    return secret


def end_the_other_session(page: Page, looked_at: Check) -> None:
    page.get_by_role("link", name="Inloggning och säkerhet").click()
    page.get_by_role("link", name="Se var du är inloggad").click()
    expect(page.get_by_role("rowheader", name="Chrome på Linux")).to_have_count(2)
    looked_at(page)
    page.get_by_role("button", name="Logga ut Chrome på Linux").click()
    expect(page.get_by_role("rowheader", name="Chrome på Linux")).to_have_count(1)


@pytest.mark.proof
def test_staff_get_a_second_step_use_it_and_end_their_other_session(
    page: Page, staff: User, somebody: Somebody, looked_at: Check
) -> None:
    with somebody(None) as other:
        log_in_with_code(other, staff.email)
        log_in_with_code(page, staff.email)
        at_heading(page, "Inloggning och säkerhet")
        looked_at(page)
        secret = set_up_an_app(page, looked_at)
        page.get_by_role("link", name="Jag har sparat dem, fortsätt").click()
        expect(page).to_have_url(ADMIN)
        page.goto("/konto/2fa/")
        log_out(page)

        give_mailed_code(page, staff.email)
        at_heading(page, "Andra steget")
        looked_at(page)
        page.get_by_label("Kod", exact=True).fill(app_code(secret))
        page.get_by_role("button", name="Logga in").click()
        expect(page).to_have_url(ADMIN)

        page.goto("/konto/2fa/")
        end_the_other_session(page, looked_at)
        other.goto("/konto/2fa/")
        at_heading(other, "Logga in")


@pytest.mark.proof
def test_a_passkey_is_added_and_used_as_the_second_step(
    page: Page, staff: User, looked_at: Check
) -> None:
    put_a_key_into(page)
    log_in_with_code(page, staff.email)
    page.get_by_role("link", name="Lägg till en passnyckel").click()
    page.get_by_label("Namn").fill("Jobbdatorn")
    looked_at(page)
    page.get_by_role("button", name="Lägg till passnyckeln").click()
    at_heading(page, "Dina reservkoder")
    log_out(page)

    give_mailed_code(page, staff.email)
    page.get_by_role("button", name="Använd passnyckeln").click()
    expect(page).to_have_url(ADMIN)
    page.goto("/konto/2fa/webauthn/")
    expect(page.get_by_role("rowheader", name="Jobbdatorn")).to_be_visible()
    looked_at(page)


def put_a_key_into(page: Page) -> None:
    """A security key that is touched and unlocked at once, made by the browser itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    key |= {"hasUserVerification": True, "isUserVerified": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": key})


@pytest.mark.proof
def test_a_browser_without_a_key_says_what_to_do_instead(page: Page) -> None:
    eva = make_member(make_recipient())
    page.add_init_script("navigator.credentials.create = () => Promise.reject(new Error('no'))")
    log_in_with_code(page, eva.email)
    page.goto("/konto/2fa/webauthn/add/")
    page.get_by_role("button", name="Lägg till passnyckeln").click()
    expect(page.get_by_role("alert")).to_contain_text("använd en app i stället")


@pytest.mark.proof
def test_one_may_start_over_with_another_address(page: Page, looked_at: Check) -> None:
    eva = make_member(make_recipient())
    page.goto("/konto/login/")
    page.get_by_label("E-postadress").fill("fel@example.se")
    page.get_by_role("button", name="Skicka koden").click()
    at_heading(page, "Skriv koden")
    looked_at(page)
    page.get_by_role("button", name="Börja om med en annan adress").click()
    log_in_with_code(page, eva.email)
