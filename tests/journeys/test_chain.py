"""RSS Skåne's way from requisition to invoice, with the real figures, in a real browser.

Four people: the ombud who requisitions and reports, the handläggare and the ekonom in the admin,
and the signatory on her phone. 1 611 111 kr received, 1 400 000 used, 211 111 to be paid back.
"""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from banking import ocr
from core.kronor import with_unit
from grants.models import Round
from repayments.documents import invoice_document
from repayments.models import Invoice
from repayments.tasks import sweep_claims
from reporting.models import Report
from requisitions.models import Requisition
from tests.builders import pay
from tests.journeys.conftest import IN_PASSING, Check, Somebody
from tests.journeys.pages import (
    ROUND,
    case_url,
    code_in,
    fill_in,
    fill_in_requisition,
    link_in,
    load_portal,
    log_in_with_code,
    move_clock,
    post_office,
    save_and_go_on,
    send_in_requisition,
)

pytestmark = [pytest.mark.journey, pytest.mark.paper, pytest.mark.django_db(transaction=True)]

REPORT = case_url("aterrapportering/")


@IN_PASSING
def test_rss_skane_goes_all_the_way_to_the_invoice(
    page: Page,
    somebody: Somebody,
    looked_at: Check,
    run_waiting_work: Callable[[], list[str]],
) -> None:
    load_portal()
    log_in_with_code(page, "anna.lind@skane.example")
    _requisition(page, looked_at)
    with somebody("hanna@socialstyrelsen.example") as staff:
        _approve(staff, looked_at)
    with somebody("emil@socialstyrelsen.example") as staff:
        _pay(staff, looked_at)
    move_clock(date(2026, 1, 19))
    with somebody("hanna@socialstyrelsen.example") as staff:
        _open_reporting(staff, looked_at)
    _opening_letter_carries_link_and_reading_copy()
    move_clock(date(2026, 2, 10))
    _fill_in_report(page, looked_at)
    with somebody(None) as signatory:
        _sign(signatory, looked_at)
    _receipt_has_the_pdf()
    with somebody("hanna@socialstyrelsen.example") as staff:
        _accept(staff, looked_at)
    sweep_claims.delay()
    run_waiting_work()
    _invoice(page, looked_at)


def _requisition(page: Page, looked_at: Check) -> None:
    expect(page.get_by_role("heading", name="Mina uppgifter")).to_be_visible()
    looked_at(page)
    page.goto(case_url())
    looked_at(page)
    page.get_by_role("link", name="Rekvirera", exact=True).click()
    expect(page.get_by_text(with_unit(1_611_111)).first).to_be_visible()
    looked_at(page)
    fill_in_requisition(page, amount_kr="1 700 000")
    page.get_by_role("button", name="Granska").click()
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text(f"Ni kan rekvirera högst {with_unit(1_611_111)}")
    looked_at(page)
    fill_in_requisition(page)
    page.get_by_role("button", name="Granska").click()
    expect(page.get_by_role("heading", name="Granska och skicka in")).to_be_visible()
    expect(page.get_by_text("Utkast, inte inskickat")).to_be_visible()
    looked_at(page)
    send_in_requisition(page)
    looked_at(page)
    page.go_back()
    page.goto(case_url("rekvisition/"))
    expect(page.get_by_role("heading", name="Vi har tagit emot er rekvisition")).to_be_visible()
    assert Requisition.objects.sent_in().count() == 1
    (letter, *_) = post_office("requisition_receipt")
    assert letter.to == ["Anna Lind <anna.lind@skane.example>"]
    assert letter.attachments[0][1].startswith(b"%PDF")


def _approve(page: Page, looked_at: Check) -> None:
    page.goto("/admin/")
    looked_at(page)
    page.goto("/admin/requisitions/requisition/")
    looked_at(page)
    page.get_by_role("link", name="RSS Skåne").click()
    looked_at(page)
    page.get_by_role("button", name="Godkänn").click()
    expect(page.get_by_text("Godkänd").first).to_be_visible()


def _pay(page: Page, looked_at: Check) -> None:
    requisition = pay(Requisition.objects.get())
    page.goto(f"/admin/requisitions/requisition/{requisition.pk}/change/")
    expect(page.get_by_text("Utbetald").first).to_be_visible()
    looked_at(page)


def _open_reporting(page: Page, looked_at: Check) -> None:
    round_ = Round.objects.get(key=ROUND)
    page.goto(f"/admin/grants/round/{round_.pk}/change/")
    looked_at(page)
    page.get_by_role("link", name="Öppna återrapporteringen").click()
    looked_at(page)
    page.get_by_role("button", name="Öppna återrapporteringen").click()
    expect(page.get_by_text("Öppen för återrapportering").first).to_be_visible()


def _opening_letter_carries_link_and_reading_copy() -> None:
    letters = post_office("report_opening")
    (letter,) = [m for m in letters if "anna.lind@skane.example" in m.to[0]]
    assert REPORT in letter.body
    assert "läsversion" in letter.body.lower()
    (name, content, _) = letter.attachments[0]
    assert "lasversion" in name
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages)
    assert "1 611 111" in " ".join(text.split())
    assert "Visas om ni har valt" in " ".join(text.split())


def _fill_in_report(page: Page, looked_at: Check) -> None:
    page.goto("/mina-uppgifter/")
    page.get_by_role("link", name="Återrapportera").first.click()
    expect(page.get_by_text("Utkast, inte inskickat")).to_be_visible()
    looked_at(page)
    page.goto(f"{REPORT}sida/kontaktuppgifter/")
    looked_at(page)
    fill_in(page, {"kontaktperson_befattning": "Strateg", "postnummer": "221 00"})
    save_and_go_on(page)
    looked_at(page)
    fill_in(page, {"faktura_postnummer": "221 01", "faktura_epost": "faktura@skane.example"})
    save_and_go_on(page)
    looked_at(page)
    fill_in(page, {"lonekostnader": "1 400 000", "ovriga_kostnader": "0"})
    save_and_go_on(page)
    expect(page.get_by_text(with_unit(211_111)).first).to_be_visible()
    expect(page.get_by_text("13,1").first).to_be_visible()
    looked_at(page)
    fill_in(page, {"orsak_oanvant": ["tidsbrist"]})
    fill_in(page, {"orsak_oanvant.tidsbrist": "Rekryteringen tog längre tid än väntat."})
    save_and_go_on(page)
    looked_at(page)
    fill_in(page, {"insatser": ["samverkan"]})
    save_and_go_on(page)
    looked_at(page)
    fill_in(page, {"beskriv_samverkan": "Nätverk för socialchefer i hela länet."})
    save_and_go_on(page)
    fill_in(page, {"jamstalldhetsperspektiv": "Könsuppdelad statistik i all uppföljning."})
    save_and_go_on(page)
    fill_in(page, {"syftet_uppnatt": "ganska_hog"})
    save_and_go_on(page)
    save_and_go_on(page)
    looked_at(page)
    fill_in(
        page,
        {
            "foretradare_namn": "Karin Ek",
            "foretradare_befattning": "Direktör",
            "foretradare_telefon": "010-765 43 21",
            "foretradare_epost": "karin.ek@skane.example",
        },
    )
    save_and_go_on(page)
    expect(page.get_by_role("heading", name="Kontrollera svaren")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Skicka till behörig företrädare").click()
    expect(page.get_by_text("Inte inskickat, väntar på godkännande")).to_be_visible()
    looked_at(page)


def _sign(page: Page, looked_at: Check) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    (letter,) = post_office("approval_request")
    assert letter.to == ["Karin Ek <karin.ek@skane.example>"]
    page.goto(link_in(letter.body, containing="godkann/"))
    looked_at(page)
    page.get_by_role("button", name="Skicka kod").click()
    looked_at(page)
    page.get_by_label("Kod").fill(code_in(mail.outbox[-1].body))
    page.get_by_role("button", name="Fortsätt").click()
    expect(page.get_by_text("Nätverk för socialchefer")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Godkänn och skicka in").click()
    expect(page.get_by_role("heading", name="Återrapporteringen är inskickad")).to_be_visible()
    looked_at(page)


def _receipt_has_the_pdf() -> None:
    letters = post_office("report_receipt")
    assert {m.to[0].split("<")[1].rstrip(">") for m in letters} == {
        "anna.lind@skane.example",
        "karin.ek@skane.example",
    }
    text = PdfReader(BytesIO(letters[0].attachments[0][1])).pages[0].extract_text()
    assert "S2025/00122" in text


def _accept(page: Page, looked_at: Check) -> None:
    report = Report.objects.get()
    page.goto(f"/admin/reporting/report/{report.pk}/change/")
    looked_at(page)
    page.get_by_role("link", name="Godta återrapporteringen").click()
    looked_at(page)
    page.get_by_role("button", name="Godta återrapporteringen").click()
    expect(page.get_by_text("Godtagen").first).to_be_visible()


def _invoice(page: Page, looked_at: Check) -> None:
    invoice = Invoice.objects.get()
    assert invoice.amount_kr == 211_111
    assert ocr.is_valid(invoice.ocr)
    (letter, *_) = post_office("repayment_invoice")
    assert letter.attachments[0][1].startswith(b"%PDF")
    with invoice_document(invoice).file.open("rb") as file:
        text = "".join(sheet.extract_text() for sheet in PdfReader(file).pages)
    assert "211 111" in " ".join(text.split())
    assert invoice.ocr in text
    assert "S2025/00122" in text
    page.goto(case_url())
    expect(page.get_by_text(with_unit(211_111)).first).to_be_visible()
    looked_at(page)
