"""An extension, and a supplement: asked, answered and seen by both sides in their browsers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from core.admin_base import admin_url
from reporting.models import Extension, Supplement
from tests.builders import acting, make_report, make_staff
from tests.journeys.pages import case_url, move_clock, post_office
from tests.reporting.handling_builders import make_supplement

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

Check = Callable[[Page], None]
Somebody = Callable[[str | None], AbstractContextManager[Page]]


def test_an_extension_is_asked_for_granted_seen_and_reminded_of(
    somebody: Somebody, looked_at: Check
) -> None:
    report, staff = make_report(), make_staff()
    move_clock(date(2026, 2, 20))
    with somebody(acting(report.recipient).user.email) as page, somebody(staff.email) as office:
        page.goto(case_url("aterrapportering/anstand/"))
        page.get_by_label("Vilken dag").fill("2026-03-16")
        page.get_by_label("Varför behöver ni mer tid?").fill("Vår ekonom är sjuk.")
        looked_at(page)
        page.get_by_role("button", name="Begär anstånd").click()
        expect(page.get_by_text("Vi prövar er begäran om anstånd")).to_be_visible()

        office.goto(admin_url(Extension.objects.get()))
        looked_at(office)
        office.get_by_role("link", name="Bevilja anstånd").click()
        office.get_by_label("Skäl").fill("Sjukdom är ett gott skäl.")
        office.get_by_role("button", name="Bevilja anstånd").click()
        expect(office.get_by_text("Anståndet är beviljat.")).to_be_visible()

        page.goto(case_url("aterrapportering/"))
        expect(page.get_by_text("måndag 16 mars 2026")).to_be_visible()
        expect(page.get_by_text("Ni har anstånd")).to_be_visible()
        looked_at(page)
    move_clock(date(2026, 3, 13))
    (reminder, *_) = post_office("report_reminder")
    assert "16 mars" in reminder.subject


@pytest.mark.proof
def test_a_supplement_survives_a_reload_is_sent_in_and_read(
    somebody: Somebody, looked_at: Check
) -> None:
    report, staff = make_report(submitted=True), make_staff()
    move_clock(date(2026, 2, 20))
    supplement = make_supplement(report)
    address = case_url(f"aterrapportering/komplettering/{supplement.pk}/")
    with somebody(acting(report.recipient).user.email) as page, somebody(staff.email) as office:
        page.goto(address)
        page.get_by_label("Ert svar").press_sequentially("Här är kontoutdraget.")
        expect(page.get_by_text("Sparat")).to_be_visible()
        page.reload()
        expect(page.get_by_label("Ert svar")).to_have_value("Här är kontoutdraget.")
        page.get_by_label("Välj filer").set_input_files(
            {"name": "konto.txt", "mimeType": "text/plain", "buffer": b"Saldo 100 kr"}
        )
        page.get_by_role("button", name="Ladda upp").click()
        expect(page.get_by_role("link", name="konto.txt")).to_be_visible()
        looked_at(page)
        page.get_by_role("button", name="Skicka in kompletteringen").click()
        expect(page.get_by_text("Inskickad")).to_be_visible()
        looked_at(page)

        office.goto(admin_url(Supplement.objects.get()))
        looked_at(office)
        office.get_by_role("button", name="Kompletteringen räcker").click()
        expect(office.get_by_text("Kompletteringen är klar.")).to_be_visible()
