"""What a page's layout is filled in with, and what its parts have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.template import Context
from django.utils.safestring import SafeString

from reporting.questionnaire.facts import Facts
from reporting.questionnaire.kinds import Stored
from reporting.questionnaire.reach import Reach


@dataclass(frozen=True)
class Drawing:
    """What a page is filled in with: the case's facts, what is reached, the page's own answers
    as they are kept, its errors, empty rows to add, and last year's texts beside the fields. The
    layout itself holds none of it."""

    facts: Facts
    reach: Reach
    stored: Mapping[str, Stored]
    errors: Mapping[str, Sequence[str]]
    spare: Mapping[str, int]
    earlier: Mapping[str, str] = field(default_factory=dict)


class Drawn(Protocol):
    """The form that is drawn, with what its page is filled in with."""

    drawing: Drawing
    errors: ErrorDict

    def __getitem__(self, name: str, /) -> BoundField: ...


class Element(Protocol):
    """Something that crispy can draw besides the name of a field."""

    def render(self, form: Drawn, context: Context, **_: object) -> SafeString: ...
