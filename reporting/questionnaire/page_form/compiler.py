"""Draws a page with marks where something is filled in later, and cuts it at the marks.

A mark is a word that nobody can guess, made when the process starts; only the form's own texts are
ever searched for it, never an answer. A template that draws a control in a way that isn't
foreseen here makes itself known: a mark that isn't found just once raises LookupError.
"""

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from crispy_forms.layout import Layout
from crispy_forms.utils import render_crispy_form
from django.utils.safestring import SafeString

from reporting.questionnaire import browser
from reporting.questionnaire.document import Field, FormDocument, Page, Place, QuestionType
from reporting.questionnaire.engine import reachable
from reporting.questionnaire.facts import FACTS
from reporting.questionnaire.kinds import Stored
from reporting.questionnaire.page_form import slots
from reporting.questionnaire.page_form.drawing import Drawing, Element
from reporting.questionnaire.page_form.form import PageForm
from reporting.questionnaire.page_form.layout import (
    Asked,
    Choice,
    Earlier,
    Figures,
    ForTheBrowser,
    Markup,
    Text,
    Wrapped,
    blocks_html,
    page_layout,
)
from reporting.questionnaire.page_form.slots import Piece, Slot
from reporting.questionnaire.page_form.widgets import choices
from reporting.questionnaire.possible import Possible
from reporting.questionnaire.presentation import filled_blocks

WORD = "x" + secrets.token_hex(8)
VALUE, ERROR = f"{WORD}value", f"{WORD}error"
MARKS = re.compile(f"({WORD}-[0-9]+-)")
QUOTED = re.compile(f'"({WORD}-[0-9]+-)"')
ERROR_LINE = re.compile(f"<p>(?:(?!<p>).)*{ERROR}</p>", re.DOTALL)
TICKED = frozenset(
    {
        QuestionType.ONE_CHOICE,
        QuestionType.MANY_CHOICE,
        QuestionType.YES_NO,
        QuestionType.SCALE,
        QuestionType.ACKNOWLEDGEMENT,
    }
)


def pieces_of(page: Page, possible: Sequence[Possible], document: FormDocument) -> list[Piece]:
    """The HTML of a page as texts and slots, in order."""
    compiler = _Compiler(document)
    parts = page_layout(page, possible, document).fields
    return _merged(piece for part in parts for piece in compiler.pieces(part))


class _Compiler:
    """Knows the marks of one page."""

    def __init__(self, document: FormDocument) -> None:
        self._document = document
        self._slots: dict[str, Slot] = {}

    def pieces(self, part: Element | str) -> Iterator[Piece]:
        """A part of the layout."""
        match part:
            case str():
                yield self._field(self._document.by_key[part], part)
            case Choice():
                yield self._field(self._document.by_key[part.key], self._with_marks(part))
            case Markup():
                yield part.html
            case Wrapped():
                yield part.before
                for inner in part.parts:
                    yield from self.pieces(inner)
                yield part.after
            case Text():
                facts = {name: self._mark(partial(slots.fact, name)) for name in FACTS}
                yield from self._cut(blocks_html(filled_blocks(part.blocks, facts)))
            case Figures():
                marks = [self._mark(partial(slots.figure, place)) for place in part.places]
                yield from self._cut(part.html(marks))
            case Asked():
                yield partial(slots.asked, part, self._field(part.place, part.place.key))
            case Earlier():
                yield partial(slots.earlier, part)
            case ForTheBrowser():
                yield from self._cut(self._data(part))
            case _:
                yield partial(slots.by_template, part)

    def _with_marks(self, choice: Choice) -> Choice:
        """The choice with marks for the texts that its options ask for."""
        texts: dict[str, Element] = {}
        for option, text in choice.texts.items():
            slot = partial(slots.joined, list(self.pieces(text)))
            texts[option] = Markup(SafeString(self._mark(slot)))
        return Choice(choice.key, texts)

    def _field(self, place: Place, part: Element | str) -> Slot:
        """A field without and with errors: one of them is chosen when it is filled in."""
        sound, faulty = (self._cut(self._drawn(place, part, wrong)) for wrong in ([], [ERROR]))
        return partial(slots.with_or_without_errors, place.key, sound, faulty)

    def _drawn(self, place: Place, part: Element | str, errors: list[str]) -> str:
        """A field as crispy draws it, with marks for its value or ticks, and for its errors."""
        field = place.field
        stored: dict[str, Stored] = {field.key: None if field.type in TICKED else VALUE}
        wrong = {field.key: errors} if errors else {}
        drawing = Drawing({}, reachable(self._document, {}, {}), stored, wrong, {})
        html = str(render_crispy_form(PageForm([place], drawing, Layout(part))))
        if errors:
            line = ERROR_LINE.findall(html)[0]
            html = _once(
                html, line, self._mark(partial(slots.errors, field.key, *line.split(ERROR)))
            )
        for found, kept, slot in _controls(field):
            html = _once(html, found, kept + self._mark(slot))
        return html

    def _data(self, part: ForTheBrowser) -> str:
        """The page's data for the browser: fixed but for what other pages and the case say."""
        used = browser.numbers_used(part.possible)
        fields = browser.fields_data(part.possible, {})
        for one, described in zip(part.possible, fields, strict=True):
            for name in described.keys() & slots.OPEN_DATA.keys():
                described[name] = self._mark(partial(slots.OPEN_DATA[name], one.place.key))
        numbers, facts = self._mark(partial(slots.numbers, used)), self._mark(slots.facts)
        html = part.html({"fields": fields, "numbers": numbers, "facts": facts})
        return QUOTED.sub(r"\1", html)

    def _mark(self, slot: Slot) -> str:
        mark = f"{WORD}-{len(self._slots)}-"
        self._slots[mark] = slot
        return mark

    def _cut(self, html: str) -> list[Piece]:
        return [self._slots.get(piece, piece) for piece in MARKS.split(html) if piece]


def _controls(field: Field) -> Iterator[tuple[str, str, Slot]]:
    """Where a control says what is answered: what stands there, what is kept of it, the slot."""
    if field.type in (QuestionType.LONG_TEXT, QuestionType.DATE):
        yield VALUE, "", partial(slots.text, field)
    elif field.type is QuestionType.ACKNOWLEDGEMENT:
        box = f'id="id_{field.key}"'
        yield box, box, partial(slots.tick, field, "on")
    elif field.type in TICKED:
        for at, (option, _) in enumerate(choices(field)):
            box = f'id="id_{field.key}_{at}"'
            yield box, box, partial(slots.tick, field, option)
    else:
        yield f' value="{VALUE}"', "", partial(slots.value, field)


def _once(html: str, found: str, instead: str) -> str:
    """Replaces what stands there exactly once. Raises LookupError when it does not."""
    if html.count(found) != 1:
        raise LookupError(f"{found} stands {html.count(found)} times in {html}")
    return html.replace(found, instead)


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Texts beside one another become one."""
    merged: list[Piece] = []
    for piece in pieces:
        before = merged[-1] if merged else None
        if isinstance(piece, str) and isinstance(before, str):
            merged[-1] = before + piece
        else:
            merged.append(piece)
    return merged
