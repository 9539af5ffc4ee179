"""What the editor calls things: sorts of question, comparisons, jumps, where a question stands."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from reporting.form_editor.parts import Part
from reporting.questionnaire.calculations import Answer, Fact, leaves
from reporting.questionnaire.conditions import Condition
from reporting.questionnaire.document import NOT_ASKED, FormDocument, QuestionType
from reporting.questionnaire.facts import FACTS
from reporting.questionnaire.wording import in_words

__all__ = ["NEW_TYPES", "TYPES", "described", "is_asked", "jump_in_words", "name_of", "type_of"]

TYPES: Mapping[str, str] = {
    QuestionType.TEXT: "Kort text",
    QuestionType.LONG_TEXT: "Lång text",
    QuestionType.YES_NO: "Ja eller nej",
    QuestionType.ONE_CHOICE: "Ett av flera alternativ",
    QuestionType.MANY_CHOICE: "Flera alternativ",
    QuestionType.SCALE: "Skala",
    QuestionType.KRONOR: "Belopp i hela kronor",
    QuestionType.NUMBER: "Tal",
    QuestionType.PERCENT: "Procent",
    QuestionType.DATE: "Datum",
    QuestionType.EMAIL: "E-postadress",
    QuestionType.PHONE: "Telefonnummer",
    QuestionType.ORGANISATIONSNUMMER: "Organisationsnummer",
    QuestionType.POSTAL_CODE: "Postnummer",
    QuestionType.ACKNOWLEDGEMENT: "Ruta att kryssa i",
    QuestionType.SHOWN: "Uppgift ur ärendet",
    QuestionType.GROUP: "Grupp av fält",
    QuestionType.TABLE: "Tabell",
    QuestionType.FILE: "Fil",
    QuestionType.COMPUTED: "Beräknat värde",
}
ONLY_COPIED = frozenset({QuestionType.TABLE, QuestionType.COMPUTED})
"""Sorts with a shape of their own, which comes along when a question is copied."""

NEW_TYPES = tuple(one for one in TYPES if one not in ONLY_COPIED)
"""What can be added in the editor."""

_CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


def type_of(part: Part) -> str:
    """The sort of a question, in words."""
    return TYPES.get(part["type"], part["type"])


def is_asked(part: Part) -> bool:
    """Whether somebody answers it."""
    return part["type"] not in NOT_ASKED


def name_of(part: Part) -> str:
    """ "14. Ange vilka insatser …"."""
    number = part.get("number")
    return f"{number}. {part['label']}" if number else str(part["label"])


def jump_in_words(condition: Any, document: FormDocument) -> str:
    """A condition of the document as data, as a clause that can follow "om"."""
    return in_words(_CONDITION.validate_python(condition), document)


def described(part: Part, document: FormDocument) -> tuple[str, list[str]]:
    """What the editor shows of a question and doesn't change: a heading, and lines below it."""
    if part["type"] == QuestionType.TABLE:
        columns = [f"{one['label']} ({type_of(one).lower()})" for one in part["columns"]]
        rows = [f"Rad: {one['label']}" for one in part.get("rows", [])]
        return "Tabellens kolumner och rader", [*columns, *rows]
    if part["type"] == QuestionType.COMPUTED:
        calculation = document.by_key[part["key"]].field.calculation
        used = [_leaf(one, document) for one in leaves(calculation)] if calculation else []
        return "Räknas ut av", [one for one in used if one]
    return "", []


def _leaf(leaf: object, document: FormDocument) -> str:
    if isinstance(leaf, Fact):
        return FACTS.get(leaf.fact, leaf.fact)
    if isinstance(leaf, Answer):
        place = document.referable.get(leaf.q)
        return place.field.label if place else f"en fråga som inte finns ({leaf.q})"
    return ""
