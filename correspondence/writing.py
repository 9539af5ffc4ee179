"""How a letter gets its words: the portal's templates, or staff's own text in the same frame."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html

from correspondence.models import OwnWords
from correspondence.plan import Addressee, Due, LetterKind
from correspondence.wording import SUBJECT_LENGTH, blocks, filled, on_one_line

__all__ = ["Written", "in_frame", "rendered", "tried", "with_note", "written"]

OWN = "own_words"
GAP = re.compile(r"\n(?:[ \t]*\n){2,}")
BODY = re.compile(r"<body[^>]*>")
NOTE = (
    '<p style="max-width:600px;margin:0 auto;padding:24px 16px 0;text-align:left;'
    "font-family:'Source Sans 3','Segoe UI',Arial,sans-serif;font-size:18px;line-height:1.5;"
    'color:#1f2a30;">{}</p>'
)


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
        letter = rendered(kind.key, context)
    else:
        values = {one.name: one.value(context) for one in kind.fields}
        letter = in_frame(words, context, values)
    return with_note(letter, addressee.note) if addressee.note else letter


def tried(kind: LetterKind, due: Due, addressee: Addressee, words: OwnWords) -> Written:
    """The same to look at, with an example for what only a real event says."""
    context = _context(due, addressee)
    values = {one.name: one.example or one.value(context) for one in kind.fields}
    return in_frame(words, context, values)


def with_note(letter: Written, note: str) -> Written:
    """The letter with a line on top, in both its bodies."""
    begins = BODY.search(letter.body_html)
    place = begins.end() if begins else 0
    html = f"{letter.body_html[:place]}{format_html(NOTE, note)}{letter.body_html[place:]}"
    return Written(letter.subject, f"{note}\n\n{letter.body_text.lstrip()}", html)


def in_frame(words: OwnWords, context: dict[str, Any], values: dict[str, str]) -> Written:
    """Staff's text with its fields filled in, in the portal's frame."""
    own = {
        "own_subject": on_one_line(filled(words.subject, values)),
        "blocks": blocks(words.body, values),
        "link_text": words.link_text,
    }
    return rendered(OWN, {**context, **own})


def rendered(folder: str, context: dict[str, Any]) -> Written:
    """The words in templates/letters/<folder>; where a value is empty no gap is left in the text.

    A subject that mail programs would cut off leaves out which grant it is about: the facts in the
    letter say it, and the recipient at the end is what tells one letter from another.
    """
    subject, text, html = (
        str(render_to_string(f"letters/{folder}/{name}", context))
        for name in ("subject.txt", "body.txt", "body.html")
    )
    subject = " ".join(subject.split())
    if len(subject) > SUBJECT_LENGTH and "short_name" in context:
        subject = subject.replace(f"{context['short_name']}, ", "", 1)
    return Written(subject, GAP.sub("\n\n", text).strip() + "\n", html)


def _context(due: Due, addressee: Addressee) -> dict[str, Any]:
    return {
        **due.context,
        "addressee": addressee,
        "diarienummer": due.diarienummer,
        "base_url": settings.PORTAL_URL,
    }
