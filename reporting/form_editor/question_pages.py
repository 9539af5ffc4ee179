"""The editor's pages about a question: adding, changing, moving, removing it, and its options.

As small_pages.py: a heading, a small form, and the operation that it asks for.
"""

from functools import partial
from typing import Any

from django import forms

from reporting.form_editor import choices, operations
from reporting.form_editor.forms import (
    NewQuestionForm,
    OptionForm,
    PageChoiceForm,
    QuestionForm,
)
from reporting.form_editor.parts import Document, find_option, find_question, gone, keys_of
from reporting.form_editor.small_pages import OUTLINE, OfPage, Operation, SmallPage
from reporting.form_editor.starting import started
from reporting.form_editor.wording import described, jump_in_words, name_of, type_of
from reporting.questionnaire.document import QuestionType

__all__ = ["PAGES", "OfQuestion"]

WITH_OPTIONS = frozenset({QuestionType.ONE_CHOICE, QuestionType.MANY_CHOICE})


class NewQuestion(OfPage):
    """A question, last on the page."""

    address, name, title = "sida/<slug:page>/ny-fraga/", "new_question", "Lägg till en fråga"
    button = "Lägg till frågan"

    @property
    def heading(self) -> str:
        return f"Lägg till en fråga på sidan ”{self.page['title']}”"

    def form(self, data: Any = None) -> forms.Form:
        return NewQuestionForm(data)

    def operation(self, form: Any) -> Operation:
        return partial(
            operations.add_question,
            page=self.page["key"],
            question=started(**form.cleaned_data),
            taken=keys_of(self.draft.based_on.document),
        )

    def onwards(self, before: Document, after: Document) -> tuple[str, dict[str, str]]:
        return _new_one(before, after)


class OfQuestion(SmallPage):
    """What is about one question, or one field of a group."""

    def find(self) -> None:
        self.found = find_question(self.document, self.where["question"])
        self.question = self.found.part

    @property
    def own_page(self) -> tuple[str, dict[str, str]]:
        """The question's page in the editor."""
        return "edit_question", {"question": self.question["key"]}


class EditQuestion(OfQuestion):
    """A question's texts and limits; its options, fields and jump are listed beside them."""

    address, name, title = "fraga/<slug:question>/", "edit_question", "Ändra frågan"
    template = "admin/reporting/editor_question.html"

    @property
    def heading(self) -> str:
        return name_of(self.question)

    def form(self, data: Any = None) -> forms.Form:
        return QuestionForm(self.question, data, is_field=self.found.group is not None)

    def operation(self, form: Any) -> Operation:
        changes = form.changes()
        return partial(operations.edit_question, key=self.question["key"], changes=changes)

    def context(self) -> dict[str, Any]:
        condition, sort = self.question.get("shown_if"), self.question["type"]
        heading, lines = described(self.question, self.draft.content)
        return {
            "question": self.question,
            "page": self.found.page,
            "group": self.found.group,
            "sort": type_of(self.question),
            "jump": jump_in_words(condition, self.draft.content) if condition else "",
            "takes_options": sort in WITH_OPTIONS,
            "takes_fields": sort == QuestionType.GROUP,
            "described_as": heading,
            "described": lines,
        }

    def onwards(self, before: Document, after: Document) -> tuple[str, dict[str, str]]:
        return self.own_page


class RemoveQuestion(OfQuestion):
    """A question; asked for twice."""

    address, name, title = "fraga/<slug:question>/ta-bort/", "remove_question", "Ta bort frågan"
    button = "Ta bort frågan"

    @property
    def heading(self) -> str:
        return f"Ta bort frågan ”{name_of(self.question)}”?"

    def operation(self, form: Any) -> Operation:
        return partial(operations.remove_question, key=self.question["key"])

    def context(self) -> dict[str, Any]:
        fields = [one["label"] for one in self.question.get("fields", [])]
        said = "Frågan försvinner ur utkastet. Svar som redan är inskickade finns kvar."
        return {"consequences": [said], "lost": fields}


class MoveToPage(OfQuestion):
    """A question to the end of another page."""

    address, name, title = "fraga/<slug:question>/flytta/", "move_to_page", "Flytta frågan"
    button = "Flytta frågan"

    def find(self) -> None:
        super().find()
        if self.found.group is not None:
            raise gone("Sidan att flytta fältet till")

    @property
    def heading(self) -> str:
        return f"Flytta frågan ”{name_of(self.question)}”"

    def form(self, data: Any = None) -> forms.Form:
        here = self.found.page["key"]
        return PageChoiceForm([one for one in self.document["pages"] if one["key"] != here], data)

    def operation(self, form: Any) -> Operation:
        return partial(operations.move_to_page, key=self.question["key"], **form.cleaned_data)


class NewField(OfQuestion):
    """A field, last in a group."""

    address, name, title = "fraga/<slug:question>/nytt-falt/", "new_field", "Lägg till ett fält"
    button = "Lägg till fältet"

    @property
    def heading(self) -> str:
        return f"Lägg till ett fält i ”{name_of(self.question)}”"

    def form(self, data: Any = None) -> forms.Form:
        return NewQuestionForm(data, in_group=True)

    def operation(self, form: Any) -> Operation:
        return partial(
            operations.add_question,
            page=self.found.page["key"],
            group=self.question["key"],
            question=started(**form.cleaned_data),
            taken=keys_of(self.draft.based_on.document),
        )

    def back(self) -> tuple[str, dict[str, str]]:
        return self.own_page


class NewOption(OfQuestion):
    """An option, last in the list."""

    address, name = "fraga/<slug:question>/nytt-alternativ/", "new_option"
    title = "Lägg till ett alternativ"
    button = "Lägg till alternativet"

    @property
    def heading(self) -> str:
        return f"Lägg till ett alternativ i ”{name_of(self.question)}”"

    def form(self, data: Any = None) -> forms.Form:
        return OptionForm(self.question, data)

    def operation(self, form: Any) -> Operation:
        new = choices.option(**form.cleaned_data)
        return partial(choices.add_option, question=self.question["key"], new=new)

    def back(self) -> tuple[str, dict[str, str]]:
        return self.own_page


class EditOption(NewOption):
    """An option's text and marks."""

    address, name = "fraga/<slug:question>/alternativ/<slug:option>/", "edit_option"
    title = "Ändra alternativet"
    button = "Spara"

    def find(self) -> None:
        super().find()
        self.option = find_option(self.document, self.question["key"], self.where["option"]).part

    @property
    def heading(self) -> str:
        return f"Ändra alternativet ”{self.option['label']}”"

    def form(self, data: Any = None) -> forms.Form:
        return OptionForm(self.question, data, initial=OptionForm.initial_of(self.option))

    def operation(self, form: Any) -> Operation:
        new = choices.option(**form.cleaned_data)
        return partial(
            choices.edit_option, question=self.question["key"], key=self.option["key"], new=new
        )


PAGES: tuple[type[SmallPage], ...] = (
    NewQuestion,
    EditQuestion,
    RemoveQuestion,
    MoveToPage,
    NewField,
    NewOption,
    EditOption,
)


def _new_one(before: Document, after: Document) -> tuple[str, dict[str, str]]:
    """The page of the question that has just been added."""
    added = keys_of(after) - keys_of(before)
    return ("edit_question", {"question": added.pop()}) if added else (OUTLINE, {})
