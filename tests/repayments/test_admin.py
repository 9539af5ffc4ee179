"""What staff see of claims and invoices."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from core.admin_base import admin_url
from organisations.roles import StaffRole
from repayments.actions import propose_claim
from repayments.models import Claim, Invoice
from repayments.sweeps import sweep_claims
from tests.builders import make_report, make_staff
from tests.repayments.builders import DRAWS_PDF, NIGHT, make_claim, make_owing_reports, resubmit

pytestmark = [pytest.mark.django_db, DRAWS_PDF]
CLAIMS = "/admin/repayments/claim/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff(StaffRole.CONTROLLER))
    return client


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_claim_s_page_shows_amount_invoice_and_paper(staff: Client) -> None:
    make_report(accepted=True)
    sweep_claims(at=NIGHT)
    shown = page(staff, admin_url(Claim.objects.get()))
    for words in ("211 111 kr", "2026000001", "Fakturerades", "Faktura 2026000001, återbetalning"):
        assert words in shown


def test_claim_that_lacks_invoice_data_says_which(staff: Client) -> None:
    report = make_report(accepted=True)
    resubmit(report, faktura_postort="")
    shown = page(staff, admin_url(make_claim(report, decided=True)))
    assert "Väntar på fakturauppgifter" in shown
    assert "postort till fakturaadressen" in shown


def test_work_list_shows_what_is_still_to_be_invoiced(staff: Client) -> None:
    first, second = make_owing_reports(2)
    sweep_claims(at=NIGHT)
    assert first.recipient.name not in page(staff, f"{CLAIMS}?lage=vantar").split("<tbody>")[-1]
    assert second.recipient.name in page(staff, f"{CLAIMS}?lage=fakturerade")


def test_list_of_claims_asks_the_database_as_often_for_many_as_for_one(
    staff: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    for report in make_owing_reports(3):
        propose_claim(report, at=NIGHT)
    with django_assert_max_num_queries(16):
        page(staff, CLAIMS)


def test_invoice_s_page_leads_to_its_pdf(staff: Client) -> None:
    make_report(accepted=True)
    sweep_claims(at=NIGHT)
    invoice = Invoice.objects.get()
    shown = page(staff, admin_url(invoice))
    assert invoice.ocr in shown
    assert "Faktura 2026000001, återbetalning" in shown


def test_claim_cannot_be_changed_from_its_page(staff: Client) -> None:
    claim = propose_claim(make_report(accepted=True), at=NIGHT)
    assert staff.post(admin_url(claim), {"status": "invoiced"}).status_code == 405
