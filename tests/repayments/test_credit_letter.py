"""The letter that carries a credit note."""

import pytest

from correspondence.models import Letter
from correspondence.outbox import queue_due_letters
from organisations.roles import StaffRole
from repayments.actions import issue_credit_note
from repayments.models import CreditNote, Invoice
from tests.repayments.builders import DRAWS_PDF, NIGHT, by_staff
from tests.repayments.paying import make_invoice, money, pay

pytestmark = [pytest.mark.django_db, DRAWS_PDF]


def credit(invoice: Invoice, amount_kr: int) -> CreditNote:
    who = by_staff(StaffRole.EKONOM)
    return issue_credit_note(invoice, amount_kr=amount_kr, reason="Rättad.", **who)


def queued() -> Letter:
    queue_due_letters(at=NIGHT, only=["repayment_credit"])
    letter = Letter.objects.filter(kind="repayment_credit").order_by("-pk").first()
    assert letter is not None
    return letter


def test_letter_of_a_part_credit_says_what_is_left_to_pay() -> None:
    note = credit(make_invoice(), 11_111)
    letter = queued()
    for body in (letter.body_text, letter.body_html):
        words = " ".join(body.split())
        assert "Betala 200 000 kr, som är kvar av fakturan" in words
        assert f"Vi tar tillbaka 11 111 kr av faktura {note.invoice.number}" in words
    assert letter.attachments.get().filename == f"kreditfaktura-{note.number}.pdf"


def test_letter_of_the_last_credit_says_that_nothing_more_is_to_be_paid() -> None:
    invoice = make_invoice()
    pay(money(200_000, invoice.ocr))
    credit(invoice, 11_111)
    assert "Ni ska inte betala något mer på fakturan." in queued().body_text
