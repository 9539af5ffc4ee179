"""Files to a report in a browser: chosen, refused, taken away; with JavaScript and without."""

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from reporting.models import Report
from tests.builders import acting
from tests.correspondence.test_uploads import PDF, PNG
from tests.journeys.conftest import Check, LogIn
from tests.journeys.pages import case_url
from tests.reporting.test_files import PAGE, report_with_files

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ADDRESS = case_url(f"aterrapportering/sida/{PAGE}/")


@pytest.fixture
def report() -> Report:
    return report_with_files()


def chosen(name: str, content: bytes) -> list[FilePayload]:
    return [{"name": name, "mimeType": "application/octet-stream", "buffer": content}]


def test_files_are_chosen_refused_and_taken_away_without_leaving_the_page(
    page: Page, context: BrowserContext, report: Report, log_in_as: LogIn, looked_at: Check
) -> None:
    log_in_as(context, acting(report.recipient).user)
    page.goto(ADDRESS)
    page.locator("[name=synpunkter]").fill("Bra bidrag.")
    page.get_by_label("Kontoutdrag").set_input_files(chosen("utdrag.pdf", PDF))
    expect(page.get_by_text("Filen är uppladdad.")).to_be_visible()
    page.get_by_label("Kontoutdrag").set_input_files(chosen("virus.exe", b"MZ"))
    expect(page.get_by_text("Filer som ”virus.exe” kan vi inte ta emot")).to_be_visible()
    page.get_by_label("Kontoutdrag").set_input_files(chosen("kvitto.png", PNG))
    expect(page.get_by_text("kvitto.png").first).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Ta bort utdrag.pdf").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Filen är borttagen.")).to_be_visible()
    expect(page.locator("[name=synpunkter]")).to_have_value("Bra bidrag.")
    report.refresh_from_db()
    assert [one["name"] for one in report.answers["kontoutdrag"]] == ["kvitto.png"]


@pytest.mark.proof
def test_the_same_without_javascript(
    browser: Browser, base_url: str, report: Report, log_in_as: LogIn, looked_at: Check
) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    log_in_as(context, acting(report.recipient).user)
    page = context.new_page()
    page.goto(ADDRESS)
    page.locator("[name=synpunkter]").fill("Bra bidrag.")
    for name, content in (("virus.exe", b"MZ"), ("utdrag.pdf", PDF)):
        page.get_by_label("Kontoutdrag").set_input_files(chosen(name, content))
        page.get_by_role("button", name="Ladda upp").click()
        expect(page.get_by_text(name).first).to_be_visible()
    page.get_by_role("button", name="Ta bort utdrag.pdf").click()
    expect(page.get_by_text("utdrag.pdf")).to_have_count(0)
    expect(page.locator("[name=synpunkter]")).to_have_value("Bra bidrag.")
    context.close()
