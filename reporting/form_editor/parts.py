"""Finding one's way in a form document as data: its pages, questions, fields and options.

Documents here are the JSON of a form, not `FormDocument`: an operation changes a few values of it
and leaves everything else as it was written. Nothing here changes anything.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from core.errors import RuleViolated, Violation

__all__ = [
    "Document",
    "Edited",
    "Part",
    "copy_of",
    "find_option",
    "find_page",
    "find_question",
    "free_key",
    "gone",
    "keys_of",
    "parts",
]

Document = dict[str, Any]
Part = dict[str, Any]
LONGEST_KEY = 40


@dataclass(frozen=True)
class Edited:
    """A document after an operation, and what the operation did, in words for the event."""

    document: Document
    words: str


@dataclass(frozen=True)
class Found:
    """A part of a document with the list that it stands in, and its page."""

    part: Part
    siblings: list[Part]
    at: int
    page: Part
    group: Part | None = None


def copy_of(document: Document) -> Document:
    """A copy that an operation may change."""
    return deepcopy(document)


def parts(document: Document) -> Iterator[Found]:
    """Every question and every field of a group, in the order they are asked."""
    for page in document["pages"]:
        questions = page.get("questions", [])
        for at, question in enumerate(questions):
            yield Found(question, questions, at, page)
            fields = question.get("fields", [])
            for number, field in enumerate(fields):
                yield Found(field, fields, number, page, question)


def find_page(document: Document, key: str) -> Found:
    """The page with this key. Raises RuleViolated when somebody has taken it away."""
    pages = document["pages"]
    for at, page in enumerate(pages):
        if page["key"] == key:
            return Found(page, pages, at, page)
    raise gone("Sidan")


def find_question(document: Document, key: str) -> Found:
    """The question or field with this key. Raises RuleViolated when it isn't there any more."""
    for found in parts(document):
        if found.part["key"] == key:
            return found
    raise gone("Frågan")


def find_option(document: Document, question: str, key: str) -> Found:
    """One option of a choice. Raises RuleViolated when it isn't there any more."""
    place = find_question(document, question)
    options = place.part.get("options", [])
    for at, option in enumerate(options):
        if option["key"] == key:
            return Found(option, options, at, place.page)
    raise gone("Alternativet")


def keys_of(document: Document) -> set[str]:
    """The keys of pages, questions and fields."""
    pages = {page["key"] for page in document["pages"]}
    return pages | {found.part["key"] for found in parts(document)}


def free_key(label: str, taken: Collection[str]) -> str:
    """A key that nobody has, made of the label's words: "Övriga kostnader" → ovriga_kostnader."""
    plain = unicodedata.normalize("NFKD", label.lower()).encode("ascii", "ignore").decode()
    words = "_".join(re.findall(r"[a-z0-9]+", plain)).lstrip("0123456789_")
    stem = words[:LONGEST_KEY].rstrip("_") or "fraga"
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def gone(what: str) -> RuleViolated:
    """Somebody else has taken away what an operation is about."""
    return RuleViolated(Violation("gone", None, f"{what} finns inte längre i utkastet."))
