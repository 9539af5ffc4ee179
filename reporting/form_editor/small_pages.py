"""The editor's pages, one task each: a heading, a small form, and the operation that it asks for.

A page knows nothing of requests or the database: admin_editing.py shows it, and hands its
operation to `actions.edit_draft`. Here are the pages about the form and its pages; those about a
question are in question_pages.py, about jumps in jump_pages.py.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from django import forms

from reporting.form_editor import operations
from reporting.form_editor.forms import MessageForm, NothingForm, PageTextForm
from reporting.form_editor.parts import Document, Edited, find_page, gone
from reporting.form_editor.wording import name_of
from reporting.models import FormDraft

__all__ = ["OUTLINE", "PAGES", "OfPage", "Operation", "SmallPage"]

Operation = Callable[[Document], Edited]
OUTLINE = ""
"""Where most pages lead back to: the draft's own page. Others name a page and its arguments."""


class SmallPage:
    """One task. `address` stands below the draft's own; its arguments become `where`."""

    address: ClassVar[str]
    name: ClassVar[str]
    title: ClassVar[str]
    button: ClassVar[str] = "Spara"
    template: ClassVar[str] = "admin/reporting/editor_task.html"

    def __init__(self, draft: FormDraft, where: Mapping[str, str]) -> None:
        """Raises RuleViolated when what the address names isn't in the draft."""
        self.draft, self.where = draft, where
        self.document: Document = draft.document
        self.find()

    def find(self) -> None:
        """Look up what the address names."""

    @property
    def heading(self) -> str:
        """The page's h1."""
        return self.title

    def form(self, data: Any = None) -> forms.Form:
        """The form, empty or as sent."""
        return NothingForm(data)

    def operation(self, form: Any) -> Operation:
        """What the filled-in form asks for."""
        raise NotImplementedError

    def asks_more(self, form: Any) -> tuple[str, dict[str, str]] | None:
        """The page that asks the rest, for a page that changes nothing itself."""
        return None

    def back(self) -> tuple[str, dict[str, str]]:
        """The page (its name and arguments) that one comes from and returns to."""
        return OUTLINE, {}

    def onwards(self, before: Document, after: Document) -> tuple[str, dict[str, str]]:
        """Where saving leads."""
        return self.back()

    def context(self) -> dict[str, Any]:
        """What the template gets besides form and heading."""
        return {}


class Introduction(SmallPage):
    """The form's title and introduction."""

    address, name, title = "inledning/", "introduction", "Titel och inledning"

    def form(self, data: Any = None) -> forms.Form:
        return PageTextForm(data, initial=PageTextForm.initial_of(self.document, "intro"))

    def operation(self, form: Any) -> Operation:
        return partial(operations.edit_introduction, **form.cleaned_data)

    def context(self) -> dict[str, Any]:
        return {"may_hold_facts": True}


class NewPage(SmallPage):
    """A page, last in the form."""

    address, name, title = "ny-sida/", "new_page", "Lägg till en sida"
    button = "Lägg till sidan"

    def form(self, data: Any = None) -> forms.Form:
        return PageTextForm(data)

    def operation(self, form: Any) -> Operation:
        return partial(operations.add_page, **form.cleaned_data)

    def context(self) -> dict[str, Any]:
        return {"may_hold_facts": True}


class OfPage(SmallPage):
    """What is about one page of the form."""

    def find(self) -> None:
        self.page = find_page(self.document, self.where["page"]).part


class EditPage(OfPage):
    """A page's heading and free text."""

    address, name, title = "sida/<slug:page>/", "edit_page", "Ändra sidans text"

    @property
    def heading(self) -> str:
        return f"Ändra sidan ”{self.page['title']}”"

    def form(self, data: Any = None) -> forms.Form:
        return PageTextForm(data, initial=PageTextForm.initial_of(self.page, "body"))

    def operation(self, form: Any) -> Operation:
        return partial(operations.edit_page, key=self.page["key"], **form.cleaned_data)

    def context(self) -> dict[str, Any]:
        return {"may_hold_facts": True}


class RemovePage(OfPage):
    """A page with everything on it; asked for twice."""

    address, name, title = "sida/<slug:page>/ta-bort/", "remove_page", "Ta bort sidan"
    button = "Ta bort sidan"

    @property
    def heading(self) -> str:
        return f"Ta bort sidan ”{self.page['title']}”?"

    def operation(self, form: Any) -> Operation:
        return partial(operations.remove_page, key=self.page["key"])

    def context(self) -> dict[str, Any]:
        questions = [name_of(one) for one in self.page.get("questions", [])]
        said = ["Frågorna på sidan försvinner ur utkastet."] if questions else []
        return {"consequences": said, "lost": questions}


class EditRule(SmallPage):
    """What a rule across answers says."""

    address, name, title = "regel/<slug:rule>/", "edit_rule", "Ändra meddelandet"

    def find(self) -> None:
        rules = {rule["key"]: rule for rule in self.document.get("rules", [])}
        if self.where["rule"] not in rules:
            raise gone("Regeln")
        self.rule = rules[self.where["rule"]]

    def form(self, data: Any = None) -> forms.Form:
        return MessageForm(data, initial={"message": self.rule["message"]})

    def operation(self, form: Any) -> Operation:
        return partial(operations.edit_rule, key=self.rule["key"], **form.cleaned_data)


PAGES: tuple[type[SmallPage], ...] = (Introduction, NewPage, EditPage, RemovePage, EditRule)
