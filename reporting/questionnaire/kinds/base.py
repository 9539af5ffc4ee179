"""What every kind of answer knows how to do, and what is said when an answer can't be read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core import kronor
from reporting.questionnaire.conditions import Comparable
from reporting.questionnaire.document import LINE_LIMIT, Field, QuestionType

Cells = dict[str, str | int | bool | None]
"""One row of a table, or one file: name → value."""

Stored = str | int | bool | list[str] | list[Cells] | None
"""What is kept as JSON under the field's key; None where it was left empty."""

LONG_LIMIT = 4000
ANSWERED = ("answered", "unanswered")
COMPARISONS = ("eq", "ne", "gt", "ge", "lt", "le")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


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

    operators: tuple[str, ...] = ANSWERED
    empty_message = "Fyll i ”{label}”."

    def gather(self, field: Field, raw: Sequence[str]) -> Stored:
        """What the browser sent, tidied but not judged: one line, no control characters."""
        return " ".join(printable(raw[-1]).split()) if raw else ""

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

    def form_value(self, field: Field, value: Stored) -> str | list[str]:
        """What to put back into the browser's field; what is read from it again is the same."""
        return self.text(field, value)


def limit_of(field: Field) -> int | None:
    """The most characters a text may have; None for what isn't text."""
    match field.type:
        case QuestionType.LONG_TEXT:
            return field.limit or LONG_LIMIT
        case QuestionType.TEXT | QuestionType.EMAIL | QuestionType.PHONE:
            return field.limit or LINE_LIMIT
    return None


def printable(text: str) -> str:
    """A text without control characters; line breaks and tabs stay."""
    return _CONTROL.sub("", text)
