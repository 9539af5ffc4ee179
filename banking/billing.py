"""An invoice or credit note as values, and what Peppol would refuse of it. XML is `ubl`'s.

Whole kronor outside the scope of VAT, from a Swedish agency to a Swedish huvudman; paid to a
bankgiro. Rule names are those of EN 16931 (BR-…), Peppol BIS Billing 3.0 (PEPPOL-…) and its
Swedish rules (SE-R-…); docs/rules.md tells which function obeys which.
"""

import re
from dataclasses import dataclass
from datetime import date

from stdnum import ean
from stdnum.exceptions import ValidationError
from stdnum.se import orgnr

from banking import bankgiro, ocr
from core.errors import Violation

__all__ = [
    "Billing",
    "Endpoint",
    "Line",
    "NotAnEndpoint",
    "Party",
    "Preceding",
    "endpoint",
    "is_organisationsnummer",
    "is_printable",
    "problems",
]

LONGEST_TEXT = 1_000
"""Characters of a name, address line, reference or line: far above what the sources hold."""

ORGANISATIONSNUMMER = "0007"
GLN = "0088"
LENGTHS = {ORGANISATIONSNUMMER: 10, GLN: 13}

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document may hold."""


@dataclass(frozen=True)
class Endpoint:
    """An electronic address in the Peppol network: 0007 and ten digits, or 0088 and a GLN."""

    scheme: str
    identifier: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.identifier}"


class NotAnEndpoint(ValueError):
    """The text is no Peppol address of ours; str() is the Swedish sentence to show."""


@dataclass(frozen=True, kw_only=True)
class Party:
    """Seller or buyer. Organisationsnummer as ten digits; empty text is left out of the file."""

    name: str
    organisationsnummer: str
    endpoint: Endpoint
    address: str
    postal_code: str
    postal_town: str
    contact: str = ""
    email: str = ""


@dataclass(frozen=True)
class Line:
    """One line: what is to be paid back, in whole kr above 0."""

    text: str
    amount_kr: int


@dataclass(frozen=True)
class Preceding:
    """The invoice that a credit note takes back."""

    number: str
    issued_on: date


@dataclass(frozen=True, kw_only=True)
class Billing:
    """An invoice (380); with `credits`, a credit note (381), which has terms and no due date."""

    number: str
    issued_on: date
    due_on: date | None = None
    buyer_reference: str
    contract: str
    note: str
    terms: str = ""
    seller: Party
    buyer: Party
    bankgiro: str
    ocr: str
    lines: tuple[Line, ...]
    credits: Preceding | None = None

    @property
    def total_kr(self) -> int:
        return sum(line.amount_kr for line in self.lines)


def endpoint(text: str) -> Endpoint:
    """Read a Peppol address as people give it: "0007:2120000142", "GLN 7300009012344", digits.

    Raises NotAnEndpoint with a sentence to show: another scheme (9955 is not in Peppol's list),
    or a check digit that is wrong (PEPPOL-COMMON-R040, R049).
    """
    squeezed = re.sub(r"[\s\u00a0-]", "", text)
    named = re.fullmatch(r"(?:(\d{4}):|GLN:?)?(\d+)", squeezed, re.IGNORECASE)
    if named is None:
        raise NotAnEndpoint(
            "Skriv den elektroniska adressen som 0007:organisationsnummer eller 0088:GLN."
        )
    scheme, digits = named.group(1) or _scheme_of(named.group(2)), named.group(2)
    if scheme not in LENGTHS:
        raise NotAnEndpoint(
            f"Adresser som börjar med {scheme} finns inte i Peppol för svenska mottagare. "
            "Skriv 0007:organisationsnummer eller 0088:GLN."
        )
    if scheme == ORGANISATIONSNUMMER and not is_organisationsnummer(digits):
        raise NotAnEndpoint("Organisationsnumret i den elektroniska adressen stämmer inte.")
    if scheme == GLN and not _is_gln(digits):
        raise NotAnEndpoint(
            "GLN-numret i den elektroniska adressen stämmer inte: det har 13 siffror."
        )
    return Endpoint(scheme, digits)


def is_organisationsnummer(digits: str) -> bool:
    """Ten digits, no hyphen, with the right check digit (SE-R-003, SE-R-004, SE-R-013)."""
    return bool(re.fullmatch(r"[0-9]{10}", digits)) and orgnr.is_valid(digits)


def is_printable(text: str) -> bool:
    """Whether a text is short enough and has only characters that XML can hold."""
    return len(text) <= LONGEST_TEXT and not FORBIDDEN.search(text)


def problems(billing: Billing) -> list[Violation]:
    """All that would make the file refused, each at its field; nothing for a file that passes."""
    found = [
        *_empty(billing),
        *_unprintable(billing),
        *_party_problems("seller", billing.seller),
        *_party_problems("buyer", billing.buyer),
        *_payment_problems(billing),
    ]
    if not billing.lines or any(line.amount_kr <= 0 for line in billing.lines):
        found.append(_violation("BR-27", "lines", "Varje rad ska ha ett belopp över noll."))
    if billing.credits and billing.due_on:
        found.append(_violation("UBL", "due_on", "En kreditfaktura har ingen förfallodag."))
    return found


def _scheme_of(digits: str) -> str:
    return GLN if len(digits) == LENGTHS[GLN] else ORGANISATIONSNUMMER


def _is_gln(digits: str) -> bool:
    try:
        return len(ean.validate(digits)) == LENGTHS[GLN]
    except ValidationError:
        return False


def _texts(billing: Billing) -> list[tuple[str, str, bool]]:
    """Every text: its field, the text, whether it must be there."""
    whole = [
        ("number", billing.number, True),
        ("buyer_reference", billing.buyer_reference, True),
        ("contract", billing.contract, True),
        ("note", billing.note, False),
        ("terms", billing.terms, billing.credits is not None),
    ]
    parties = [
        (f"{side}.{name}", getattr(party, name), name in needed)
        for side, party, needed in (
            ("seller", billing.seller, {"name"}),
            ("buyer", billing.buyer, {"name", "address", "postal_code", "postal_town"}),
        )
        for name in ("name", "address", "postal_code", "postal_town", "contact", "email")
    ]
    return [*whole, *parties, *(("lines", line.text, True) for line in billing.lines)]


def _empty(billing: Billing) -> list[Violation]:
    return [
        _violation("PEPPOL-EN16931-R008", field, "Uppgift saknas i fakturan.")
        for field, text, needed in _texts(billing)
        if needed and not text.strip()
    ]


def _unprintable(billing: Billing) -> list[Violation]:
    return [
        _violation("XML", field, "Uppgiften är för lång eller har tecken som inte går att skicka.")
        for field, text, _ in _texts(billing)
        if not is_printable(text)
    ]


def _party_problems(side: str, party: Party) -> list[Violation]:
    found = []
    if not is_organisationsnummer(party.organisationsnummer):
        found.append(_violation("SE-R-013", side, "Organisationsnumret stämmer inte."))
    try:
        endpoint(str(party.endpoint))
    except NotAnEndpoint as refused:
        found.append(_violation("PEPPOL-COMMON", f"{side}.endpoint", str(refused)))
    return found


def _payment_problems(billing: Billing) -> list[Violation]:
    found = []
    try:
        bankgiro.compact(billing.bankgiro)
    except bankgiro.NotABankgiro as refused:
        found.append(_violation("SE-R-009", "bankgiro", str(refused)))
    if not billing.bankgiro.isdigit():
        found.append(_violation("SE-R-008", "bankgiro", "Bankgirot skrivs utan bindestreck."))
    if not ocr.is_valid(billing.ocr):
        found.append(_violation("OCR", "ocr", "OCR-numret stämmer inte."))
    if billing.credits is None and (billing.due_on is None or billing.due_on < billing.issued_on):
        found.append(_violation("BR-CO-25", "due_on", "Fakturan ska ha en förfallodag."))
    return found


def _violation(code: str, field: str, message: str) -> Violation:
    return Violation(code, field, message)
