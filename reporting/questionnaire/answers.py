"""Answers: from what people type to what is stored, compared and read.

Every kind knows four forms of the same answer: what the browser sends (texts), what is stored
(JSON, under the field's key), what conditions compare, and what people read (Swedish format).
Nothing typed is lost: what can't be read is stored as it was typed and has a problem.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from reporting.questionnaire.conditions import Comparable
from reporting.questionnaire.document import Field, QuestionType
from reporting.questionnaire.kinds import KINDS, TABLE, Problem, Stored, UnreadableError

Answers = Mapping[str, Stored]
"""A form's answers: one flat JSON object, key of the field → stored value."""


def store(field: Field, raw: Sequence[str]) -> Stored:
    """What a browser sent → what is stored: the proper value, else what was typed, else None."""
    return proper(field, KINDS[field.type].gather(field, raw))


def problems(field: Field, stored: Stored) -> list[Problem]:
    """What is wrong with an answer; an empty one is never wrong here (engine: required)."""
    if is_empty(stored):
        return []
    kind = KINDS[field.type]
    try:
        value = kind.read(field, stored)
    except UnreadableError as refused:
        return [refused.problem]
    if field.type is QuestionType.TABLE:
        return list(TABLE.problems(field, value))
    found = kind.check(field, value)
    return [found] if found else []


def proper(field: Field, stored: Stored) -> Stored:
    """The stored value in its proper form where it can be read, else as it is."""
    return judged(field, stored)[0]


def comparable(field: Field, stored: Stored) -> Comparable | None:
    """What conditions and calculations see; None when empty or unreadable."""
    return judged(field, stored)[1]


def judged(field: Field, stored: Stored) -> tuple[Stored, Comparable | None]:
    """The proper form and what is compared, read once."""
    if is_empty(stored):
        return None, None
    kind = KINDS[field.type]
    try:
        value = kind.read(field, stored)
    except UnreadableError:
        return stored, None
    return (None, None) if is_empty(value) else (value, kind.compare(value))


def sums(field: Field, stored: Stored) -> dict[str, Decimal | None]:
    """The sums of a table's columns by "table.column", None while open; nothing else has any."""
    return TABLE.sums(field, stored) if field.type is QuestionType.TABLE else {}


def text(field: Field, stored: Stored) -> str:
    """What people read: formatted in Swedish, or as typed when it can't be read; "" when empty."""
    if is_empty(stored):
        return ""
    kind = KINDS[field.type]
    try:
        return kind.text(field, kind.read(field, stored))
    except UnreadableError:
        return "\n".join(map(str, stored)) if isinstance(stored, list) else str(stored)


def form_value(field: Field, stored: Stored) -> str | list[str]:
    """What to put back into the browser's field."""
    if is_empty(stored):
        return ""
    kind = KINDS[field.type]
    try:
        return kind.form_value(field, kind.read(field, stored))
    except UnreadableError:
        return list(map(str, stored)) if isinstance(stored, list) else str(stored)


def is_empty(stored: object) -> bool:
    """Whether nothing was answered. 0 is an answer; an unticked box is not."""
    return stored is None or stored is False or stored == "" or stored == []
