"""The Django form of a page: stored or posted answers in, the page's answers and errors out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.forms.utils import ErrorDict

from core.errors import Violation
from reporting.questionnaire import answers as typed
from reporting.questionnaire.answers import Answers
from reporting.questionnaire.document import Field, FormDocument, Page, Place, QuestionType
from reporting.questionnaire.engine import reachable, unsettled_in
from reporting.questionnaire.facts import Facts
from reporting.questionnaire.kinds import Cells, Stored
from reporting.questionnaire.page_form.drawing import Drawing
from reporting.questionnaire.page_form.layout import label_of, page_layout, paragraphs
from reporting.questionnaire.page_form.parts import (
    Posted,
    came,
    is_reshaping,
    kept_files,
    sent_rows,
    spare_rows,
    suffix_of,
)
from reporting.questionnaire.page_form.widgets import widget
from reporting.questionnaire.possible import Possible, possible_on
from reporting.questionnaire.presentation import prefilled
from reporting.questionnaire.reach import Reach

NO_UPLOADS: Mapping[str, Sequence[Cells]] = {}
NOTHING_REFUSED: Mapping[str, Sequence[str]] = {}
NOTHING_EARLIER: Mapping[str, str] = {}


class PageForm(forms.Form):
    """The fields of one page; `errors` are the engine's sentences at their fields.

    `is_reshaped` when a row was added or removed: save it, and show the same page again.
    Of the fields with errors, `asked` are comments that warnings ask for, and `faulty` the rest.
    """

    def __init__(
        self,
        places: Sequence[Place],
        drawing: Drawing,
        layout: Layout,
        *,
        is_reshaped: bool = False,
    ) -> None:
        stored = drawing.stored
        super().__init__({p.key: typed.form_value(p.field, stored[p.key]) for p in places})
        self.is_reshaped = is_reshaped
        self.drawing = drawing
        self.fields.update({place.key: _input(place) for place in places})
        self._comments = {place.key for place in places if place.rule}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.include_media = False
        self.helper.layout = layout

    def answers(self) -> dict[str, Stored]:
        """The page's stored values to merge into the draft, valid or as typed."""
        return dict(self.drawing.stored)

    @property
    def faulty(self) -> list[forms.BoundField]:
        """The fields whose answers must be mended."""
        return [self[key] for key in self.errors if key not in self._comments]

    @property
    def asked(self) -> list[forms.BoundField]:
        """The comments that explain what is unusual: nothing is wrong, but it must be said."""
        return [self[key] for key in self.errors if key in self._comments]

    def full_clean(self) -> None:
        """Take the engine's problems as the form's errors."""
        self._errors = ErrorDict()
        self.cleaned_data = self.answers()
        for key, messages in self.drawing.errors.items():
            self._errors[key] = self.error_class(messages)


@dataclass(frozen=True)
class FilledPage:
    """A page with its answers, before anybody draws it; all that saving it needs.

    `given` are the form's answers before what was sent now, and `before` what they reach.
    """

    page: Page
    given: Answers
    possible: Sequence[Possible]
    places: Sequence[Place]
    before: Reach
    drawing: Drawing
    is_reshaped: bool

    @property
    def errors(self) -> Mapping[str, Sequence[str]]:
        """The engine's sentences by the key of the field that they stand at."""
        return self.drawing.errors

    @property
    def is_multipart(self) -> bool:
        """Whether files may come with the page."""
        return any(place.field.type is QuestionType.FILE for place in self.places)

    def answers(self) -> dict[str, Stored]:
        """The page's stored values to merge into the draft, valid or as typed."""
        return dict(self.drawing.stored)

    def shown(self) -> dict[str, Stored]:
        """The same as they were before: what is stored, or what the case suggests instead."""
        places = [self.before.document.by_key[key] for key in self.drawing.stored]
        return _stored(places, self.given, self.drawing.facts)

    def reach_of(self, answers: Answers) -> Reach:
        """What these answers reach; worked out already when they are the form's as they were, or
        with those of the page."""
        if answers == self.given:
            return self.before
        if answers == {**self.given, **self.drawing.stored}:
            return self.drawing.reach
        return reachable(self.before.document, answers, self.drawing.facts)

    @cached_property
    def form(self) -> PageForm:
        """The page as a form, for templates that walk through its fields."""
        layout = page_layout(self.page, self.possible, self.before.document)
        return PageForm(self.places, self.drawing, layout, is_reshaped=self.is_reshaped)


def page_form(
    document: FormDocument,
    page: Page,
    answers: Answers,
    facts: Facts,
    data: Posted | None = None,
    *,
    check: bool = False,
    uploads: Mapping[str, Sequence[Cells]] = NO_UPLOADS,
) -> PageForm:
    """The page as a form to draw with {% crispy form %}, inside the view's <form novalidate>.

    With `data` it holds what was just sent and its errors; without, what is stored (or prefilled
    from the facts), and errors only if `check` asks for them. Nothing is saved here; `uploads`
    are references to files that came with the post and that the view has stored.
    """
    before = reachable(document, answers, facts)
    return fill(page, before, answers, facts, data, check=check, uploads=uploads).form


def fill(
    page: Page,
    before: Reach,
    answers: Answers,
    facts: Facts,
    data: Posted | None = None,
    *,
    possible: Sequence[Possible] | None = None,
    check: bool = False,
    uploads: Mapping[str, Sequence[Cells]] = NO_UPLOADS,
    refused: Mapping[str, Sequence[str]] = NOTHING_REFUSED,
    earlier: Mapping[str, str] = NOTHING_EARLIER,
) -> FilledPage:
    """The same without making a form of it. `before` is what `answers` reach; `possible` what may
    be asked on the page, for who knows it already; `refused` why files were not taken, by key;
    `earlier` last year's texts by key."""
    document = before.document
    if possible is None:
        possible = tuple(possible_on(page, before))
    places = [*(one.place for one in possible if one.is_input), *_comments(document, page)]
    if data is None:
        stored = _stored(places, answers, facts)
    else:
        stored = _sent(places, answers, data, uploads)
    is_news = any(answers.get(key) != value for key, value in stored.items())
    reach = reachable(document, {**answers, **stored}, facts) if is_news else before
    if data is not None:
        stored |= _left_alone(places, reach, answers, data)
    is_judged = check or (data is not None and not is_reshaping(data))
    drawn = [place for place in places if place.rule is None or place.key in reach.keys]
    found = unsettled_in(reach, facts, page=page) if is_judged else []
    errors = _by_field(drawn, found, refused)
    spare = spare_rows([place.field for place in places], data)
    drawing = Drawing(facts, reach, stored, errors, spare, earlier)
    return FilledPage(page, answers, possible, drawn, before, drawing, is_reshaping(data))


def _by_field(
    drawn: Sequence[Place], found: Sequence[Violation], refused: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """The sentences at each field that is drawn, in the order they were found."""
    known = {place.key for place in drawn}
    errors = {key: list(said) for key, said in refused.items() if key in known}
    for violation in found:
        if violation.field in known:
            errors.setdefault(violation.field or "", []).append(violation.message)
    return errors


def _comments(document: FormDocument, page: Page) -> list[Place]:
    """The comments that warnings on the page may ask for."""
    return [
        place
        for place in document.places
        if place.rule and place.page is page and place.question.by == "drafter"
    ]


def _stored(places: Sequence[Place], answers: Answers, facts: Facts) -> dict[str, Stored]:
    return {
        place.key: answers[place.key] if place.key in answers else prefilled(place.field, facts)
        for place in places
    }


def _sent(
    places: Sequence[Place],
    answers: Answers,
    data: Posted,
    uploads: Mapping[str, Sequence[Cells]],
) -> dict[str, Stored]:
    return {
        place.key: _sent_answer(place.field, answers.get(place.key), data, uploads)
        for place in places
    }


def _left_alone(
    places: Sequence[Place], reach: Reach, answers: Answers, data: Posted
) -> dict[str, Stored]:
    """A browser sends nothing for a choice left empty, nor for a closed question: where nothing
    came for a question that isn't reached, what was stored before stays. (What isn't reached
    opens nothing, so that `reach` is the same either way.)"""
    return {
        place.key: answers.get(place.key)
        for place in places
        if place.key not in reach.keys and not came(place.field, data)
    }


def _sent_answer(
    field: Field, before: Stored, data: Posted, uploads: Mapping[str, Sequence[Cells]]
) -> Stored:
    match field.type:
        case QuestionType.TABLE:
            return typed.store(field, sent_rows(field, data))
        case QuestionType.FILE:
            return kept_files(before, data, uploads.get(field.key, ()))
    return typed.store(field, data.getlist(field.key))


def _input(place: Place) -> forms.Field:
    """The field as field.html expects it: label, hint, widget, the marks `asked`, `suffix`, and
    `explains` for a comment to a warning."""
    field = place.field
    drawn = forms.Field(
        required=False,
        label=label_of(place),
        help_text=paragraphs(field.help),
        widget=widget(field),
    )
    drawn.asked = field.required  # type: ignore[attr-defined]
    drawn.explains = place.rule is not None  # type: ignore[attr-defined]
    drawn.suffix = suffix_of(field)  # type: ignore[attr-defined]
    return drawn
