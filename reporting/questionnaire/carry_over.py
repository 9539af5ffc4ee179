"""Moving a draft along to another revision: what still fits is kept, the rest is named.

Hidden answers come along too: undoing a jump brings them back in the new revision as in the old.
"""

from dataclasses import dataclass

from reporting.questionnaire import answers as typed
from reporting.questionnaire import wording
from reporting.questionnaire.answers import Answers
from reporting.questionnaire.document import Field, FormDocument, QuestionType
from reporting.questionnaire.kinds import Stored, options_of

_FROM_A_LIST = frozenset({QuestionType.ONE_CHOICE, QuestionType.YES_NO, QuestionType.SCALE})


@dataclass(frozen=True)
class Lost:
    """An answer that didn't come along, wholly or in part. `words` is Swedish, for its writer."""

    key: str
    words: str


@dataclass(frozen=True)
class Carried:
    """The answers for the new revision, and what was left behind."""

    answers: dict[str, Stored]
    lost: tuple[Lost, ...]


def carry_over(old: FormDocument, new: FormDocument, answers: Answers) -> Carried:
    """The answers given to `old` as they stand in `new`.

    An answer keeps its place by its key. Where the question is gone, or is now of a kind that
    the answer can't be read as, it is lost; so are options that are no longer offered. Answers
    that only break a narrower limit are kept: the form asks for them to be mended.
    """
    kept: dict[str, Stored] = {}
    lost: list[Lost] = []
    for key, stored in answers.items():
        place = new.by_key.get(key)
        before = old.by_key[key].field if key in old.by_key else None
        if place is None:
            fitted = None
        elif typed.is_empty(stored):
            kept[key] = stored
            continue
        else:
            fitted = _fitted(before or place.field, place.field, stored)
        if not typed.is_empty(fitted):
            kept[key] = fitted
        if not typed.is_empty(stored) and _says_less(before, stored, fitted):
            lost.append(Lost(key, _in_words(old, key, stored)))
    return Carried(kept, tuple(lost))


def _fitted(old: Field, new: Field, stored: Stored) -> Stored:
    """The stored answer in its new question; None when it can't stand there."""
    if new == old:
        return stored
    if new.type is QuestionType.MANY_CHOICE and isinstance(stored, list):
        offered = [option.key for option in new.options]
        return [key for key in offered if key in stored]
    if new.type is not old.type:
        sent = typed.form_value(old, stored)
        moved = typed.store(new, sent if isinstance(sent, list) else [sent])
        return None if _is_unreadable(new, moved) else moved
    if new.type in _FROM_A_LIST and _is_unreadable(new, stored):
        return None
    return typed.proper(new, stored)


def _is_unreadable(field: Field, stored: Stored) -> bool:
    return typed.comparable(field, stored) is None


def _says_less(old: Field | None, stored: Stored, fitted: Stored) -> bool:
    """Whether something that was answered isn't there any more."""
    if old is None or typed.is_empty(fitted):
        return True
    if old.type is QuestionType.MANY_CHOICE and isinstance(stored, list):
        known = {option.key for option in options_of(old)}
        chosen = known.intersection(map(str, stored))
        return isinstance(fitted, list) and len(fitted) < len(chosen)
    if old.type is QuestionType.TABLE:
        return _cells(fitted) < _cells(typed.proper(old, stored))
    return False


def _cells(stored: Stored) -> int:
    rows = stored if isinstance(stored, list) else []
    return sum(len(row) for row in rows if isinstance(row, dict))


def _in_words(old: FormDocument, key: str, stored: Stored) -> str:
    place = old.by_key.get(key)
    if place is None:
        return f"Svaret ”{key}” har ingen fråga i det nya formuläret och följde inte med."
    text = typed.text(place.field, stored).replace("\n", ", ")
    return f"Svaret på {wording.question_name(place)} följde inte med helt: {text}."
