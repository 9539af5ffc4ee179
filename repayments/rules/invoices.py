"""What an invoice must fulfil. Pure: values in, violations out.

Source: the report form's question 6 (where the invoice is to go).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from core.dates import next_workday
from core.errors import Violation

__all__ = ["Buyer", "buyer_problems", "due_on", "invoice_number"]

NUMBERS_A_YEAR = 1_000_000


@dataclass(frozen=True)
class Buyer:
    """Who is invoiced, and where the invoice goes. Organisationsnummer as ten digits.

    `email` and `electronic_address` may be empty: the huvudman need not have them.
    """

    name: str
    organisationsnummer: str
    address: str
    postal_code: str
    postal_town: str
    reference: str
    email: str
    electronic_address: str


REQUIRED = {
    "address": "fakturaadress",
    "postal_code": "postnummer till fakturaadressen",
    "postal_town": "postort till fakturaadressen",
    "reference": "fakturareferens",
}


def buyer_problems(buyer: Buyer) -> list[Violation]:
    """The invoice data that are missing, one violation for each, at the buyer's field."""
    return [
        Violation(
            "missing_invoice_data",
            name,
            f"Uppgift saknas: {label}. Fråga {buyer.name} innan fakturan skrivs.",
        )
        for name, label in REQUIRED.items()
        if not getattr(buyer, name)
    ]


def due_on(issued_on: date, *, days: int) -> date:
    """The last day to pay: so many calendar days later, moved to a day when banks are open."""
    return next_workday(issued_on + timedelta(days=days))


def invoice_number(year: int, last: int) -> int:
    """(2026, 123) → 2026000123. Raises ValueError when the year's numbers are used up."""
    if not 0 < last < NUMBERS_A_YEAR:
        raise ValueError(f"{last} is no number within a year's invoices.")
    return year * NUMBERS_A_YEAR + last
