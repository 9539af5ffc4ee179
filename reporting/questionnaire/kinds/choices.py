"""Answers chosen among options: one, several, yes or no; and the tick that vouches."""

from collections.abc import Sequence

from reporting.questionnaire.conditions import Comparable
from reporting.questionnaire.document import Field, Option, QuestionType
from reporting.questionnaire.kinds.base import (
    ANSWERED,
    Kind,
    Problem,
    Stored,
    UnreadableError,
    printable,
)

YES_NO = (Option(key="ja", label="Ja"), Option(key="nej", label="Nej"))


def options_of(field: Field) -> tuple[Option, ...]:
    """What there is to choose: the form's own options, or those that the kind brings along."""
    return YES_NO if field.type is QuestionType.YES_NO else field.options


class OneChoice(Kind):
    """One of the options, stored as its key."""

    operators = (*ANSWERED, "is", "is_not", "in")
    empty_message = "Välj ett alternativ på {question}."

    def read(self, field: Field, stored: Stored) -> Stored:
        if not any(option.key == stored for option in options_of(field)):
            raise UnreadableError("option", "Välj ett av alternativen i listan.")
        return stored

    def text(self, field: Field, value: Stored) -> str:
        return _labels(field, [str(value)])

    def form_value(self, field: Field, value: Stored) -> str | list[str]:
        return str(value)


class ManyChoice(Kind):
    """Any of the options, stored as a list of keys in the form's order."""

    operators = (*ANSWERED, "includes", "excludes", "includes_any")
    empty_message = "Välj minst ett alternativ på {question}."

    def gather(self, field: Field, raw: Sequence[str]) -> Stored:
        return [printable(one) for one in raw if one]

    def read(self, field: Field, stored: Stored) -> Stored:
        known = [option.key for option in options_of(field)]
        if not isinstance(stored, list) or not all(one in known for one in stored):
            raise UnreadableError("option", "Välj bland alternativen i listan.")
        return [key for key in known if key in stored]

    def check(self, field: Field, value: Stored) -> Problem | None:
        chosen = _keys(value)
        alone = [one.label for one in options_of(field) if one.exclusive and one.key in chosen]
        if not alone or len(chosen) == 1:
            return None
        return Problem(
            "exclusive", f"Välj antingen ”{alone[0]}” eller andra alternativ, inte båda delarna."
        )

    def compare(self, value: Stored) -> Comparable:
        return frozenset(_keys(value))

    def text(self, field: Field, value: Stored) -> str:
        return _labels(field, _keys(value))

    def form_value(self, field: Field, value: Stored) -> str | list[str]:
        return _keys(value)


class Acknowledgement(Kind):
    """A tick that vouches for something, stored as true."""

    empty_message = "Kryssa i rutan för att intyga uppgifterna."

    def read(self, field: Field, stored: Stored) -> Stored:
        return True

    def compare(self, value: Stored) -> Comparable:
        return True

    def text(self, field: Field, value: Stored) -> str:
        return "Ja"

    def form_value(self, field: Field, value: Stored) -> str | list[str]:
        return "on"


def _keys(value: Stored) -> list[str]:
    return [str(key) for key in value] if isinstance(value, list) else []


def _labels(field: Field, keys: Sequence[str]) -> str:
    return "\n".join(option.label for option in options_of(field) if option.key in keys)
