"""Answers that are text: long, addresses, numbers that identify something."""

import re
from collections.abc import Sequence

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.se import orgnr

from reporting.questionnaire.document import Field
from reporting.questionnaire.kinds.base import Kind, Stored, UnreadableError, printable

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[\w-]+(\.[\w-]+)+")
_PHONE = re.compile(r"\+?[0-9 ()/.–-]+")


class LongText(Kind):
    """Several lines; line breaks are kept as \\n and count as one character each."""

    empty_message = "Skriv ett svar på {question}."

    def gather(self, field: Field, raw: Sequence[str]) -> Stored:
        text = raw[-1].replace("\r\n", "\n").replace("\r", "\n") if raw else ""
        return printable(text).strip()


class Email(Kind):
    """An e-mail address that a letter can be sent to."""

    def read(self, field: Field, stored: Stored) -> Stored:
        if not isinstance(stored, str) or not _EMAIL.fullmatch(stored):
            raise UnreadableError("email", "Skriv en e-postadress, till exempel namn@exempel.se.")
        return stored


class Phone(Kind):
    """A telephone number as people write it; 7–15 digits."""

    def read(self, field: Field, stored: Stored) -> Stored:
        digits = sum(map(str.isdigit, stored)) if isinstance(stored, str) else 0
        if not isinstance(stored, str) or not _PHONE.fullmatch(stored) or not 7 <= digits <= 15:
            raise UnreadableError(
                "phone", "Skriv telefonnumret med riktnummer, till exempel 08-123 45 67."
            )
        return stored


class Organisationsnummer(Kind):
    """Ten digits with a check digit, stored and shown as 212000-0142."""

    def read(self, field: Field, stored: Stored) -> Stored:
        try:
            return orgnr.format(orgnr.validate(str(stored)))
        except InvalidChecksum:
            raise UnreadableError(
                "check_digit",
                "Kontrollsiffran stämmer inte. Jämför numret med ert registreringsbevis.",
            ) from None
        except ValidationError:
            raise UnreadableError(
                "organisationsnummer",
                "Skriv organisationsnumret med tio siffror, till exempel 212000-0142.",
            ) from None


class PostalCode(Kind):
    """Five digits, stored 12345 and shown "123 45"."""

    def read(self, field: Field, stored: Stored) -> Stored:
        digits = re.sub(r"(?i)^se?-|\s", "", str(stored))
        if not re.fullmatch(r"[1-9][0-9]{4}", digits):
            raise UnreadableError(
                "postal_code", "Skriv postnumret med fem siffror, till exempel 123 45."
            )
        return digits

    def text(self, field: Field, value: Stored) -> str:
        return f"{str(value)[:3]} {str(value)[3:]}"
