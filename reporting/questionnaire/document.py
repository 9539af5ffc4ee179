"""The form document: what a form is, as data. Nothing here knows an answer or a database.

Pages hold questions, questions hold fields and options; all carry slug keys that live across
years. Numbers ("5" to "26") are what people see and may change from year to year.
docs/form-document.md explains it to people, docs/form-document.schema.json to programs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import Field as Limits

from reporting.questionnaire.calculations import Calculation
from reporting.questionnaire.conditions import Condition, Predicate, Values, both, predicate

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Actor = Literal["drafter", "signatory"]
Unit = Literal["kr", "percent", "number"]
Severity = Literal["error", "warning"]

LINE_LIMIT = 200
"""Characters on one line, where the form gives no limit of its own."""

COMMENT_LIMIT = 1000
MOST_ROWS = 20


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
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    YES_NO = "yes_no"
    ONE_CHOICE = "one_choice"
    MANY_CHOICE = "many_choice"
    SCALE = "scale"
    TABLE = "table"
    FILE = "file"
    ACKNOWLEDGEMENT = "acknowledgement"
    COMPUTED = "computed"
    SHOWN = "shown"
    GROUP = "group"


NOT_ASKED = frozenset({QuestionType.COMPUTED, QuestionType.SHOWN, QuestionType.GROUP})
"""Kinds that nobody answers: they show something, or hold fields that are answered."""

NUMERIC = frozenset(
    {QuestionType.KRONOR, QuestionType.NUMBER, QuestionType.PERCENT, QuestionType.SCALE}
)
"""Kinds whose answers can be calculated with; a table's columns of these can be summed."""


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


class Scale(Part):
    """Steps counted from 1, with words at both ends."""

    steps: int = Limits(default=5, ge=2, le=11)
    lowest: Sentence
    highest: Sentence


class Row(Part):
    """A row of a table that the form names itself."""

    key: Slug
    label: Sentence


class Files(Part):
    """What may be attached: how many, how large each (MB of 1 000 000 bytes), which endings."""

    most: int = Limits(default=1, ge=1, le=20)
    megabytes: int = Limits(default=10, ge=1, le=100)
    types: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,8}$")], ...] = ("pdf",)


class Field(Part):
    """Something with an answer of its own: a question, a field of a group, a column of a table.

    `limit` is in characters; `minimum` and `maximum` in whole kronor, units or per cent, both
    inclusive, as are the days `earliest` and `latest`. `measure` is what a number counts
    ("årsarbetare"). `prefill` and `fact` name facts of the case; `fact` belongs to a shown value
    and `calculation` to a computed one. A table has `columns`, and `rows` where they are given.
    """

    key: Slug
    type: QuestionType
    label: Sentence
    help: str = ""
    required: bool = False
    limit: int | None = Limits(default=None, ge=1)
    minimum: int | None = None
    maximum: int | None = None
    decimals: int | None = Limits(default=None, ge=0, le=6)
    measure: str = ""
    earliest: date | None = None
    latest: date | None = None
    options: tuple[Option, ...] = ()
    scale: Scale | None = None
    columns: tuple["Field", ...] = ()
    rows: tuple[Row, ...] = ()
    min_rows: int = Limits(default=0, ge=0)
    max_rows: int = Limits(default=MOST_ROWS, ge=1, le=100)
    files: Files | None = None
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

    The message may use `{left}` and `{right}`, written in `unit`; it is shown at field `at`. A
    warning asks whether that is right and is settled by a comment; an error must be mended.
    """

    key: Slug
    at: str
    severity: Severity = "error"
    applies_if: Condition | None = None
    left: Calculation
    must_be: Literal["at_most", "at_least", "equal"]
    right: Calculation
    unit: Unit = "kr"
    message: Sentence


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands.

    An option's own text is a field too, with the key "question.option", and so is the comment
    that settles a warning, with the key "rule.comment". A column's sum stands in `sums` only.
    """

    page: Page
    question: Question
    field: Field
    parent: Field | None = None
    option: Option | None = None
    rule: Rule | None = None

    @property
    def key(self) -> str:
        """The key that the answer is stored under."""
        return self.field.key

    @property
    def is_asked(self) -> bool:
        """Whether somebody answers it (as against shown and computed values)."""
        return self.field.type not in NOT_ASKED


@dataclass(frozen=True, slots=True)
class Step:
    """A place on the way through the form, with what must hold for it to be asked."""

    key: str
    place: Place
    needs: Predicate | None
    is_figure: bool


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
        warnings: dict[str, list[Rule]] = {}
        for rule in self.warnings:
            warnings.setdefault(rule.at, []).append(rule)
        return tuple(
            place
            for page in self.pages
            for question in page.questions
            for place in _places(page, question, warnings)
        )

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The way through the form, worked out once: all places but the comments of warnings."""
        return tuple(
            Step(place.key, place, _needs(place), place.field.type in NOT_ASKED)
            for place in self.places
            if place.rule is None
        )

    @cached_property
    def warnings(self) -> tuple[Rule, ...]:
        """The rules that are settled by a comment."""
        return tuple(rule for rule in self.rules if rule.severity == "warning")

    @cached_property
    def by_key(self) -> Mapping[str, Place]:
        """Fields by their key; the first one where a faulty document has two."""
        found: dict[str, Place] = {}
        for place in self.places:
            found.setdefault(place.key, place)
        return found

    @cached_property
    def sums(self) -> Mapping[str, Place]:
        """The sums of tables' columns, by "table.column"."""
        return {
            summed.key: Place(place.page, place.question, summed, place.field)
            for place in self.by_key.values()
            for summed in column_sums(place.field)
        }

    @cached_property
    def referable(self) -> Mapping[str, Place]:
        """Everything that conditions and calculations may name: fields and columns' sums."""
        return {**self.sums, **self.by_key}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The position of everything referable; a sum stands where its table does."""
        found: dict[str, int] = {}
        for at, place in enumerate(self.places):
            found.setdefault(place.key, at)
        for key, place in self.sums.items():
            found.setdefault(key, found[place.parent.key] if place.parent else 0)
        return found

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other parts; what was worked out about the old ones isn't carried over."""
        copied = super().model_copy(update=update, deep=deep)
        for worked_out in set(copied.__dict__) - set(type(self).model_fields):
            del copied.__dict__[worked_out]
        return copied

    def page(self, key: str) -> Page:
        """The page with this key; KeyError when the form has none."""
        for page in self.pages:
            if page.key == key:
                return page
        raise KeyError(key)


def _needs(place: Place) -> Predicate | None:
    """What must hold: the option chosen, or the question's and the field's own conditions."""
    if place.option and place.parent:
        return _chosen(place.parent.key, place.option.key)
    asked = place.question.shown_if
    whole = predicate(asked) if asked else None
    own = None if place.field is place.question else place.field.shown_if
    return both(whole, predicate(own)) if own else whole


def _chosen(key: str, option: str) -> Predicate:
    def is_chosen(values: Values) -> bool:
        chosen = values.get(key)
        return option in chosen if isinstance(chosen, frozenset) else chosen == option

    return is_chosen


def column_sums(table: Field) -> Iterator[Field]:
    """A table's numeric columns as figures of their own, keyed "table.column"."""
    for column in table.columns if table.type is QuestionType.TABLE else ():
        if column.type in NUMERIC:
            yield column.model_copy(
                update={"key": f"{table.key}.{column.key}", "label": f"{column.label}, summa"}
            )


def _places(page: Page, question: Question, warnings: Mapping[str, list[Rule]]) -> Iterator[Place]:
    fields = question.fields if question.type is QuestionType.GROUP else (question,)
    for field in fields:
        yield Place(page, question, field)
        for option in field.options:
            if option.text:
                own_text = _own_text_field(field, option, option.text)
                yield Place(page, question, own_text, field, option)
        for rule in warnings.get(field.key, ()):
            yield Place(page, question, _comment_field(rule), field, rule=rule)


def _own_text_field(field: Field, option: Option, text: OwnText) -> Field:
    one_line = text.limit <= LINE_LIMIT
    return Field.model_construct(
        key=f"{field.key}.{option.key}",
        type=QuestionType.TEXT if one_line else QuestionType.LONG_TEXT,
        label=text.label,
        limit=text.limit,
        required=text.required,
    )


def _comment_field(rule: Rule) -> Field:
    return Field.model_construct(
        key=f"{rule.key}.comment",
        type=QuestionType.LONG_TEXT,
        label="Förklara varför det stämmer",
        limit=COMMENT_LIMIT,
        required=True,
    )
