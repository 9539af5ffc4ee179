"""Staff's pages of money in: read a file, settle, take back, hold reminders; who may, and twice."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from core.admin_base import admin_url
from organisations.roles import StaffRole
from repayments.balance import balance_of, rest_of
from repayments.models import Hold, IncomingPayment, Invoice, Settlement
from tests.admin.pages import list_url, staff_client, text_of
from tests.repayments.builders import make_owing_reports
from tests.repayments.paying import camt, make_invoice, money, pay, unknown_payment

pytestmark = pytest.mark.django_db
UPLOAD = "admin:requisitions_bankreply_upload"


@pytest.fixture
def ekonom() -> Client:
    return staff_client(StaffRole.EKONOM)


def page_of(row: IncomingPayment | Invoice, address: str) -> str:
    return admin_url(row).replace("change/", address)


def upload(client: Client, content: bytes) -> str:
    file = SimpleUploadedFile("camt.xml", content)
    return client.post(reverse(UPLOAD), {"file": file}, follow=True).content.decode()


def settling(invoice: Invoice, amount: str, seen: str) -> dict[str, str]:
    return {"invoice": str(invoice.number), "amount": amount, "seen": seen}


def test_the_one_page_for_files_reads_money_in(ekonom: Client) -> None:
    invoice = make_invoice()
    said = upload(ekonom, camt(money(211_111, invoice.ocr), money(5)))
    assert "1 inbetalning är avräknad" in said
    assert "1 inbetalning behöver någon ta hand om" in said
    assert balance_of(invoice).open == 0


def test_the_same_file_twice_says_so(ekonom: Client) -> None:
    content = camt(money(5))
    upload(ekonom, content)
    assert "redan inläst" in upload(ekonom, content)


def test_a_payment_is_settled_by_hand_once_though_it_is_pressed_twice(ekonom: Client) -> None:
    payment, invoice = unknown_payment(Decimal("1234.50")), make_invoice()
    for _ in range(2):
        response = ekonom.post(
            page_of(payment, "avrakna/"), settling(invoice, "1 000,50", "1234.50")
        )
        assert response.status_code == 302
    assert Settlement.objects.get().amount == Decimal("1000.50")


def test_an_unknown_invoice_is_named_at_its_field(ekonom: Client) -> None:
    payment = unknown_payment(Decimal(5))
    typed = {"invoice": "4711", "amount": "5", "seen": "5"}
    said = ekonom.post(page_of(payment, "avrakna/"), typed).content.decode()
    assert "Det finns ingen faktura med det numret." in said


def test_an_invoice_that_something_speaks_for_is_suggested(ekonom: Client) -> None:
    invoice = make_invoice()
    pay(money(211_111, message=f"faktura {invoice.number}"))
    said = text_of(ekonom, admin_url(IncomingPayment.objects.get()))
    assert "numret står i meddelandet, beloppet är lika" in said


def test_a_settlement_is_taken_back_on_the_payments_page(ekonom: Client) -> None:
    invoice = make_invoice()
    pay(money(211_111, invoice.ocr))
    row = Settlement.objects.get()
    url = page_of(row.payment, f"avrakning/{row.pk}/ta-tillbaka/")
    ekonom.post(url, {"reason": "Fel faktura."})
    assert rest_of(row.payment) == 211_111


def test_money_is_marked_to_be_returned_and_put_back(ekonom: Client) -> None:
    payment = unknown_payment(Decimal(5))
    ekonom.post(page_of(payment, "hantera/"), {"what": "to_return", "text": "Fel konto."})
    assert rest_of(payment) == 0
    ekonom.post(page_of(payment, "lagg-tillbaka/"), {"text": "Nej."})
    assert rest_of(payment) == 5


@pytest.mark.parametrize("address", ["avrakna/", "hantera/", "lagg-tillbaka/"])
def test_a_handlaggare_gets_no_form(address: str) -> None:
    payment = unknown_payment(Decimal(5))
    response = staff_client(StaffRole.HANDLAGGARE).get(page_of(payment, address))
    assert response.status_code == 403


def test_reminders_are_held_back_and_let_go_on_the_invoices_page(ekonom: Client) -> None:
    invoice = make_invoice()
    ekonom.post(page_of(invoice, "vanta/"), {"why": "disputed", "text": "Bestridd i brev."})
    assert "Påminn igen" in text_of(ekonom, admin_url(invoice))
    for _ in range(2):
        assert ekonom.post(page_of(invoice, "pamin-igen/")).status_code == 302
    assert Hold.objects.get().lifted_at


def test_the_work_list_costs_the_same_for_many(ekonom: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            text_of(ekonom, list_url(IncomingPayment, "lage=vantar"))
        return len(asked)

    pay(*(money(n + 1) for n in range(3)))
    few = cost()
    pay(*(money(n + 100) for n in range(27)))
    assert cost() == few


def test_the_list_of_invoices_says_what_is_paid(ekonom: Client) -> None:
    first, second = [make_invoice(report) for report in make_owing_reports(2)]
    pay(money(100_000, first.ocr), money(211_111, second.ocr))
    said = text_of(ekonom, list_url(Invoice)).replace("\N{NO-BREAK SPACE}", " ")
    assert "Delvis betald, 100 000 kr av 211 111 kr" in said
    assert ">Betald<" in said


def test_the_pretend_bank_pays_an_invoice_once_and_not_outside_the_demo(
    ekonom: Client, settings: Settings
) -> None:
    invoice = make_invoice()
    for _ in range(2):
        assert ekonom.post(page_of(invoice, "latsasbanken/")).status_code == 302
    assert Settlement.objects.get().amount == 211_111
    settings.PORTAL_TODAY = None
    assert ekonom.post(page_of(invoice, "latsasbanken/")).status_code == 404
