"""The form document: what a form is, as data. Nothing here knows an answer or a database.

Pages hold questions, questions hold fields and options; all carry slug keys that live across
years. Numbers ("5" to "26") are what people see and may change from year to year.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import Field as Limits

from reporting.questionnaire.calculations import Calculation
from reporting.questionnaire.conditions import Condition

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Actor = Literal["drafter", "signatory"]
Unit = Literal["kr", "percent"]

LINE_LIMIT = 200
"""Characters on one line, where the form gives no limit of its own."""


class Part(BaseModel):
    """Base of everything in a document: immutable, and nothing unknown slips in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class QuestionType(StrEnum):
    """The kinds of question; `answers.KINDS` says what each of them can do."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    ORGANISATIONSNUMMER = "organisationsnummer"
    POSTAL_CODE = "postal_code"
    KRONOR = "kronor"
    ONE_CHOICE = "one_choice"
    MANY_CHOICE = "many_choice"
    ACKNOWLEDGEMENT = "acknowledgement"
    COMPUTED = "computed"
    SHOWN = "shown"
    GROUP = "group"


NOT_ASKED = frozenset({QuestionType.COMPUTED, QuestionType.SHOWN, QuestionType.GROUP})
"""Kinds that nobody answers: they show something, or hold fields that are answered."""


class Heading(Part):
    """A heading inside a page's text."""

    heading: Sentence


class Paragraph(Part):
    """A paragraph; may hold `{fact_name}`."""

    p: Sentence


class Bullets(Part):
    """A bullet list; each line may hold `{fact_name}`."""

    bullets: tuple[Sentence, ...]


Block = Heading | Paragraph | Bullets


class OwnText(Part):
    """The text that a chosen option asks for (question 12: "beskriv på vilket sätt")."""

    label: Sentence
    limit: int = Limits(default=1000, ge=1)
    required: bool = True


class Option(Part):
    """One choice. An exclusive one can't be combined with others ("Inget av ovanstående")."""

    key: Slug
    label: Sentence
    exclusive: bool = False
    text: OwnText | None = None


class Field(Part):
    """Something with an answer of its own: a question, or one of the fields of a group.

    `limit` is in characters, `minimum` and `maximum` in whole kronor. `prefill` and `fact` name
    facts of the case; `fact` belongs to a shown value and `calculation` to a computed one.
    """

    key: Slug
    type: QuestionType
    label: Sentence
    help: str = ""
    required: bool = False
    limit: int | None = Limits(default=None, ge=1)
    minimum: int | None = None
    maximum: int | None = None
    options: tuple[Option, ...] = ()
    shown_if: Condition | None = None
    prefill: str | None = None
    fact: str | None = None
    calculation: Calculation | None = None
    unit: Unit | None = None


class Question(Field):
    """A numbered question as printed; of type group it holds several fields (5, 6, 8, 10, 26)."""

    number: str | None = None
    by: Actor = "drafter"
    fields: tuple[Field, ...] = ()


class Page(Part):
    """One topic: free text, then its questions."""

    key: Slug
    title: Sentence
    body: tuple[Block, ...] = ()
    questions: tuple[Question, ...] = ()


class Rule(Part):
    """A rule across answers: `left` may be at most / at least / must equal `right`.

    The message may use `{left}` and `{right}`, written as kronor; it is shown at field `at`.
    """

    key: Slug
    at: str
    left: Calculation
    must_be: Literal["at_most", "at_least", "equal"]
    right: Calculation
    message: Sentence


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands. An option's own text is a field too, with the key "question.option"."""

    page: Page
    question: Question
    field: Field
    parent: Field | None = None
    option: Option | None = None

    @property
    def key(self) -> str:
        """The key that the answer is stored under."""
        return self.field.key

    @property
    def is_asked(self) -> bool:
        """Whether somebody answers it (as against shown and computed values)."""
        return self.field.type not in NOT_ASKED


class FormDocument(Part):
    """A whole form: `key` lives across years, the rules hold between answers."""

    key: Slug
    title: Sentence
    intro: tuple[Block, ...] = ()
    pages: tuple[Page, ...]
    rules: tuple[Rule, ...] = ()

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every field of the form in the order it is asked, own texts after their choice."""
        return tuple(
            place
            for page in self.pages
            for question in page.questions
            for place in _places(page, question)
        )

    @cached_property
    def by_key(self) -> Mapping[str, Place]:
        """Fields by their key; the first one where a faulty document has two."""
        found: dict[str, Place] = {}
        for place in self.places:
            found.setdefault(place.key, place)
        return found

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The position of every key in `places`; the first one of two."""
        found: dict[str, int] = {}
        for at, place in enumerate(self.places):
            found.setdefault(place.key, at)
        return found

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other parts; what was worked out about the old ones isn't carried over."""
        copied = super().model_copy(update=update, deep=deep)
        for worked_out in ("places", "by_key", "order"):
            copied.__dict__.pop(worked_out, None)
        return copied

    def page(self, key: str) -> Page:
        """The page with this key; KeyError when the form has none."""
        for page in self.pages:
            if page.key == key:
                return page
        raise KeyError(key)


def _places(page: Page, question: Question) -> Iterator[Place]:
    fields = question.fields if question.type is QuestionType.GROUP else (question,)
    for field in fields:
        yield Place(page, question, field)
        for option in field.options:
            if option.text:
                own_text = _own_text_field(field, option, option.text)
                yield Place(page, question, own_text, field, option)


def _own_text_field(field: Field, option: Option, text: OwnText) -> Field:
    one_line = text.limit <= LINE_LIMIT
    return Field.model_construct(
        key=f"{field.key}.{option.key}",
        type=QuestionType.TEXT if one_line else QuestionType.LONG_TEXT,
        label=text.label,
        limit=text.limit,
        required=text.required,
    )
