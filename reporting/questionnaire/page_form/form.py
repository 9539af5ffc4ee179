"""The Django form of a page: stored or posted answers in, the page's answers and errors out."""

from collections.abc import Sequence
from typing import Any, Protocol

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.forms.utils import ErrorDict

from core.errors import Violation
from reporting.questionnaire import answers as typed
from reporting.questionnaire.answers import Answers
from reporting.questionnaire.document import Field, FormDocument, Page, Place, QuestionType
from reporting.questionnaire.engine import problems, reachable
from reporting.questionnaire.facts import Facts
from reporting.questionnaire.kinds import Stored, limit_of
from reporting.questionnaire.page_form.layout import label_of, page_layout, paragraphs
from reporting.questionnaire.possible import possible_on
from reporting.questionnaire.presentation import prefilled


class Posted(Protocol):
    """What a browser sent: Django's QueryDict."""

    def getlist(self, key: str, /) -> Sequence[Any]: ...

    def __contains__(self, key: object, /) -> bool: ...


class PageForm(forms.Form):
    """The fields of one page; `errors` are the engine's sentences at their fields."""

    def __init__(
        self,
        places: Sequence[Place],
        stored: dict[str, Stored],
        violations: Sequence[Violation],
        layout: Layout,
    ) -> None:
        super().__init__({p.key: typed.form_value(p.field, stored[p.key]) for p in places})
        self.fields.update({place.key: _input(place) for place in places})
        self._stored = stored
        self._violations = violations
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.include_media = False
        self.helper.layout = layout

    def answers(self) -> dict[str, Stored]:
        """The page's stored values to merge into the draft, valid or as typed."""
        return dict(self._stored)

    def full_clean(self) -> None:
        """Take the engine's problems as the form's errors."""
        self._errors = ErrorDict()
        self.cleaned_data = self.answers()
        for violation in self._violations:
            field = violation.field or ""
            if field in self.fields:
                self._errors.setdefault(field, self.error_class()).append(violation.message)


def page_form(
    document: FormDocument,
    page: Page,
    answers: Answers,
    facts: Facts,
    data: Posted | None = None,
    *,
    check: bool = False,
) -> PageForm:
    """The page as a form to draw with {% crispy form %}, inside the view's <form novalidate>.

    With `data` it holds what was just sent and its errors; without, what is stored (or prefilled
    from the facts), and errors only if `check` asks for them. Nothing is saved here.
    """
    possible = list(possible_on(page, reachable(document, answers, facts)))
    places = [one.place for one in possible if one.is_input]
    if data is None:
        stored = _stored(places, answers, facts)
    else:
        stored = _sent(document, places, answers, facts, data)
    after = {**answers, **stored}
    found = problems(document, after, facts) if check or data is not None else []
    layout = page_layout(page, possible, reachable(document, after, facts), facts)
    return PageForm(places, stored, found, layout)


def _stored(places: Sequence[Place], answers: Answers, facts: Facts) -> dict[str, Stored]:
    return {
        place.key: answers[place.key] if place.key in answers else prefilled(place.field, facts)
        for place in places
    }


def _sent(
    document: FormDocument, places: Sequence[Place], answers: Answers, facts: Facts, data: Posted
) -> dict[str, Stored]:
    """What was sent. A browser sends nothing for a choice left empty, nor for a closed question:
    where nothing came for a question that isn't reached, what was stored before stays."""
    sent = {place.key: typed.store(place.field, data.getlist(place.key)) for place in places}
    reached = reachable(document, {**answers, **sent}, facts).keys
    for key in sent:
        if key not in data and key not in reached:
            sent[key] = answers.get(key)
    return sent


def _input(place: Place) -> forms.Field:
    """The field as field.html expects it: label, hint, widget, and the marks `asked`, `suffix`."""
    field = place.field
    drawn = forms.Field(
        required=False,
        label=label_of(place),
        help_text=paragraphs(field.help),
        widget=_widget(field),
    )
    drawn.asked = field.required  # type: ignore[attr-defined]
    if field.type is QuestionType.KRONOR:
        drawn.suffix = "kr"  # type: ignore[attr-defined]
    return drawn


def _widget(field: Field) -> forms.Widget:
    options = [(option.key, option.label) for option in field.options]
    match field.type:
        case QuestionType.LONG_TEXT:
            return forms.Textarea({"rows": 6, "data-max-length": limit_of(field)})
        case QuestionType.ONE_CHOICE:
            return forms.RadioSelect(choices=options)
        case QuestionType.MANY_CHOICE:
            return forms.CheckboxSelectMultiple(choices=options)
        case QuestionType.ACKNOWLEDGEMENT:
            return forms.CheckboxInput()
        case QuestionType.KRONOR:
            return forms.TextInput({"inputmode": "numeric", "class": "kronor"})
        case QuestionType.EMAIL:
            return forms.EmailInput()
        case QuestionType.PHONE:
            return forms.TextInput({"type": "tel"})
        case QuestionType.POSTAL_CODE | QuestionType.ORGANISATIONSNUMMER:
            return forms.TextInput({"inputmode": "numeric", "class": "input--short"})
    return forms.TextInput()
