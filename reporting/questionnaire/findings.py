"""What the linter says: a code, the place, what is wrong, and the remedy."""

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.questionnaire.document import FormDocument, Place


@dataclass(frozen=True)
class Finding:
    """One defect of a form. `where`, `message` and `remedy` are Swedish, for the handläggare."""

    code: str
    where: str
    message: str
    remedy: str


def fields(document: FormDocument) -> Iterator[Place]:
    """Every field of the form but the own texts, which the schema already keeps in shape."""
    return (place for place in document.places if place.option is None)


def named(place: Place) -> str:
    """A field's address in the editor: page, number and label."""
    number = f"fråga {place.question.number}, " if place.question.number else ""
    return f"Sidan ”{place.page.title}”, {number}”{place.field.label}”"
