"""A draft as its page in the admin lists it: pages, questions, jumps in words, old years."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reporting.form_editor.parts import Document, Part, parts
from reporting.form_editor.wording import is_asked, jump_in_words, type_of
from reporting.questionnaire.document import FormDocument

__all__ = ["OutlinePage", "OutlineQuestion", "outline", "texts_about"]


@dataclass(frozen=True)
class OutlineQuestion:
    """A question in a list: its mark says whether it must be answered, its jump when."""

    key: str
    number: str
    label: str
    sort: str
    mark: str
    jump: str
    fields: tuple["OutlineQuestion", ...] = ()


@dataclass(frozen=True)
class OutlinePage:
    """A page in a list."""

    key: str
    title: str
    has_text: bool
    questions: tuple[OutlineQuestion, ...]


def outline(document: Document) -> list[OutlinePage]:
    """The pages and questions of a draft, in order."""
    content = FormDocument.model_validate(document)
    return [
        OutlinePage(
            key=page["key"],
            title=page["title"],
            has_text=bool(page.get("body")),
            questions=tuple(_question(one, content) for one in page.get("questions", [])),
        )
        for page in document["pages"]
    ]


def texts_about(year: int, document: Document) -> list[tuple[str, str, str]]:
    """Texts that mention a year, to be looked over when a form is copied: what, kind, key.

    Kind is "introduction", "page", "question" or "rule".
    """
    word = re.compile(rf"\b{year}\b")
    return [(name, kind, key) for name, kind, key, text in _texts(document) if word.search(text)]


def _question(part: Part, content: FormDocument) -> OutlineQuestion:
    condition = part.get("shown_if")
    mark = "" if part.get("required") or not is_asked(part) else "frivillig"
    return OutlineQuestion(
        key=part["key"],
        number=part.get("number") or "",
        label=part["label"],
        sort=type_of(part),
        mark=mark,
        jump=jump_in_words(condition, content) if condition else "",
        fields=tuple(_question(field, content) for field in part.get("fields", [])),
    )


def _texts(document: Document) -> Iterator[tuple[str, str, str, str]]:
    title = document["title"]
    yield "Formulärets titel och inledning", "introduction", "", _joined(title, document["intro"])
    for page in document["pages"]:
        said = _joined(page["title"], page.get("body", []))
        yield f"Sidan ”{page['title']}”", "page", page["key"], said
    for found in parts(document):
        part = found.part
        labels = [one["label"] for one in part.get("options", [])]
        said = _joined(part["label"], part.get("help", ""), labels)
        yield f"Frågan ”{part['label']}”", "question", part["key"], said


def _joined(*texts: Any) -> str:
    return " ".join(map(str, texts))
