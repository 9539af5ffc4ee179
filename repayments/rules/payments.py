"""What a payment may pay, and what it was probably meant for. Pure: values in, answers out."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from banking import ocr
from core.errors import Violation

__all__ = [
    "OpenInvoice",
    "Paid",
    "Suggestion",
    "part_of",
    "settlement_problems",
    "suggestions",
]

SHORTEST_NUMBER = 6
"""Digits: a shorter row of digits in a message is no invoice number."""


@dataclass(frozen=True, kw_only=True)
class Paid:
    """A payment as the bank tells of it. `rest` is what nothing covers yet, kr with öre."""

    rest: Decimal
    references: Collection[str]
    message: str
    payer_name: str
    payer_account: str


@dataclass(frozen=True, kw_only=True)
class OpenInvoice:
    """An invoice with something left to pay, `open` kr, and what its payer is known by."""

    pk: int
    number: int
    ocr: str
    open: Decimal
    diarienummer: str
    payer_name: str
    payer_accounts: Collection[str]


@dataclass(frozen=True)
class Suggestion:
    """An invoice that the payment may be for, and why; more reasons, better guess."""

    invoice: OpenInvoice
    reasons: tuple[str, ...]


def part_of(rest: Decimal, open_amount: Decimal) -> Decimal:
    """How much of a payment goes to an invoice: never more than either; 0 when nothing does."""
    return max(Decimal(0), min(rest, open_amount))


def settlement_problems(amount: Decimal, *, rest: Decimal, open_amount: Decimal) -> list[Violation]:
    """What staff settle by hand is within what is left of the payment and of the invoice."""
    most = part_of(rest, open_amount)
    if most <= 0:
        message = "Det finns inget kvar att avräkna. Läs in sidan igen."
        return [Violation("nothing_left", None, message)]
    if amount <= 0 or amount > most:
        said = f"{most:.2f}".replace(".", ",")
        message = f"Skriv ett belopp från 0,01 till {said} kronor."
        return [Violation("outside_what_is_left", "amount", message)]
    return []


def suggestions(paid: Paid, invoices: Iterable[OpenInvoice]) -> list[Suggestion]:
    """The invoices that something speaks for, the likeliest first."""
    found = [Suggestion(one, tuple(_reasons(paid, one))) for one in invoices]
    likely = [one for one in found if one.reasons]
    return sorted(likely, key=lambda one: (-len(one.reasons), one.invoice.number))


def _reasons(paid: Paid, invoice: OpenInvoice) -> Iterator[str]:
    said = [*paid.references, *_digits(paid.message)]
    if invoice.ocr in said:
        yield "OCR-numret stämmer"
    elif any(_one_digit_wrong(one, invoice.ocr) for one in said):
        yield "OCR-numret skiljer sig på en siffra"
    if str(invoice.number) in said or invoice.diarienummer in paid.message:
        yield "numret står i meddelandet"
    if paid.rest == invoice.open:
        yield "beloppet är lika"
    if paid.payer_account and paid.payer_account in invoice.payer_accounts:
        yield "från ett konto som vi känner"
    if paid.payer_name and paid.payer_name.casefold() == invoice.payer_name.casefold():
        yield "från samma namn"


def _digits(message: str) -> list[str]:
    rows = "".join(sign if sign.isdigit() else " " for sign in message).split()
    return [row for row in rows if len(row) >= SHORTEST_NUMBER]


def _one_digit_wrong(said: str, right: str) -> bool:
    """Mistyped: one digit differs, two neighbours have changed places; never a valid number."""
    if len(said) != len(right) or ocr.is_valid(said):
        return False
    apart = [n for n, (one, other) in enumerate(zip(said, right, strict=True)) if one != other]
    if len(apart) == 2:
        first, second = apart
        swapped = said[first] == right[second] and said[second] == right[first]
        return second == first + 1 and swapped
    return len(apart) == 1
