"""What is left to pay, in words; without a database."""

from datetime import date
from decimal import Decimal
from typing import Any

from portal.journey_parts import payment_words
from repayments.models import Claim, Invoice

DUE, LATER = date(2026, 4, 15), date(2026, 5, 15)


def claim(kr: int, due_on: date = DUE, *, settled: int = 0) -> Claim:
    invoice: Any = Invoice(amount_kr=kr, due_on=due_on)
    invoice.credited, invoice.settled = 0, Decimal(settled)
    made = Claim()
    made.invoice = invoice
    return made


def test_one_invoice_is_told_with_its_day() -> None:
    words = payment_words([claim(60_000, settled=20_000)], DUE)
    assert [one.replace("\xa0", " ") for one in words] == [
        "Betala tillbaka 40 000 kr senast onsdag 15 april 2026",
        "Delvis betald, 20 000 kr av 60 000 kr",
    ]


def test_several_invoices_are_told_with_their_sum_and_the_first_day() -> None:
    words = payment_words([claim(60_000, LATER), claim(211_111)], LATER)
    assert [one.replace("\xa0", " ") for one in words] == [
        "Betala tillbaka 271 111 kr, 2 fakturor",
        "Den första förföll onsdag 15 april 2026",
    ]
