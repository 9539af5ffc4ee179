"""How a letter gets its words: the portal's templates, or staff's own text in the same frame."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from correspondence.models import OwnWords
from correspondence.plan import Addressee, Due, LetterKind
from correspondence.wording import blocks, filled

__all__ = ["Written", "written"]

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
    context = {
        **due.context,
        "addressee": addressee,
        "diarienummer": due.diarienummer,
        "base_url": settings.PORTAL_URL,
    }
    if words is None or not kind.fields:
        return _rendered(kind.key, context)
    values = {one.name: one.value(context) for one in kind.fields}
    own = {
        "own_subject": " ".join(filled(words.subject, values).split()),
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
