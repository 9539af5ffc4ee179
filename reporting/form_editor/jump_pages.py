"""The editor's pages about when a question is shown: its rows, and one more row in two steps.

First which earlier question, then how its answer is compared: so that the menus fit the question
without a script.
"""

from functools import partial
from typing import Any

from django import forms

from reporting.form_editor import jumps
from reporting.form_editor.forms import RowQuestionForm
from reporting.form_editor.jump_forms import RowForm
from reporting.form_editor.parts import gone
from reporting.form_editor.question_pages import OfQuestion
from reporting.form_editor.small_pages import Operation
from reporting.form_editor.wording import jump_in_words
from reporting.questionnaire.document import FormDocument, Place

__all__ = ["PAGES", "JumpPage", "RowPage", "earlier_questions"]


def earlier_questions(document: FormDocument, key: str) -> list[tuple[str, str]]:
    """What a question's jump can look at: everything that is asked or worked out before it."""
    places = document.places
    first = next((at for at, place in enumerate(places) if _is_about(place, key)), len(places))
    before = {place.key for place in places[:first]}
    return [
        (name, _menu_name(place))
        for name, place in document.referable.items()
        if place.option is None
        and place.rule is None
        and (name in before or (place.parent is not None and place.parent.key in before))
    ]


class JumpPage(OfQuestion):
    """The rows of a question's jump, all or any of them, and the way to one more."""

    address, name = "fraga/<slug:question>/villkor/", "jump"
    title = "När frågan visas"
    template = "admin/reporting/editor_jump.html"

    @property
    def heading(self) -> str:
        return f"När frågan ”{self.question['label']}” visas"

    def form(self, data: Any = None) -> forms.Form:
        return RowQuestionForm(earlier_questions(self.draft.content, self.question["key"]), data)

    def asks_more(self, form: Any) -> tuple[str, dict[str, str]] | None:
        tested = form.cleaned_data["question"]
        return "new_row", {"question": self.question["key"], "test": tested}

    def context(self) -> dict[str, Any]:
        how, rows = jumps.rows_of(self.question.get("shown_if"))
        document = self.draft.content
        return {
            "question": self.question,
            "how": how,
            "rows": [jump_in_words(row, document) for row in rows],
        }

    def back(self) -> tuple[str, dict[str, str]]:
        return self.own_page


class RowPage(OfQuestion):
    """How the answer to an earlier question is compared."""

    address, name = "fraga/<slug:question>/villkor/<str:test>/", "new_row"
    title = "Lägg till ett villkor"
    button = "Lägg till villkoret"

    def find(self) -> None:
        super().find()
        earlier = dict(earlier_questions(self.draft.content, self.question["key"]))
        if self.where["test"] not in earlier:
            raise gone("Den tidigare frågan")
        self.tested = self.draft.content.referable[self.where["test"]]

    @property
    def heading(self) -> str:
        return f"Visa frågan om ”{self.tested.field.label}” …"

    def form(self, data: Any = None) -> forms.Form:
        return RowForm(self.tested.field, data)

    def operation(self, form: Any) -> Operation:
        return partial(jumps.add_row, key=self.question["key"], row=form.row)

    def back(self) -> tuple[str, dict[str, str]]:
        return "jump", {"question": self.question["key"]}


PAGES = (JumpPage, RowPage)


def _is_about(place: Place, key: str) -> bool:
    return key in (place.key, place.question.key)


def _menu_name(place: Place) -> str:
    """ "14. Vad har ni …", or "8. Kostnader: Övriga kostnader" for a field of a group."""
    number = f"{place.question.number}. " if place.question.number else ""
    if place.field is place.question:
        return f"{number}{place.field.label}"
    return f"{number}{place.question.label}: {place.field.label}"
