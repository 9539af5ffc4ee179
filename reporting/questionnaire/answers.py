"""Answers: from what people type to what is stored, compared and read.

Every kind knows four forms of the same answer: what the browser sends (texts), what is stored
(JSON, under the field's key), what conditions compare, and what people read (Swedish format).
Nothing typed is lost: what can't be read is stored as it was typed and has a problem.
"""

from collections.abc import Mapping, Sequence

from core import kronor
from reporting.questionnaire.conditions import Comparable
from reporting.questionnaire.document import Field, QuestionType
from reporting.questionnaire.kinds import KINDS, Problem, Stored, UnreadableError

Answers = Mapping[str, Stored]
"""A form's answers: one flat JSON object, key of the field → stored value."""


def store(field: Field, raw: Sequence[str]) -> Stored:
    """What a browser sent → what is stored: the proper value, else what was typed, else None."""
    kind = KINDS[field.type]
    typed = kind.gather(raw)
    if is_empty(typed):
        return None
    try:
        return kind.read(field, typed)
    except UnreadableError:
        return typed


def problem(field: Field, stored: Stored) -> Problem | None:
    """What is wrong with an answer; an empty one is never wrong here (engine: required)."""
    if is_empty(stored):
        return None
    kind = KINDS[field.type]
    try:
        return kind.check(field, kind.read(field, stored))
    except UnreadableError as refused:
        return refused.problem


def proper(field: Field, stored: Stored) -> Stored:
    """The stored value in its proper form where it can be read, else as it is."""
    if is_empty(stored):
        return None
    try:
        return KINDS[field.type].read(field, stored)
    except UnreadableError:
        return stored


def comparable(field: Field, stored: Stored) -> Comparable | None:
    """What conditions and calculations see; None when empty or unreadable."""
    if is_empty(stored):
        return None
    kind = KINDS[field.type]
    try:
        return kind.compare(kind.read(field, stored))
    except UnreadableError:
        return None


def text(field: Field, stored: Stored) -> str:
    """What people read: formatted in Swedish, or as typed when it can't be read; "" when empty."""
    if is_empty(stored):
        return ""
    kind = KINDS[field.type]
    try:
        return kind.text(field, kind.read(field, stored))
    except UnreadableError:
        return "\n".join(stored) if isinstance(stored, list) else str(stored)


def form_value(field: Field, stored: Stored) -> str | list[str]:
    """What to put back into the browser's field."""
    if isinstance(stored, list):
        return stored
    if stored is None or field.type in (QuestionType.ONE_CHOICE, QuestionType.ACKNOWLEDGEMENT):
        return "" if is_empty(stored) else str(stored)
    return text(field, stored).removesuffix(f"{kronor.NBSP}kr")


def is_empty(stored: object) -> bool:
    """Whether nothing was answered. 0 is an answer; an unticked box is not."""
    return stored is None or stored is False or stored == "" or stored == []
