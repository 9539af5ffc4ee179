"""One step for many cases at once: one question for all, then a transaction for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from core import clock
from core.errors import NotAllowed, RuleViolated, StaleState
from core.kronor import with_unit
from organisations.admin_base import CaseAdmin, Press, Step

__all__ = ["BulkCaseAdmin"]

SHOWN = 10
"""How many refusals are told one by one."""


@dataclass
class Outcome:
    """How it went: what was done adds up to `kr`; what was not, with the reason."""

    done: int = 0
    kr: int = 0
    refused: list[str] = field(default_factory=list)


class BulkCaseAdmin(CaseAdmin):
    """Cases with an amount, that may be taken many at a time from the list."""

    bulk_template = "admin/case_bulk.html"
    nouns: ClassVar[tuple[str, str]]  # ("rekvisition", "rekvisitioner")
    done_words: ClassVar[Mapping[str, tuple[str, str]]]  # action → ("godkänd", "godkända")
    bulk_forms: ClassVar[Mapping[str, type[forms.Form]]] = {}  # where many are asked less than one

    def may(self, request: HttpRequest, action: str) -> bool:
        """Whether the person's roles allow the step at all."""
        roles = self.admin_site.roles(request)
        return any(step.action == action and step.roles & roles for step in self.table.values())

    def take_many(self, request: HttpRequest, action: str, *, label: str) -> HttpResponse | None:
        """Ask first; then take the step with each of the chosen cases, and say how it went.

        The cases are read by id, not through the list's filters: one that has left the filter
        since the question was asked is told about, not silently passed over.
        """
        if not self.may(request, action):
            raise NotAllowed("Din roll ger inte rätt att göra detta.")
        chosen = self.model._default_manager.filter(
            pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME)
        ).select_related("round__grant", "recipient", "organisation")
        step = self.steps[action]
        confirmed = "confirmed" in request.POST
        asked = self.bulk_forms.get(action, step.form)
        form = _form(asked, step, chosen.first(), request if confirmed else None)
        if not confirmed or not form.is_valid():
            return self._ask_many(request, chosen, action, label=label, form=form)
        press = self.press(request, form.cleaned_data)
        self._tell(request, action, self._take_each(chosen, action, press))
        return None

    def _take_each(self, chosen: Any, action: str, press: Press) -> Outcome:
        outcome = Outcome()
        for row in chosen.order_by("pk"):
            try:
                self.steps[action].do(row, press)
            except (StaleState, RuleViolated) as refused:
                outcome.refused.append(f"{row.recipient}: {refused}")
            else:
                outcome.done += 1
                outcome.kr += row.amount_kr or 0
        return outcome

    def _tell(self, request: HttpRequest, action: str, outcome: Outcome) -> None:
        if outcome.done:
            which = 0 if outcome.done == 1 else 1
            noun, word = self.nouns[which], self.done_words[action][which]
            said = f"{outcome.done} {noun} är nu {word}, {with_unit(outcome.kr)}."
            messages.success(request, said)
        for sentence in outcome.refused[:SHOWN]:
            messages.warning(request, sentence)
        if more := len(outcome.refused[SHOWN:]):
            messages.warning(request, f"Och {more} till gick inte av samma slags skäl.")

    def _ask_many(
        self, request: HttpRequest, chosen: Any, action: str, *, label: str, form: forms.Form
    ) -> HttpResponse:
        rows = list(chosen)
        obstacles = self.obstacles(rows, action)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{label}: {len(rows)} {self.nouns[0 if len(rows) == 1 else 1]}",
            "label": label,
            "rows": [(row, obstacles.get(row.pk, "")) for row in rows],
            "total_kr": sum(row.amount_kr or 0 for row in rows if row.pk not in obstacles),
            "form": form,
            "action": request.POST["action"],
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, self.bulk_template, context)

    def obstacles(self, rows: Sequence[Any], action: str) -> dict[int, str]:
        """What stands in the way of the step, in words, by the row's id."""
        return {
            row.pk: f"Går inte: {row.get_status_display().lower()}"
            for row in rows
            if not self._can(row, action)
        }

    def _can(self, row: Any, action: str) -> bool:
        return any(
            step.action == action and frm == row.status for (frm, _), step in self.table.items()
        )


def _form(
    asked: type[forms.Form], step: Step, first: Any, request: HttpRequest | None
) -> forms.Form:
    if request is not None:
        return asked(request.POST)
    return asked(initial=step.initial(first, clock.today()))
