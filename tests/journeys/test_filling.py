"""Filling in the report in a browser: on a bad line, logged out, by two at once, and going back."""

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page, expect

from organisations.models import User
from organisations.roles import OrganisationRole
from reporting.models import Report
from tests.builders import acting, make_member, make_report
from tests.journeys.conftest import Check, LogIn, Somebody
from tests.journeys.pages import case_url, code_in, fill_in, press_save, save_and_go_on

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

OVERVIEW = case_url("aterrapportering/")
COSTS = case_url("aterrapportering/sida/kostnader/")
EQUALITY = case_url("aterrapportering/sida/jamstalldhet/")
TEXT = "[name=jamstalldhetsperspektiv]"
LONG = "Könsuppdelad statistik i all uppföljning. " * 20


@pytest.fixture
def report() -> Report:
    return make_report(answers={})


@pytest.fixture
def ombud(report: Report, context: BrowserContext, log_in_as: LogIn) -> User:
    """RSS Skåne's ombud is logged in."""
    user = acting(report.recipient).user
    log_in_as(context, user)
    return user


def stored(report: Report, key: str) -> object:
    return Report.objects.get(pk=report.pk).answers.get(key)


def saved(page: Page) -> None:
    expect(page.locator("[data-autosave-status]")).to_contain_text("Sparat ")


def test_a_long_text_survives_a_lost_network(
    page: Page, context: BrowserContext, report: Report, ombud: User, looked_at: Check
) -> None:
    page.goto(EQUALITY)
    context.set_offline(True)
    page.locator(TEXT).fill(LONG)
    press_save(page)
    expect(page.get_by_text("Vi når inte portalen just nu")).to_be_visible()
    context.route("**/utkast/", lambda route: route.abort())
    context.set_offline(False)
    page.reload()
    expect(page.get_by_text("Vi har kvar text som ni skrev")).to_be_visible()
    looked_at(page)
    context.unroute("**/utkast/")
    page.get_by_role("button", name="Lägg tillbaka").click()
    saved(page)
    assert stored(report, "jamstalldhetsperspektiv") == LONG.strip()
    page.goto(OVERVIEW)
    expect(page.get_by_role("link", name="Fortsätt där ni var")).to_be_visible()
    looked_at(page)


def test_what_is_typed_after_the_session_ended_comes_back_after_log_in(
    page: Page, context: BrowserContext, report: Report, ombud: User, log_in_as: LogIn
) -> None:
    page.goto(EQUALITY)
    Session.objects.all().delete()
    page.locator(TEXT).fill(LONG)
    expect(page.get_by_text("Ni är inte längre inloggad")).to_be_visible()
    press_save(page)
    expect(page.locator(TEXT)).to_have_value(LONG)
    log_in_as(context, ombud)
    page.reload()
    page.get_by_role("button", name="Lägg tillbaka").click()
    expect(page.locator(TEXT)).to_have_value(LONG)
    save_and_go_on(page)
    expect(page).not_to_have_url(EQUALITY)
    assert stored(report, "jamstalldhetsperspektiv") == LONG.strip()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_two_in_two_browsers_see_both_versions_and_choose(
    page: Page, report: Report, ombud: User, somebody: Somebody, looked_at: Check
) -> None:
    colleague = make_member(report.recipient, OrganisationRole.REPRESENTANT)
    page.goto(COSTS)
    with somebody(colleague.email) as other:
        other.goto(COSTS)
        fill_in(other, {"lonekostnader": "1000000"})
        other.keyboard.press("Tab")
        expect(other.locator("[name=lonekostnader]")).to_have_value("1\u00a0000\u00a0000")
        saved(other)
    fill_in(page, {"lonekostnader": "1200000", "ovriga_kostnader": "0"})
    expect(page.get_by_text("har ändrat samma fråga som ni")).to_be_visible()
    save_and_go_on(page)
    expect(page.get_by_text(f"{colleague} sparade sidan medan ni skrev")).to_be_visible()
    expect(page.locator(".clashes [data-takes-focus]")).to_be_focused()
    looked_at(page)
    page.get_by_label("Spara det ni skrev").check()
    save_and_go_on(page)
    expect(page.locator(".clashes")).to_have_count(0)
    assert stored(report, "lonekostnader") == 1_200_000


def test_without_javascript_nothing_is_lost_either(
    browser: Browser, base_url: str, report: Report, ombud: User, log_in_as: LogIn
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url, locale="sv-SE")
    log_in_as(context, ombud)
    page = context.new_page()
    page.goto(EQUALITY)
    Session.objects.all().delete()
    page.locator(TEXT).fill("Skrivet utan inloggning")
    save_and_go_on(page)
    page.get_by_label("E-postadress").fill(ombud.email)
    page.get_by_role("button", name="Skicka koden").click()
    page.locator("input[name=code]").fill(code_in(mail.outbox[-1].body))
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_text("Ni loggades ut innan sidan hann sparas")).to_be_visible()
    expect(page.locator(TEXT)).to_have_value("Skrivet utan inloggning")
    save_and_go_on(page)
    assert stored(report, "jamstalldhetsperspektiv") == "Skrivet utan inloggning"
    context.close()


def test_by_keyboard_alone_and_back_again(page: Page, report: Report, ombud: User) -> None:
    page.goto(COSTS)
    salaries = page.locator("[name=lonekostnader]")
    for _ in range(40):
        page.keyboard.press("Tab")
        if salaries.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.type("1611111")
    page.keyboard.press("Tab")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(COSTS)
    Report.objects.update(answers=Report.objects.get().answers | {"lonekostnader": 1_600_000})
    page.go_back()
    expect(salaries).to_have_value("1\u00a0600\u00a0000")
    expect(page.locator("[data-autosave-offer]")).to_be_hidden()
    save_and_go_on(page)
    expect(page).not_to_have_url(COSTS)
    assert stored(report, "lonekostnader") == 1_600_000
