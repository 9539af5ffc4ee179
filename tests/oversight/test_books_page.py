"""Böckerna: the same figures on a page for staff."""

import pytest
from django.urls import reverse

from tests.admin.pages import staff_client, text_of
from tests.oversight.test_ledger import TAMPERED, tamper
from tests.repayments.paying import make_invoice, money, pay


@pytest.mark.django_db
def test_the_page_says_what_foots_and_what_does_not() -> None:
    invoice = make_invoice()
    pay(money("100000.50", invoice.ocr))
    client, round_ = staff_client(), invoice.claim.round
    url = reverse("admin:grants_round_books", args=[round_.pk])
    said = text_of(client, url).replace("\N{NO-BREAK SPACE}", " ")
    assert "Allt går ihop" in said
    assert "111 110,50" in said
    tamper(*TAMPERED["invoice"])
    assert "Det här går inte ihop" in text_of(client, url)
