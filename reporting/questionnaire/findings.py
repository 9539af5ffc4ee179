"""What the linter says: a code, the place, what is wrong, and the remedy."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reporting.questionnaire.document import Field, FormDocument, Place


@dataclass(frozen=True)
class Finding:
    """One defect of a form. `where`, `message` and `remedy` are Swedish, for the handläggare."""

    code: str
    where: str
    message: str
    remedy: str


def fields(document: FormDocument) -> Iterator[Place]:
    """Every field of the form but own texts and comments, which the schema keeps in shape."""
    return (place for place in document.places if place.option is None and place.rule is None)


def entries(document: FormDocument) -> Iterator[tuple[str, Field]]:
    """Every field, and every column of a table, with its address in the editor."""
    for place in fields(document):
        yield named(place), place.field
        for column in place.field.columns:
            yield f"{named(place)}, kolumnen ”{column.label}”", column


def named(place: Place) -> str:
    """A field's address in the editor: page, number and label."""
    number = f"fråga {place.question.number}, " if place.question.number else ""
    return f"Sidan ”{place.page.title}”, {number}”{place.field.label}”"


def repeated(names: Iterable[str]) -> list[str]:
    """Those that stand more than once."""
    return [name for name, times in Counter(names).items() if times > 1]
