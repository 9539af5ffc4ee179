"""The editor's page for taking pages and questions from another form: last year's, most often."""

from functools import reduce
from typing import Any

from django import forms
from django.db.models import QuerySet

from reporting.form_editor import operations
from reporting.form_editor.forms import CopyForm
from reporting.form_editor.parts import Document, Edited, gone, keys_of
from reporting.form_editor.small_pages import Operation, SmallPage
from reporting.form_editor.wording import name_of
from reporting.models import FormRevision

__all__ = ["CopyPage", "newest_revisions"]

PAGE, QUESTION = "page", "question"


def newest_revisions() -> QuerySet[FormRevision]:
    """The newest revision of every form, with its round."""
    newest = FormRevision.objects.order_by("form", "-number").distinct("form")
    return newest.select_related("form__round__grant")


class CopyPage(SmallPage):
    """What to copy from one revision of a form; its keys come along."""

    address, name, title = "kopiera/<int:revision>/", "copy", "Kopiera från ett annat formulär"
    button = "Kopiera"

    def find(self) -> None:
        revisions = FormRevision.objects.select_related("form__round__grant")
        source = revisions.filter(pk=self.where["revision"]).first()
        if source is None:
            raise gone("Formuläret")
        self.source = source

    @property
    def heading(self) -> str:
        return f"Kopiera från {self.source.form.round}"

    def form(self, data: Any = None) -> forms.Form:
        available = _available(self.source.document, self.document)
        return CopyForm(available, self.document["pages"], data)

    def operation(self, form: Any) -> Operation:
        chosen, page, source = form.cleaned_data["what"], form.cleaned_data["page"], self.source

        def copy(document: Document) -> Edited:
            steps = (_step(one, source.document, page) for one in chosen)
            start = Edited(document, "")
            return reduce(lambda done, step: _after(done, step(done.document)), steps, start)

        return copy


def _available(source: Document, document: Document) -> list[tuple[str, str]]:
    """Pages with anything new on them, each followed by its questions that the draft lacks."""
    taken = keys_of(document)
    found: list[tuple[str, str]] = []
    for page in source["pages"]:
        new = [one for one in page.get("questions", []) if one["key"] not in taken]
        if page["key"] not in taken:
            found.append((f"{PAGE}:{page['key']}", f"Hela sidan ”{page['title']}”"))
        found += [(f"{QUESTION}:{one['key']}", name_of(one)) for one in new]
    return found


def _step(chosen: str, source: Document, page: str) -> Operation:
    kind, _, key = chosen.partition(":")
    if kind == PAGE:
        return lambda document: operations.copy_page(document, source, key)
    return lambda document: _unless_there(document, source, key, page)


def _unless_there(document: Document, source: Document, key: str, page: str) -> Edited:
    """A question that came with its page isn't copied once more."""
    if key in keys_of(document):
        return Edited(document, "")
    return operations.copy_question(document, source, key, page)


def _after(before: Edited, step: Edited) -> Edited:
    return Edited(step.document, " ".join(filter(None, (before.words, step.words))))
