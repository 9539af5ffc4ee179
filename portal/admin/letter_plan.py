"""Brevplanen: which letters go out in a round, when and to whom, and the steps that say so.

Here and not in correspondence, because the plan is the round's, and only portal knows who may
change it.
"""

from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from core import clock
from core.errors import NotAllowed, RuleViolated
from core.fields import show_violations
from correspondence.models import PlanStep, Unit
from correspondence.plan import LetterKind, Planned, planned_kinds
from correspondence.plan_actions import StepValues, add_step, change_step
from correspondence.planned import Outlook, outlooks
from correspondence.queries import steps_of
from correspondence.rules import FARTHEST
from grants.admin_filters import round_name
from grants.models import Round
from organisations.access import person
from organisations.roles import CASE_STAFF

__all__ = ["LetterPlanPages", "step_in_words"]

BEFORE, ON, AFTER = "before", "on", "after"
SIDES = ((BEFORE, "före"), (ON, "samma dag"), (AFTER, "efter"))
ALWAYS = "always"


class StepForm(forms.Form):
    """A step in the words of the page: 14 · dagar · före · sista dagen, to whom, only if."""

    audience = forms.ChoiceField(label="Till")
    days = forms.IntegerField(label="Antal dagar", min_value=0, max_value=FARTHEST, initial=0)
    unit = forms.ChoiceField(label="Räknat i", choices=Unit.choices)
    side = forms.ChoiceField(label="Före eller efter", choices=SIDES)
    counted_from = forms.ChoiceField(label="Räknat från")
    condition = forms.ChoiceField(label="Bara om")
    is_active = forms.BooleanField(label="Brevet går ut", required=False, initial=True)

    def __init__(self, *args: Any, planned: Planned, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "audience": [(one.value, one.label) for one in planned.audiences],
            "counted_from": list(planned.days.items()),
            "condition": [(ALWAYS, "alltid, tills det är gjort"), *planned.conditions.items()],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = offered

    @property
    def values(self) -> StepValues:
        typed = self.cleaned_data
        days = typed["days"]
        return StepValues(
            audience=typed["audience"],
            distance={BEFORE: -days, ON: 0, AFTER: days}[typed["side"]],
            unit=typed["unit"],
            counted_from=typed["counted_from"],
            condition="" if typed["condition"] == ALWAYS else typed["condition"],
        )


@dataclass(frozen=True)
class Row:
    """A line of the plan's calendar."""

    outlook: Outlook
    letter: str
    words: str
    url: str


class LetterPlanPages:
    """Part of the round's admin: …/brevplan/, …/brevplan/steg/1/, …/brevplan/nytt/<kind>/."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("brevplan/", self.plan_view, "plan"),
            ("brevplan/steg/<int:step_id>/", self.plan_step_view, "plan_step"),
            ("brevplan/nytt/<slug:kind>/", self.plan_new_view, "plan_new"),
        )
        own = [
            path(
                f"<path:object_id>/{address}",
                self.admin_site.admin_view(view),
                name=f"grants_round_{name}",
            )
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    # --- The plan as a calendar ---------------------------------------------------------------

    def plan_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Everything that goes out if nobody does the deed, by day; what has been, what is off."""
        obj: Round = self.row(request, object_id)  # type: ignore[attr-defined]
        steps = list(steps_of(obj.key))
        found = _outlooks(obj, steps)
        rows = [_row(obj, one) for one in found]
        on = [row for row in rows if row.outlook.step.is_active]
        return self._plan_page(
            request,
            "admin/portal/letter_plan.html",
            obj,
            title=f"Brevplan: {round_name(obj)}",
            coming=[row for row in on if not row.outlook.is_past],
            past=[row for row in on if row.outlook.is_past],
            off=[row for row in rows if not row.outlook.step.is_active],
            kinds=_kinds(obj) if self._may_plan(request) else [],
        )

    # --- One step -----------------------------------------------------------------------------

    def plan_step_view(self, request: HttpRequest, object_id: str, step_id: int) -> HttpResponse:
        """A step and who it goes to. Tried (POST with try) it shows what a change would do."""
        obj: Round = self.row(request, object_id)  # type: ignore[attr-defined]
        step = steps_of(obj.key).filter(pk=step_id).first()
        if step is None or step.kind not in planned_kinds():
            raise Http404
        kind, planned = planned_kinds()[step.kind]
        form = StepForm(request.POST or None, planned=planned, initial=_initial(step))
        if request.method == "POST":
            self._refuse_others(request)
            if form.is_valid() and "try" not in request.POST:
                changed = self._changed(request, obj, step, form)
                if changed:
                    return changed
        return self._step_page(request, obj, kind, form, step)

    def plan_new_view(self, request: HttpRequest, object_id: str, kind: str) -> HttpResponse:
        obj: Round = self.row(request, object_id)  # type: ignore[attr-defined]
        if kind not in planned_kinds():
            raise Http404
        self._refuse_others(request)
        letter, planned = planned_kinds()[kind]
        initial = {"side": BEFORE, "days": 7, "counted_from": next(iter(planned.days))}
        form = StepForm(request.POST or None, planned=planned, initial=initial)
        if request.method == "POST" and form.is_valid() and "try" not in request.POST:
            added = self._added(request, obj, kind, form)
            if added:
                return added
        return self._step_page(request, obj, letter, form, None)

    def _changed(
        self, request: HttpRequest, obj: Round, step: PlanStep, form: StepForm
    ) -> HttpResponse | None:
        is_active = form.cleaned_data["is_active"]
        try:
            change_step(step, form.values, is_active=is_active, by=person(request), at=clock.now())
        except RuleViolated as refused:
            show_violations(form, refused)
            return None
        messages.success(request, "Planen är ändrad. Det som redan är skickat står kvar.")
        return HttpResponseRedirect(_plan_url(obj))

    def _added(
        self, request: HttpRequest, obj: Round, kind: str, form: StepForm
    ) -> HttpResponse | None:
        try:
            add_step(obj.key, kind, form.values, by=person(request), at=clock.now())
        except RuleViolated as refused:
            show_violations(form, refused)
            return None
        messages.success(request, "Steget är tillagt i planen.")
        return HttpResponseRedirect(_plan_url(obj))

    def _step_page(
        self,
        request: HttpRequest,
        obj: Round,
        kind: LetterKind,
        form: StepForm,
        step: PlanStep | None,
    ) -> HttpResponse:
        shown = _tried(obj, kind, form, step)
        found = _outlooks(obj, [shown]) if shown else []
        return self._plan_page(
            request,
            "admin/portal/letter_step.html",
            obj,
            title=f"{kind.label}: {round_name(obj)}",
            form=form,
            step=step,
            kind=kind,
            written=step.written if step else 0,  # type: ignore[attr-defined]
            is_tried=form.is_bound,
            found=found,
            may_plan=self._may_plan(request),
            words_url=_words_url(kind, obj) if kind.fields else "",
            plan_url=_plan_url(obj),
        )

    def _plan_page(
        self, request: HttpRequest, template: str, obj: Round, *, title: str, **more: Any
    ) -> HttpResponse:
        page: HttpResponse = self.page(  # type: ignore[attr-defined]
            request,
            template,
            obj,
            **more,
            title=title,
            heading=round_name(obj),
            round_url=reverse("admin:grants_round_change", args=[obj.pk]),
        )
        return page

    def _may_plan(self, request: HttpRequest) -> bool:
        return bool(self.admin_site.roles(request) & CASE_STAFF)

    def _refuse_others(self, request: HttpRequest) -> None:
        if not self._may_plan(request):
            raise NotAllowed("Din roll ger inte rätt att ändra brevplanen.")


def step_in_words(step: PlanStep) -> str:
    """ "14 dagar före sista dagen för rekvisition"; the kind is registered."""
    _, planned = planned_kinds()[step.kind]
    day = planned.days[step.counted_from]
    if step.distance == 0:
        return day[0].upper() + day[1:]
    count = abs(step.distance)
    unit = {Unit.DAYS: ("dag", "dagar"), Unit.WORKDAYS: ("arbetsdag", "arbetsdagar")}
    one, many = unit[Unit(step.unit)]
    side = "före" if step.distance < 0 else "efter"
    return f"{count} {one if count == 1 else many} {side} {day}"


def _row(obj: Round, one: Outlook) -> Row:
    kind, planned = planned_kinds()[one.step.kind]
    condition = planned.conditions.get(one.step.condition, "")
    words = step_in_words(one.step) + (f", bara om {condition}" if condition else "")
    url = reverse("admin:grants_round_plan_step", args=[obj.pk, one.step.pk])
    return Row(one, kind.label, words, url)


def _outlooks(obj: Round, steps: list[PlanStep]) -> list[Outlook]:
    days = {
        "requisition_opened_on": obj.opened_on or obj.requisition_opens_on,
        "requisition_last_on": obj.requisition_last_on,
        "report_opened_on": obj.reporting_opened_on or obj.report_opens_on,
        "report_last_on": obj.report_last_on,
    }
    return outlooks(steps, round_key=obj.key, days=days, today=clock.today())


def _kinds(obj: Round) -> list[tuple[str, str]]:
    """Where a step of each kind is added."""
    return [
        (kind.label, reverse("admin:grants_round_plan_new", args=[obj.pk, key]))
        for key, (kind, _) in planned_kinds().items()
    ]


def _initial(step: PlanStep) -> dict[str, Any]:
    side = ON if step.distance == 0 else BEFORE if step.distance < 0 else AFTER
    same = ("audience", "unit", "counted_from", "condition", "is_active")
    chosen = {name: getattr(step, name) for name in same}
    chosen["condition"] = chosen["condition"] or ALWAYS
    return {**chosen, "days": abs(step.distance), "side": side}


def _tried(obj: Round, kind: LetterKind, form: StepForm, step: PlanStep | None) -> PlanStep | None:
    """The step as the form has it, to look at; None while the form has faults or is empty."""
    if not form.is_bound:
        return step
    if not form.is_valid():
        return None
    moved = form.values
    same = step is not None and asdict(moved) == {n: getattr(step, n) for n in asdict(moved)}
    return PlanStep(
        pk=step.pk if step else None,
        round_key=obj.key,
        kind=kind.key,
        placed_on=step.placed_on if step and same else clock.today(),
        is_active=form.cleaned_data["is_active"],
        **asdict(moved),
    )


def _plan_url(obj: Round) -> str:
    return reverse("admin:grants_round_plan", args=[obj.pk])


def _words_url(kind: LetterKind, obj: Round) -> str:
    url = reverse("admin:correspondence_ownwords_write", args=[kind.key])
    return f"{url}?omgang={obj.key}"
