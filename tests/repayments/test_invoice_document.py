"""The invoice on paper."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from repayments.actions import issue_invoice
from repayments.documents import invoice_document
from repayments.models import Invoice
from tests.builders import make_report
from tests.repayments.builders import DRAWS_PDF, NIGHT, make_claim, resubmit

pytestmark = [pytest.mark.django_db, pytest.mark.paper, DRAWS_PDF]


@pytest.fixture
def invoice() -> Invoice:
    return issue_invoice(make_claim(decided=True), at=NIGHT)


def pages_of(invoice: Invoice) -> list[str]:
    """The words of each page of the stored PDF, with plain spaces."""
    with invoice_document(invoice).file.open("rb") as file:
        pages = PdfReader(BytesIO(file.read())).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def text_of(invoice: Invoice) -> str:
    return " ".join(pages_of(invoice))


def test_document_says_what_to_pay_to_where_and_by_when(invoice: Invoice) -> None:
    text = text_of(invoice)
    for words in ("211 111 kr", "991-2346", invoice.ocr, "onsdag 15 april 2026"):
        assert words in text


def test_document_refers_to_the_decision_and_to_its_own_case(invoice: Invoice) -> None:
    text = text_of(invoice)
    assert "villkoren i regeringsbeslut S2025/00122" in text
    assert f"Dnr {invoice.claim.diarienummer}" in text


def test_document_shows_received_used_and_unused(invoice: Invoice) -> None:
    text = text_of(invoice)
    for amount in ("1 611 111", "−1 400 000", "211 111"):
        assert amount in text


def test_document_says_that_the_invented_bankgiro_is_a_demo(invoice: Invoice) -> None:
    assert "påhittat: det här är en demo" in text_of(invoice)


def test_document_is_filed_as_outgoing_under_both_diary_numbers(invoice: Invoice) -> None:
    document = invoice_document(invoice)
    assert document.direction == "ut"
    assert document.diarienummer == invoice.claim.diarienummer
    assert document.decision_diarienummer == "S2025/00122"


def test_document_made_after_a_change_in_the_register_shows_the_snapshot(invoice: Invoice) -> None:
    name = invoice.snapshot["buyer"]["name"]
    organisation = invoice.claim.organisation
    organisation.name = "Ny Huvudman"
    organisation.save()
    text = text_of(Invoice.objects.with_case().get(pk=invoice.pk))
    assert name in text
    assert "Ny Huvudman" not in text


def test_document_is_made_once(invoice: Invoice) -> None:
    assert invoice_document(invoice) == invoice_document(invoice)


def test_document_fits_one_page_also_with_long_names() -> None:
    report = make_report(accepted=True)
    report.round.grant.name = (
        "Statsbidrag till en mer förebyggande och kunskapsbaserad socialtjänst"
    )
    report.round.grant.save()
    resubmit(report, faktura_adress="c/o Kommunalförbundet Skånes Kommuner, Ekonomienheten, Box 53")
    invoice = issue_invoice(make_claim(report, decided=True), at=NIGHT)
    assert len(pages_of(invoice)) == 1
