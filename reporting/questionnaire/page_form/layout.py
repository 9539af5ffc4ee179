"""How a page is laid out: numbered questions, groups, and follow-ups under what opens them.

Single fields are drawn by templates/bootstrap5/field.html. Without JavaScript every question that
may be asked is there, and says when it is to be answered; data-opens (the key of the question or
field, see browser.py) lets a script open and close it. The texts of a form are data: they
are escaped here and never run as templates, which is why crispy's own Fieldset isn't used.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crispy_forms.layout import Layout
from crispy_forms.utils import render_field
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString

from core.bundles import bundle_html
from reporting.questionnaire import answers as typed
from reporting.questionnaire import wording
from reporting.questionnaire.browser import page_data
from reporting.questionnaire.conditions import Condition
from reporting.questionnaire.cross_rules import broken_message
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
from reporting.questionnaire.page_form.drawing import Drawing, Drawn, Element
from reporting.questionnaire.page_form.parts import Attached, Rows
from reporting.questionnaire.possible import Possible
from reporting.questionnaire.presentation import filled_blocks
from reporting.questionnaire.reach import Reach

OPEN_FIGURE = "Räknas ut när beloppen är ifyllda."
BY_SIGNATORY = "Behörig företrädare svarar på frågan när återrapporteringen är klar att godkännas."
OPTIONAL = SafeString(' <span class="field__optional">(frivilligt)</span>')
IS_THAT_SO = "Stämmer detta?"
PAGE_DATA = "form-page"
SCRIPTS = "js/form.js"
NOTHING = SafeString("")


def page_layout(page: Page, possible: Sequence[Possible], document: FormDocument) -> Layout:
    """The page's text, then its questions, each closed behind what is left of its condition."""
    elements: list[Element] = [Text(page.body)]
    for question in page.questions:
        group = [one for one in possible if one.place.question is question]
        if group:
            element = _question(question, group, document)
            condition = group[0].question_if
            elements.append(_conditional(element, question.key, condition, document))
    if any(one.is_input for one in possible):
        elements.append(ForTheBrowser(tuple(possible)))
    return Layout(*elements)


def label_of(place: Place) -> str:
    """A field's label on the page: numbered, or named after the option that it belongs to."""
    label = place.field.label
    if place.option:
        return f"{place.option.label} – {label[0].lower()}{label[1:]}"
    number = place.question.number if place.field is place.question else None
    return f"{number}. {label}" if number else label


def paragraphs(text: str) -> SafeString:
    """A help text; an empty line parts its paragraphs."""
    return format_html_join("", "<p>{}</p>", ((part,) for part in text.split("\n\n") if part))


def blocks_html(blocks: Sequence[Block]) -> SafeString:
    """A form's free text as HTML."""
    return format_html_join("", "{}", ((_block_html(block),) for block in blocks))


@dataclass(frozen=True)
class Markup:
    """HTML that is ready."""

    html: SafeString

    def render(self, form: Drawn, context: Context, **_: object) -> SafeString:
        """The HTML itself."""
        return self.html


@dataclass(frozen=True)
class Text:
    """The form's free text, with what the case says in it."""

    blocks: tuple[Block, ...]

    def render(self, form: Drawn, context: Context, **_: object) -> SafeString:
        """The text about this case."""
        return blocks_html(filled_blocks(self.blocks, form.drawing.facts))


@dataclass(frozen=True)
class Figures:
    """Shown and computed values between an opening and a closing piece of HTML."""

    before: SafeString
    places: Sequence[Place]
    after: SafeString

    def render(self, form: Drawn, context: Context, **_: object) -> SafeString:
        """The values as they are now."""
        return self.html([figure_text(place, form.drawing.reach) for place in self.places])

    def html(self, texts: Sequence[str]) -> SafeString:
        """The same with these texts for values."""
        rows = (
            (label_of(place), place.key, OPEN_FIGURE, text)
            for place, text in zip(self.places, texts, strict=True)
        )
        row = '<div><dt>{}</dt><dd id="id_{}" data-open="{}">{}</dd></div>'
        facts = format_html('<dl class="facts">{}</dl>', format_html_join("", row, rows))
        return format_html("{}{}{}", self.before, facts, self.after)


@dataclass(frozen=True)
class Wrapped:
    """Fields and elements between an opening and a closing piece of HTML."""

    before: SafeString
    parts: Sequence["str | Element"]
    after: SafeString

    def render(self, form: Drawn, context: Context, **_: object) -> SafeString:
        """The parts, drawn by crispy."""
        drawn = ((render_field(part, form, context),) for part in self.parts)
        return format_html("{}{}{}", self.before, format_html_join("", "{}", drawn), self.after)


@dataclass(frozen=True)
class Choice:
    """A choice some of whose options ask for a text of their own, each right under its option."""

    key: str
    texts: dict[str, Element]

    def render(self, form: Drawn, context: Context, **_: object) -> SafeString:
        """As field.html draws a group of choices, with the follow-ups in their places."""
        bound = form[self.key]
        described = bound.aria_describedby
        options = []
        for choice in bound.subwidgets:
            text = self.texts.get(str(choice.data["value"]))
            followup = text.render(form, context) if text else ""
            options.append((choice.tag(), choice.id_for_label, choice.choice_label, followup))
        return format_html(
            '<div id="div_{}" class="field{}"><fieldset{}>'
            "<legend>{}{}</legend>{}{}</fieldset></div>",
            bound.auto_id,
            " field--invalid" if bound.errors else "",
            format_html(' aria-describedby="{}"', described) if described else "",
            bound.label,
            "" if getattr(bound.field, "asked", False) else OPTIONAL,
            render_to_string("bootstrap5/layout/hint_and_error.html", {"field": bound}),
            format_html_join(
                "", '<div class="choice">{}<label for="{}">{}</label></div>{}', options
            ),
        )


@dataclass(frozen=True)
class Asked:
    """What a warning asks while it is broken, with the field to explain it in."""

    place: Place

    def render(self, form: Drawn, context: Context, **_: object) -> SafeString:
        """The question; what is unusual is said here unless the field says it already."""
        key = self.place.key
        return self.html(form.drawing, lambda: render_field(key, form, context))

    def html(self, drawing: Drawing, field: Callable[[], SafeString]) -> SafeString:
        """The same around a field that is drawn in whatever way; nothing while all is well."""
        rule, reach = self.place.rule, drawing.reach
        if rule is None or self.place.key not in reach.keys:
            return NOTHING
        message = broken_message(rule, reach, drawing.facts) or ""
        unsaid = "" if self.place.key in drawing.errors else format_html("<p>{}</p>", message)
        return format_html(
            '<div class="banner banner--warning"><p class="banner__title">{}</p>{}{}</div>',
            IS_THAT_SO,
            unsaid,
            field(),
        )


@dataclass(frozen=True)
class Earlier:
    """What the recipient wrote last year in a long text, to read beside it and to use again."""

    key: str

    def render(self, form: Drawn, context: Context, **_: object) -> SafeString:
        """The text, folded."""
        return self.html(form.drawing)

    def html(self, drawing: Drawing) -> SafeString:
        """The same; nothing where nothing was written. A script lets the button be seen."""
        if not (text := drawing.earlier.get(self.key)):
            return NOTHING
        return format_html(
            '<details class="earlier"><summary>Förra året skrev ni …</summary>'
            '<div class="earlier__text">{}</div>'
            '<button class="btn btn-secondary" type="button" data-use-earlier="id_{}" hidden>'
            "Använd förra årets text</button></details>",
            text,
            self.key,
        )


@dataclass(frozen=True)
class ForTheBrowser:
    """What static/js/form/follow-ups.js works with; data that no browser runs."""

    possible: Sequence[Possible]

    def render(self, form: Drawn, context: Context, **_: object) -> SafeString:
        """The data, and the script that reads it."""
        drawing = form.drawing
        return self.html(page_data(self.possible, drawing.reach, drawing.facts))

    def html(self, data: Mapping[str, object]) -> SafeString:
        """The same with these data."""
        return format_html("{}{}", json_script(data, PAGE_DATA), bundle_html(SCRIPTS))


def figure_text(place: Place, reach: Reach) -> str:
    """A shown or computed value as people read it."""
    return typed.text(place.field, reach.stored.get(place.key)) or OPEN_FIGURE


def _question(question: Question, group: Sequence[Possible], document: FormDocument) -> Element:
    if question.by == "signatory":
        return Markup(_left_to_signatory(question))
    if not any(one.is_input for one in group):
        return _figures(question, [one.place for one in group])
    parts = [
        _conditional(_part(one, group, document), one.place.key, one.field_if, document)
        for one in group
        if one.place.option is None
    ]
    if question.type is not QuestionType.GROUP:
        return parts[0]
    before = format_html(
        '<fieldset class="question-group" id="group_{}"><legend class="h4">{}</legend>{}',
        question.key,
        _numbered(question),
        _hint(question.help),
    )
    return Wrapped(before, parts, SafeString("</fieldset>"))


def _part(one: Possible, group: Sequence[Possible], document: FormDocument) -> Element:
    """One field, and after it what its warnings ask when they are broken."""
    if not one.is_input:
        return Figures(NOTHING, [one.place], NOTHING)
    asked = [
        Asked(place) for place in document.places if place.rule and place.parent is one.place.field
    ]
    control = _control(one, group)
    return Wrapped(NOTHING, [control, *asked], NOTHING) if asked else control


def _control(one: Possible, group: Sequence[Possible]) -> Element:
    field = one.place.field
    match field.type:
        case QuestionType.TABLE:
            return Rows(field)
        case QuestionType.FILE:
            return Attached(field)
    texts = {
        other.place.option.key: _followup(other.place)
        for other in group
        if other.place.option and other.place.parent is field
    }
    return Choice(field.key, texts) if texts else Wrapped(NOTHING, _written(field), NOTHING)


def _followup(place: Place) -> Element:
    before = format_html('<div class="followup" data-opens="{}">', place.key)
    return Wrapped(before, _written(place.field), SafeString("</div>"))


def _written(field: Field) -> list[str | Element]:
    """A control; under a long text what was written there last year."""
    is_long = field.type is QuestionType.LONG_TEXT
    return [field.key, Earlier(field.key)] if is_long else [field.key]


def _conditional(
    element: Element, key: str, condition: Condition | None, document: FormDocument
) -> Element:
    if condition is None:
        return element
    before = format_html(
        '<div class="conditional" data-opens="{}"><p class="conditional__note">{}</p>',
        key,
        wording.answered_if(condition, document),
    )
    return Wrapped(before, [element], SafeString("</div>"))


def _numbered(question: Question) -> str:
    return f"{question.number}. {question.label}" if question.number else question.label


def _hint(text: str) -> SafeString:
    return format_html('<div class="form-text">{}</div>', paragraphs(text)) if text else NOTHING


def _figures(question: Question, places: Sequence[Place]) -> Element:
    """A question that only shows: its own value, or a heading and its fields' values."""
    is_group = question.type is QuestionType.GROUP
    heading = format_html('<h2 class="h4">{}</h2>', _numbered(question)) if is_group else NOTHING
    before = format_html(
        '<section class="question-group" id="group_{}">{}{}',
        question.key,
        heading,
        _hint(question.help),
    )
    return Figures(before, places, SafeString("</section>"))


def _left_to_signatory(question: Question) -> SafeString:
    return format_html(
        '<section class="question-group"><h2 class="h4">{}</h2>{}<p>{}</p></section>',
        _numbered(question),
        paragraphs(question.help),
        BY_SIGNATORY,
    )


def _block_html(block: Block) -> SafeString:
    match block:
        case Heading():
            return format_html("<h2>{}</h2>", block.heading)
        case Bullets():
            lines = format_html_join("", "<li>{}</li>", ((line,) for line in block.bullets))
            return format_html("<ul>{}</ul>", lines)
        case _:
            return format_html("<p>{}</p>", block.p)
