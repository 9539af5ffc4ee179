"""Kontoutdrag: every krona asked for, credited and paid, with what is left after each."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from organisations.roles import StaffRole
from repayments import actions
from repayments.models import Invoice, Settlement
from repayments.statements import as_csv, as_pdf, statement_of
from tests.admin.pages import client_of, staff_client, text_of
from tests.builders import ROUND_KEY, make_member, make_recipient
from tests.repayments.builders import DRAWS_PDF, by_staff
from tests.repayments.paying import NOON, make_invoice, money, pay

pytestmark = pytest.mark.django_db
EKONOM = StaffRole.EKONOM


@pytest.fixture
def invoice() -> Invoice:
    """Part paid, credited, and paid by mistake."""
    made = make_invoice()
    pay(money("100000.50", made.ocr))
    actions.issue_credit_note(made, amount_kr=11_111, reason="Fel.", **by_staff(EKONOM, when=NOON))
    return made


def test_what_is_left_stands_after_each_line(invoice: Invoice) -> None:
    statement = statement_of(invoice.claim.recipient)
    assert [line.balance for line in statement.lines] == [
        0, 211_111, 200_000, Decimal("99999.50"),
    ]  # fmt: skip
    assert statement.open == Decimal("99999.50")


def test_a_payment_that_was_taken_back_is_owed_again(invoice: Invoice) -> None:
    row = Settlement.objects.get()
    actions.take_back_settlement(row, reason="Fel.", **by_staff(EKONOM, when=NOON))
    assert statement_of(invoice.claim.recipient).open == 200_000


def test_another_round_has_lines_of_its_own(invoice: Invoice) -> None:
    recipient = invoice.claim.recipient
    assert len(statement_of(recipient, round_key=ROUND_KEY).lines) == 4
    assert not statement_of(recipient, round_key="annan-2024").lines


def test_the_file_is_one_that_a_spreadsheet_reads(invoice: Invoice) -> None:
    rows = as_csv(statement_of(invoice.claim.recipient)).decode("utf-8-sig").splitlines()
    assert rows[0] == "datum;händelse;belopp;saldo"
    assert rows[4].endswith("-100000,50;99999,50")


@DRAWS_PDF
def test_the_paper_is_drawn(invoice: Invoice) -> None:
    made = as_pdf(statement_of(invoice.claim.recipient), today=date(2026, 4, 3))
    assert made.startswith(b"%PDF")


def test_the_recipient_reads_its_own(invoice: Invoice) -> None:
    client = client_of(make_member(make_recipient()))
    kwargs = {"round_key": ROUND_KEY, "recipient_code": "RSS-12"}
    said = text_of(client, reverse("portal:statement", kwargs=kwargs))
    assert "99\N{NO-BREAK SPACE}999,50" in said


def test_staff_read_all_rounds(invoice: Invoice) -> None:
    url = reverse("portal:staff_statement", kwargs={"code": "RSS-12"})
    assert f"Faktura {invoice.number}" in text_of(staff_client(), url)


def test_a_statement_is_read_with_so_many_queries(
    invoice: Invoice, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pay(money(1, invoice.ocr), money(2, invoice.ocr))
    with django_assert_num_queries(6):
        statement_of(invoice.claim.recipient)
