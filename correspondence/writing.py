"""How a letter gets its words: the portal's templates, or staff's own text in the same frame."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from correspondence.models import OwnWords
from correspondence.plan import Addressee, Due, LetterKind
from correspondence.wording import blocks, filled, on_one_line

__all__ = ["Written", "tried", "written"]

OWN = "own_words"


@dataclass(frozen=True)
class Written:
    """A letter's words; by the names of its columns."""

    subject: str
    body_text: str
    body_html: str


def written(
    kind: LetterKind, due: Due, addressee: Addressee, words: OwnWords | None = None
) -> Written:
    """The letter to one addressee; in staff's words if there are any and the kind has fields."""
    context = _context(due, addressee)
    if words is None or not kind.fields:
        return _rendered(kind.key, context)
    return _in_own_words(words, context, {one.name: one.value(context) for one in kind.fields})


def tried(kind: LetterKind, due: Due, addressee: Addressee, words: OwnWords) -> Written:
    """The same to look at, with an example for what only a real event says."""
    context = _context(due, addressee)
    values = {one.name: one.example or one.value(context) for one in kind.fields}
    return _in_own_words(words, context, values)


def _context(due: Due, addressee: Addressee) -> dict[str, Any]:
    return {
        **due.context,
        "addressee": addressee,
        "diarienummer": due.diarienummer,
        "base_url": settings.PORTAL_URL,
    }


def _in_own_words(words: OwnWords, context: dict[str, Any], values: dict[str, str]) -> Written:
    own = {
        "own_subject": on_one_line(filled(words.subject, values)),
        "blocks": blocks(words.body, values),
        "link_text": words.link_text,
    }
    return _rendered(OWN, {**context, **own})


def _rendered(folder: str, context: dict[str, Any]) -> Written:
    subject, text, html = (
        str(render_to_string(f"letters/{folder}/{name}", context))
        for name in ("subject.txt", "body.txt", "body.html")
    )
    return Written(" ".join(subject.split()), text, html)
