"""One cell: what people typed, read as what the column holds, or refused with a sentence."""

import re
from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from stdnum import luhn

from banking.bankgiro import NotABankgiro, compact
from core.sheets.cells import BadCell, refuse_what_is_no_text, shortened
from organisations.register_import.columns import Column

__all__ = ["read_cell"]

SEPARATORS = re.compile(r"[\s.\u2010-\u2015-]")


def read_cell(column: Column, text: str) -> str:
    """The value to keep, from tidy and not empty text. Raises BadCell."""
    refuse_what_is_no_text(text)
    return _READERS[column](text)


def _code(text: str) -> str:
    """A kommunkod that a spreadsheet took for a number gets its first zero back."""
    code = text.upper().zfill(4) if re.fullmatch(r"[0-9]{3,4}", text) else text.upper()
    if not re.fullmatch(r"[0-9]{4}|RSS-[0-9A-ZÅÄÖ-]{1,20}|REG-[0-9]{2}", code):
        raise BadCell(
            f"”{shortened(text)}” är ingen kod. En kommunkod har fyra siffror, till exempel 0114, "
            "en RSS-kod ser ut som RSS-12 och en regions kod som REG-12."
        )
    return code


def _organisationsnummer(text: str) -> str:
    digits = SEPARATORS.sub("", text)
    if len(digits) == 12 and digits.startswith("16"):
        digits = digits[2:]
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise BadCell(
            "Organisationsnumret ska ha tio siffror, till exempel 212000-0142. "
            f"Det står ”{shortened(text)}”."
        )
    if not luhn.is_valid(digits):
        raise BadCell("Kontrollsiffran stämmer inte. Kontrollera numret.")
    if digits[2] in "01":
        raise BadCell("Numret ser ut som ett personnummer. Skriv huvudmannens nummer.")
    return digits


def _postal_code(text: str) -> str:
    digits = re.sub(r"^SE-|\s", "", text.upper())
    if not re.fullmatch(r"[1-9][0-9]{4}", digits):
        said = f"Postnumret ska ha fem siffror, till exempel 221 00. Det står ”{shortened(text)}”."
        raise BadCell(said)
    return f"{digits[:3]} {digits[3:]}"


def _email(text: str) -> str:
    try:
        EmailValidator()(text)
    except ValidationError as problem:
        said = f"”{shortened(text)}” är ingen e-postadress. Skriv den som namn@kommunen.se."
        raise BadCell(said) from problem
    return text.lower()


def _bankgiro(text: str) -> str:
    try:
        return compact(text)
    except NotABankgiro as problem:
        raise BadCell(str(problem)) from problem


def _phone(text: str) -> str:
    if not re.fullmatch(r"[+(0][0-9 ()/–-]{5,29}", text):
        said = f"”{shortened(text)}” är inget telefonnummer. Skriv det som 010-123 45 67."
        raise BadCell(said)
    return text


def _day(text: str) -> str:
    compacted = re.fullmatch(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", text)
    try:
        day = date(*map(int, compacted.groups())) if compacted else None
    except ValueError:
        day = None
    if day is None or not 1990 <= day.year <= 2100:
        said = f"”{shortened(text)}” är inget datum. Skriv det som 2026-01-01."
        raise BadCell(said)
    return day.isoformat()


def _town(text: str) -> str:
    if any(sign.isdigit() for sign in text):
        raise BadCell(f"Postorten ska inte ha siffror. Det står ”{shortened(text)}”.")
    return _at_most(60)(text)


def _name(length: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if "@" in text or not any(sign.isalpha() for sign in text):
            raise BadCell(f"Här ska det stå ett namn. Det står ”{shortened(text)}”.")
        return _at_most(length)(text)

    return read


def _at_most(length: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > length:
            raise BadCell(f"Texten är {len(text)} tecken. Skriv högst {length}.")
        return text

    return read


_READERS: dict[Column, Callable[[str], str]] = {
    Column.CODE: _code,
    Column.RECIPIENT: _name(100),
    Column.HUVUDMAN: _name(140),
    Column.ORGANISATIONSNUMMER: _organisationsnummer,
    Column.ADDRESS: _at_most(200),
    Column.POSTAL_CODE: _postal_code,
    Column.TOWN: _town,
    Column.REGISTRY: _email,
    Column.BANKGIRO: _bankgiro,
    Column.E_INVOICE: _at_most(60),
    Column.CONTACT: _name(140),
    Column.CONTACT_EMAIL: _email,
    Column.CONTACT_PHONE: _phone,
    Column.FROM_DATE: _day,
}
