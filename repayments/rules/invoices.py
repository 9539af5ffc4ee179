"""What an invoice and a credit note must fulfil. Pure: values in, violations out.

Sources: the report form's question 6 (where the invoice is to go), and Peppol BIS Billing 3.0,
which refuses what is checked here before there is an invoice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta

from banking.billing import NotAnEndpoint, endpoint, is_organisationsnummer, is_printable
from core.dates import next_workday
from core.errors import Violation
from core.kronor import with_unit

__all__ = [
    "LABELS",
    "Buyer",
    "askable",
    "buyer_problems",
    "credit_note_number",
    "credit_problems",
    "due_on",
    "invoice_number",
]

NUMBERS_A_YEAR = 1_000_000
FIRST_CREDIT = 500_000
"""Invoices are numbered below, credit notes above: no number is ever both."""


@dataclass(frozen=True)
class Buyer:
    """Who is invoiced, and where the invoice goes. Organisationsnummer as ten digits.

    `email` and `electronic_address` may be empty: the huvudman need not have them. Without an
    electronic address the invoice goes to 0007 and the organisationsnummer.
    """

    name: str
    organisationsnummer: str
    address: str
    postal_code: str
    postal_town: str
    reference: str
    email: str
    electronic_address: str


LABELS = {
    "reference": "fakturareferens",
    "address": "fakturaadress",
    "postal_code": "postnummer till fakturaadressen",
    "postal_town": "postort till fakturaadressen",
    "electronic_address": "elektronisk adress",
    "email": "e-postadress för fakturor",
}
"""What can be filled in, in the order in which it is asked for."""

REQUIRED = ("address", "postal_code", "postal_town", "reference")


def buyer_problems(buyer: Buyer) -> list[Violation]:
    """What is missing or wrong in the invoice data, at the buyer's field, and what to do."""
    return [*_missing(buyer), *_wrong(buyer), *_unsendable(buyer)]


def askable(broken: Iterable[Violation]) -> list[Violation]:
    """What the huvudman can mend itself: name and organisationsnummer stand in our register."""
    return [lacking for lacking in broken if lacking.field in LABELS]


def credit_problems(
    *, amount_kr: int, invoiced_kr: int, credited_kr: int, reason: str
) -> list[Violation]:
    """A credit says why, and all credits together are at most the invoice (kr)."""
    found = []
    left_kr = invoiced_kr - credited_kr
    if not reason.strip():
        found.append(Violation("no_reason", "reason", "Skriv varför fakturan krediteras."))
    if left_kr <= 0:
        message = "Hela fakturan är redan krediterad."
        found.append(Violation("nothing_left", "amount_kr", message))
    elif not 0 < amount_kr <= left_kr:
        message = f"Skriv ett belopp mellan 1 kr och {with_unit(left_kr)}."
        found.append(Violation("outside_invoice", "amount_kr", message))
    return found


def due_on(issued_on: date, *, days: int) -> date:
    """The last day to pay: so many calendar days later, moved to a day when banks are open."""
    return next_workday(issued_on + timedelta(days=days))


def invoice_number(year: int, last: int) -> int:
    """(2026, 123) → 2026000123. Raises ValueError when the year's numbers are used up."""
    if not 0 < last <= FIRST_CREDIT:
        raise ValueError(f"{last} is no number within a year's invoices.")
    return year * NUMBERS_A_YEAR + last


def credit_note_number(year: int, last: int) -> int:
    """(2026, 1) → 2026500001. Raises ValueError when the year's numbers are used up."""
    if not 0 < last < NUMBERS_A_YEAR - FIRST_CREDIT:
        raise ValueError(f"{last} is no number within a year's credit notes.")
    return year * NUMBERS_A_YEAR + FIRST_CREDIT + last


def _missing(buyer: Buyer) -> list[Violation]:
    return [
        Violation(
            "missing_invoice_data",
            name,
            f"Uppgift saknas: {LABELS[name]}. Vi frågar {buyer.name} i ett brev.",
        )
        for name in REQUIRED
        if not getattr(buyer, name).strip()
    ]


def _wrong(buyer: Buyer) -> list[Violation]:
    found = []
    if not is_organisationsnummer(buyer.organisationsnummer):
        message = f"Organisationsnumret för {buyer.name} stämmer inte. Rätta det i registret."
        found.append(Violation("wrong_invoice_data", "organisationsnummer", message))
    if buyer.electronic_address:
        try:
            endpoint(buyer.electronic_address)
        except NotAnEndpoint as refused:
            found.append(Violation("wrong_invoice_data", "electronic_address", str(refused)))
    return found


def _unsendable(buyer: Buyer) -> list[Violation]:
    return [
        Violation(
            "wrong_invoice_data",
            field.name,
            f"{LABELS.get(field.name, 'namn').capitalize()} är för lång eller har tecken "
            "som inte går att skicka. Skriv om uppgiften.",
        )
        for field in fields(buyer)
        if not is_printable(getattr(buyer, field.name))
    ]
