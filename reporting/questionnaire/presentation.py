"""The form as people read it: the answers given (check-answers, PDF), or all of it (reading copy).

Values and sentences only; templates decide how they look.
"""

from dataclasses import dataclass

from reporting.questionnaire import answers as typed
from reporting.questionnaire import wording
from reporting.questionnaire.answers import Answers
from reporting.questionnaire.conditions import Condition
from reporting.questionnaire.document import (
    Block,
    Bullets,
    Field,
    FormDocument,
    Heading,
    Page,
    Place,
    Question,
    QuestionType,
)
from reporting.questionnaire.engine import reachable
from reporting.questionnaire.facts import Facts, filled
from reporting.questionnaire.kinds import Stored, limit_of
from reporting.questionnaire.reach import Reach

UNANSWERED = "Inte besvarad"
LEFT_TO_SIGNATORY = "Lämnas av behörig företrädare vid godkännandet."


@dataclass(frozen=True)
class Line:
    """One answer in words. `label` is None where the question's own label says it all.

    `text` may hold line breaks: one chosen option, or one paragraph, per line.
    """

    key: str
    label: str | None
    text: str
    answered: bool


@dataclass(frozen=True)
class PresentedQuestion:
    """A question that was asked, with its answers."""

    key: str
    number: str | None
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class PresentedPage:
    """A page with the questions that were asked on it."""

    key: str
    title: str
    questions: tuple[PresentedQuestion, ...]


def presentation(
    document: FormDocument, answers: Answers, facts: Facts
) -> tuple[PresentedPage, ...]:
    """What was asked and answered, page by page; pages of text only are left out."""
    reach = reachable(document, answers, facts)
    presented = (
        PresentedPage(page.key, page.title, _presented_questions(page, reach))
        for page in reach.pages
    )
    return tuple(page for page in presented if page.questions)


def _presented_questions(page: Page, reach: Reach) -> tuple[PresentedQuestion, ...]:
    lines: dict[str, list[Line]] = {}
    for place in reach.places:
        if place.page is page:
            lines.setdefault(place.question.key, []).append(_line(place, reach))
    return tuple(
        PresentedQuestion(question.key, question.number, question.label, tuple(lines[question.key]))
        for question in page.questions
        if question.key in lines
    )


def _line(place: Place, reach: Reach) -> Line:
    text = typed.text(place.field, reach.stored[place.key])
    missing = LEFT_TO_SIGNATORY if place.question.by == "signatory" else UNANSWERED
    return Line(place.key, _line_label(place), text or missing, bool(text))


def _line_label(place: Place) -> str | None:
    if place.option:
        return f"{place.option.label} – {place.field.label}"
    return None if place.field is place.question else place.field.label


@dataclass(frozen=True)
class ReadField:
    """Something to answer, in the reading copy. `value` is what the case already knows."""

    key: str
    type: QuestionType
    label: str
    help: str
    required: bool
    limit: int | None
    jump: str
    options: tuple["ReadOption", ...]
    value: str


@dataclass(frozen=True)
class ReadOption:
    """An option, with the text that it asks for when it is chosen."""

    label: str
    text_label: str
    text_limit: int | None


@dataclass(frozen=True)
class ReadQuestion:
    """A question with every jump in words; fields has one entry where it is no group."""

    number: str | None
    label: str
    help: str
    required: bool
    jump: str
    by_signatory: bool
    fields: tuple[ReadField, ...]


@dataclass(frozen=True)
class ReadPage:
    """A page of the reading copy."""

    title: str
    body: tuple[Block, ...]
    questions: tuple[ReadQuestion, ...]


@dataclass(frozen=True)
class ReadingCopy:
    """The whole form on paper."""

    title: str
    intro: tuple[Block, ...]
    pages: tuple[ReadPage, ...]


def reading_copy(document: FormDocument, facts: Facts) -> ReadingCopy:
    """The whole form, whatever is answered, with the recipient's own prefilled facts."""
    known = reachable(document, {}, facts)
    return ReadingCopy(
        title=document.title,
        intro=filled_blocks(document.intro, facts),
        pages=tuple(
            ReadPage(
                title=page.title,
                body=filled_blocks(page.body, facts),
                questions=tuple(
                    _read_question(question, document, known, facts) for question in page.questions
                ),
            )
            for page in document.pages
        ),
    )


def filled_blocks(blocks: tuple[Block, ...], facts: Facts) -> tuple[Block, ...]:
    """Texts of the form with `{fact_name}` replaced by what the case says."""
    return tuple(_filled_block(block, facts) for block in blocks)


def prefilled(field: Field, facts: Facts) -> Stored:
    """The stored value that the case suggests for a field nobody has answered; None if none."""
    fact = facts.get(field.prefill) if field.prefill else None
    return None if fact is None else typed.store(field, [str(fact)])


def _filled_block(block: Block, facts: Facts) -> Block:
    match block:
        case Heading():
            return Heading(heading=filled(block.heading, facts))
        case Bullets():
            return Bullets(bullets=tuple(filled(line, facts) for line in block.bullets))
        case _:
            return type(block)(p=filled(block.p, facts))


def _read_question(
    question: Question, document: FormDocument, known: Reach, facts: Facts
) -> ReadQuestion:
    is_group = question.type is QuestionType.GROUP
    fields = question.fields if is_group else (question,)
    return ReadQuestion(
        number=question.number,
        label=question.label,
        help=question.help,
        required=question.required or any(field.required for field in question.fields),
        jump=_jump(question.shown_if, document),
        by_signatory=question.by == "signatory",
        fields=tuple(
            _read_field(field, document, known, facts, own_texts=is_group) for field in fields
        ),
    )


def _read_field(
    field: Field, document: FormDocument, known: Reach, facts: Facts, *, own_texts: bool
) -> ReadField:
    stored = known.stored.get(field.key)
    return ReadField(
        key=field.key,
        type=field.type,
        label=field.label,
        help=field.help if own_texts else "",
        required=field.required,
        limit=limit_of(field),
        jump=_jump(field.shown_if, document) if own_texts else "",
        options=tuple(
            ReadOption(
                option.label,
                option.text.label if option.text else "",
                option.text.limit if option.text else None,
            )
            for option in field.options
        ),
        value=typed.text(field, stored if stored is not None else prefilled(field, facts)),
    )


def _jump(condition: Condition | None, document: FormDocument) -> str:
    return wording.shown_if(condition, document) if condition else ""
