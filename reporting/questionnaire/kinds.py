"""The kinds of answer, one small class each: read, check, compare and write in Swedish.

`answers.py` is the way in; nothing else needs to know the classes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.se import orgnr

from core import kronor
from reporting.questionnaire.conditions import Comparable, number_of
from reporting.questionnaire.document import LINE_LIMIT, Field, QuestionType

Stored = str | int | bool | list[str] | None
"""What is kept as JSON under the field's key; None where it was left empty."""

LONG_LIMIT = 4000
HIGHEST_KR = 999_999_999_999

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[\w-]+(\.[\w-]+)+")
_PHONE = re.compile(r"\+?[0-9 ()/.–-]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one answer: a code for tests and logs, and a Swedish sentence."""

    code: str
    message: str


class UnreadableError(ValueError):
    """The answer can't be read as its kind; it stays stored as typed."""

    def __init__(self, code: str, message: str) -> None:
        self.problem = Problem(code, message)
        super().__init__(message)


class Kind:
    """What all kinds share: one line of text, compared with nothing."""

    operators: frozenset[str] = frozenset({"answered", "unanswered"})
    empty_message = "Fyll i ”{label}”."

    def gather(self, raw: Sequence[str]) -> Stored:
        """What the browser sent, tidied but not judged: one line, no control characters."""
        return " ".join(_CONTROL.sub("", raw[-1]).split()) if raw else ""

    def read(self, field: Field, stored: Stored) -> Stored:
        """The stored value in its proper form. Raises UnreadableError."""
        if not isinstance(stored, str):
            raise UnreadableError("text", "Skriv svaret som text.")
        return stored

    def check(self, field: Field, value: Stored) -> Problem | None:
        """What is wrong with a value that could be read (too long, too large)."""
        limit = limit_of(field)
        if limit is None or len(str(value)) <= limit:
            return None
        over = len(str(value)) - limit
        return Problem(
            "too_long",
            f"Texten får vara högst {kronor.grouped(limit)} tecken. "
            f"Korta den med {kronor.grouped(over)} tecken.",
        )

    def compare(self, value: Stored) -> Comparable:
        """What a condition compares."""
        return str(value)

    def text(self, field: Field, value: Stored) -> str:
        """What people read."""
        return str(value)


class LongText(Kind):
    """Several lines; line breaks are kept as \\n and count as one character each."""

    empty_message = "Skriv ett svar på {question}."

    def gather(self, raw: Sequence[str]) -> Stored:
        text = raw[-1].replace("\r\n", "\n").replace("\r", "\n") if raw else ""
        return _CONTROL.sub("", text).strip()


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


class Kronor(Kind):
    """Whole kronor, stored as int; at least 0 unless the field says otherwise."""

    operators = Kind.operators | {"eq", "ne", "gt", "ge", "lt", "le"}
    empty_message = "Skriv beloppet i hela kronor. Skriv 0 om det är noll kronor."

    def read(self, field: Field, stored: Stored) -> Stored:
        if isinstance(stored, int) and not isinstance(stored, bool):
            return stored
        try:
            amount = kronor.parse_kronor(str(stored) if len(str(stored)) < 100 else "")
        except kronor.NotWholeKronor as refused:
            raise UnreadableError("kronor", str(refused)) from None
        if abs(amount) > HIGHEST_KR:
            raise UnreadableError("maximum", _at_most(HIGHEST_KR))
        return amount

    def check(self, field: Field, value: Stored) -> Problem | None:
        amount = int(value) if isinstance(value, int) else 0
        lowest = field.minimum or 0
        if amount < lowest:
            return Problem("minimum", f"Skriv ett belopp på minst {kronor.with_unit(lowest)}.")
        if field.maximum is not None and amount > field.maximum:
            return Problem("maximum", _at_most(field.maximum))
        return None

    def compare(self, value: Stored) -> Comparable:
        return Decimal(value) if isinstance(value, int) else str(value)

    def text(self, field: Field, value: Stored) -> str:
        return kronor.with_unit(int(value)) if isinstance(value, int) else str(value)


class OneChoice(Kind):
    """One of the options, stored as its key."""

    operators = Kind.operators | {"is", "is_not", "in"}
    empty_message = "Välj ett alternativ på {question}."

    def read(self, field: Field, stored: Stored) -> Stored:
        if not any(option.key == stored for option in field.options):
            raise UnreadableError("option", "Välj ett av alternativen i listan.")
        return stored

    def text(self, field: Field, value: Stored) -> str:
        return _labels(field, [str(value)])


class ManyChoice(Kind):
    """Any of the options, stored as a list of keys in the form's order."""

    operators = Kind.operators | {"includes", "excludes", "includes_any"}
    empty_message = "Välj minst ett alternativ på {question}."

    def gather(self, raw: Sequence[str]) -> Stored:
        return [_CONTROL.sub("", one) for one in raw if one]

    def read(self, field: Field, stored: Stored) -> Stored:
        known = [option.key for option in field.options]
        if not isinstance(stored, list) or not all(one in known for one in stored):
            raise UnreadableError("option", "Välj bland alternativen i listan.")
        return [key for key in known if key in stored]

    def check(self, field: Field, value: Stored) -> Problem | None:
        chosen = value if isinstance(value, list) else []
        alone = [one.label for one in field.options if one.exclusive and one.key in chosen]
        if not alone or len(chosen) == 1:
            return None
        return Problem(
            "exclusive", f"Välj antingen ”{alone[0]}” eller andra alternativ, inte båda delarna."
        )

    def compare(self, value: Stored) -> Comparable:
        return frozenset(value) if isinstance(value, list) else frozenset()

    def text(self, field: Field, value: Stored) -> str:
        return _labels(field, value if isinstance(value, list) else [str(value)])


class Acknowledgement(Kind):
    """A tick that vouches for something, stored as true."""

    empty_message = "Kryssa i rutan för att intyga uppgifterna."

    def read(self, field: Field, stored: Stored) -> Stored:
        return True

    def compare(self, value: Stored) -> Comparable:
        return True

    def text(self, field: Field, value: Stored) -> str:
        return "Ja"


class Figure(Kind):
    """A shown or computed value: an amount (int), a percentage ("13.1") or a text."""

    operators = Kronor.operators

    def read(self, field: Field, stored: Stored) -> Stored:
        return stored

    def check(self, field: Field, value: Stored) -> Problem | None:
        return None

    def compare(self, value: Stored) -> Comparable:
        number = number_of(value)
        return str(value) if number is None else number

    def text(self, field: Field, value: Stored) -> str:
        if field.unit == "kr" and isinstance(value, int):
            return kronor.with_unit(value)
        if field.unit == "percent":
            return f"{str(value).replace('.', ',').replace('-', '−')}{kronor.NBSP}%"
        return str(value)


KINDS: Mapping[QuestionType, Kind] = {
    QuestionType.TEXT: Kind(),
    QuestionType.LONG_TEXT: LongText(),
    QuestionType.EMAIL: Email(),
    QuestionType.PHONE: Phone(),
    QuestionType.ORGANISATIONSNUMMER: Organisationsnummer(),
    QuestionType.POSTAL_CODE: PostalCode(),
    QuestionType.KRONOR: Kronor(),
    QuestionType.ONE_CHOICE: OneChoice(),
    QuestionType.MANY_CHOICE: ManyChoice(),
    QuestionType.ACKNOWLEDGEMENT: Acknowledgement(),
    QuestionType.COMPUTED: Figure(),
    QuestionType.SHOWN: Figure(),
    QuestionType.GROUP: Kind(),
}


def limit_of(field: Field) -> int | None:
    """The most characters a text may have; None for what isn't text."""
    match field.type:
        case QuestionType.LONG_TEXT:
            return field.limit or LONG_LIMIT
        case QuestionType.TEXT | QuestionType.EMAIL | QuestionType.PHONE:
            return field.limit or LINE_LIMIT
    return None


def _at_most(limit_kr: int) -> str:
    return f"Skriv ett belopp på högst {kronor.with_unit(limit_kr)}."


def _labels(field: Field, keys: Sequence[str]) -> str:
    return "\n".join(option.label for option in field.options if option.key in keys)
