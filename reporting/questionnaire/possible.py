"""What may be asked on a page, when the page's own answers aren't known yet.

A condition on an earlier page is decided; one on the same page is left open, so that the page
can be drawn whole and a browser can open and close it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from reporting.questionnaire.calculations import Answer, leaves
from reporting.questionnaire.conditions import (
    Comparable,
    Condition,
    Values,
    evaluate,
    residual,
)
from reporting.questionnaire.document import Field, Page, Place, QuestionType, column_sums
from reporting.questionnaire.reach import Reach


@dataclass(frozen=True)
class Possible:
    """A field that stands on the page, with what is left undecided of its conditions."""

    place: Place
    question_if: Condition | None
    field_if: Condition | None

    @property
    def is_input(self) -> bool:
        """Whether the drafter answers it here."""
        return self.place.is_asked and self.place.question.by == "drafter"


def possible_on(page: Page, reach: Reach) -> Iterator[Possible]:
    """The fields that may be asked on a page, whatever is answered on the page itself."""
    known: dict[str, Comparable] = {}
    open_keys: set[str] = set()
    for place in reach.document.places:
        is_here = place.page is page and place.rule is None
        possible = _possible(place, known, open_keys) if is_here else None
        if possible:
            yield possible
        is_open = possible is not None and _is_open(place.field, open_keys)
        for key in (place.key, *_sums(place.field)):
            if is_open:
                open_keys.add(key)
            elif key in reach.values:
                known.setdefault(key, reach.values[key])


def _sums(field: Field) -> Sequence[str]:
    return [summed.key for summed in column_sums(field)] if field.columns else ()


def _possible(place: Place, known: Values, open_keys: Collection[str]) -> Possible | None:
    if place.parent and place.parent.key not in open_keys:
        return None
    own = None if place.option or place.field is place.question else place.field.shown_if
    conditions = (place.question.shown_if, own)
    verdicts = [_verdict(condition, known, open_keys) for condition in conditions]
    if False in verdicts:
        return None
    question_if, field_if = (
        residual(condition, known, open_keys) if condition and verdict is None else None
        for condition, verdict in zip(conditions, verdicts, strict=True)
    )
    return Possible(place, question_if, field_if)


def _verdict(
    condition: Condition | None, values: Values, open_keys: Collection[str]
) -> bool | None:
    return condition is None or evaluate(condition, values, open_keys)


def _is_open(field: Field, open_keys: Collection[str]) -> bool:
    """Whether a field's value is decided on the page itself."""
    if field.type is QuestionType.SHOWN:
        return False
    if field.type is not QuestionType.COMPUTED:
        return True
    used = leaves(field.calculation) if field.calculation else ()
    return any(isinstance(leaf, Answer) and leaf.q in open_keys for leaf in used)
