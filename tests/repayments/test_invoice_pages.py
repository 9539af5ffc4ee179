"""Staff's pages: credit an invoice, fill in what is missing, see how the e-invoice travelled."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from core.admin_base import admin_url
from organisations.roles import StaffRole
from repayments.actions import issue_invoice
from repayments.models import Claim, CreditNote, Delivery, Invoice
from tests.builders import make_report, make_staff
from tests.repayments.builders import NIGHT, make_claim, make_owing_reports, resubmit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ekonom(client: Client) -> Client:
    client.force_login(make_staff(StaffRole.EKONOM))
    return client


@pytest.fixture
def invoice() -> Invoice:
    return issue_invoice(make_claim(decided=True), at=NIGHT)


@pytest.fixture
def lacking() -> Claim:
    report = make_report(accepted=True)
    resubmit(report, faktura_postort="")
    return make_claim(report, decided=True)


def credit_url(invoice: Invoice) -> str:
    return admin_url(invoice).replace("change/", "kreditera/")


def details_url(claim: Claim) -> str:
    return admin_url(claim).replace("change/", "fakturauppgifter/")


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


FORM = {"amount_kr": "11 111", "reason": "Rättad återrapportering.", "seen_kr": "0"}


def test_ekonom_credits_an_invoice_once_though_she_clicks_twice(
    ekonom: Client, invoice: Invoice
) -> None:
    for _ in range(2):
        response = ekonom.post(credit_url(invoice), FORM)
        assert response.status_code == 302
    assert CreditNote.objects.get().amount_kr == 11_111
    assert f"Kreditfaktura {CreditNote.objects.get().number}" in page(ekonom, admin_url(invoice))


def test_credit_page_suggests_what_is_asked_for_in_its_address(
    ekonom: Client, invoice: Invoice
) -> None:
    shown = page(ekonom, f"{credit_url(invoice)}?belopp=5000&skal=Rättad")
    assert 'value="5 000"' in shown
    assert "Högst 211 111 kr kan krediteras" in shown


def test_too_large_a_credit_is_said_at_the_field(ekonom: Client, invoice: Invoice) -> None:
    response = ekonom.post(credit_url(invoice), {**FORM, "amount_kr": "300 000"})
    assert "Skriv ett belopp mellan" in response.content.decode()


@pytest.mark.parametrize("role", [StaffRole.HANDLAGGARE, StaffRole.CONTROLLER])
def test_others_may_not_credit(client: Client, invoice: Invoice, role: StaffRole) -> None:
    client.force_login(make_staff(role))
    assert "Kreditera" not in page(client, admin_url(invoice))
    assert client.post(credit_url(invoice), FORM).status_code == 403


def test_missing_field_is_filled_in_and_the_invoice_is_written(
    ekonom: Client, lacking: Claim
) -> None:
    assert "Uppgift saknas: postort" in page(ekonom, details_url(lacking))
    known = {"reference": "REF", "address": "Box 1", "postal_code": "221 00"}
    ekonom.post(details_url(lacking), {**known, "postal_town": "Lund"})
    buyer = issue_invoice(lacking, at=NIGHT).snapshot["buyer"]
    assert (buyer["postal_town"], buyer["reference"]) == ("Lund", "REF")


def test_wrong_electronic_address_is_said_at_its_field(ekonom: Client, lacking: Claim) -> None:
    typed = {"reference": "REF", "address": "Box 1", "postal_code": "221 00", "postal_town": "Lund"}
    wrong = {**typed, "electronic_address": "9955:SE212000014201"}
    response = ekonom.post(details_url(lacking), wrong)
    assert "Skriv den elektroniska adressen som" in response.content.decode()
    assert not lacking.invoice_details.exists()


def test_emptied_electronic_address_becomes_the_organisationsnummer(ekonom: Client) -> None:
    report = make_report(accepted=True)
    resubmit(report, faktura_elektronisk_adress="9955:SE21")
    claim = make_claim(report, decided=True)
    typed = {"reference": "REF", "address": "Box 1", "postal_code": "221 00", "postal_town": "Lund"}
    ekonom.post(details_url(claim), {**typed, "electronic_address": ""})
    buyer = issue_invoice(claim, at=NIGHT).snapshot["buyer"]
    assert buyer["electronic_address"] == f"0007:{buyer['organisationsnummer']}"


def test_details_are_not_filled_in_once_the_claim_is_invoiced(
    ekonom: Client, invoice: Invoice
) -> None:
    ekonom.post(
        details_url(invoice.claim),
        {"reference": "NY", "address": "Box 1", "postal_code": "22100", "postal_town": "Lund"},
    )
    assert not invoice.claim.invoice_details.exists()


def test_controller_may_not_fill_in(client: Client, lacking: Claim) -> None:
    client.force_login(make_staff(StaffRole.CONTROLLER))
    assert client.get(details_url(lacking)).status_code == 403


def test_rejected_invoice_is_in_its_work_list_and_says_why(
    ekonom: Client, invoice: Invoice
) -> None:
    told = {"channel": "peppol", "status": "rejected", "at": NIGHT, "detail": "Okänd adress."}
    Delivery.objects.create(invoice=invoice, **told)
    assert str(invoice.number) in page(ekonom, "/admin/repayments/invoice/?efaktura=avvisade")
    assert "Okänd adress." in page(ekonom, admin_url(invoice))
    assert f"/invoice/{invoice.pk}/skicka-igen/" in page(ekonom, admin_url(invoice))
    assert "Avvisade e-fakturor att skicka igen" in page(ekonom, "/admin/")


def test_list_of_invoices_asks_as_often_for_many_as_for_one(
    ekonom: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    for report in make_owing_reports(3):
        issue_invoice(make_claim(report, decided=True), at=NIGHT)
    with django_assert_max_num_queries(8):
        page(ekonom, "/admin/repayments/invoice/")


def test_credit_note_shows_how_it_has_travelled_and_may_be_sent_again(
    ekonom: Client, invoice: Invoice
) -> None:
    ekonom.post(credit_url(invoice), FORM)
    credit = CreditNote.objects.get()
    told = {"channel": "peppol", "status": "rejected", "at": NIGHT, "detail": "Okänd adress."}
    Delivery.objects.create(credit_note=credit, **told)
    assert str(credit.number) in page(ekonom, "/admin/repayments/creditnote/?efaktura=avvisade")
    assert "Okänd adress." in page(ekonom, admin_url(credit))
    assert "Samma fil" in page(ekonom, admin_url(credit).replace("change/", "skicka-igen/"))
