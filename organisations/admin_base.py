"""Staff pages of cases: facts, the buttons of the app's table of transitions, what has happened.

Lives here because it needs the roles (organisations.access) as well as letters and documents
(correspondence); the apps with cases lie above and import it. What belongs to the same dossier in
apps further up comes through the site (`related_cases`), which portal extends.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from core import clock
from core.admin_base import ReadOnlyAdmin, admin_url
from core.errors import NotAllowed, RuleViolated, StaleState
from core.fields import show_violations
from core.transitions import Table, Transition, history, possible
from correspondence.queries import documents_of, letters_of
from correspondence.timeline import letter_events
from organisations.access import staff_roles
from organisations.models import User

__all__ = ["CaseAdmin", "CaseLink", "Press", "ReasonForm", "StaffSite", "Step"]


@dataclass(frozen=True)
class CaseLink:
    """A case of the same dossier: "Rekvisition", "Utbetald, 1 611 111 kr", its address."""

    label: str
    state: str
    url: str


class StaffSite(AdminSite):
    """The admin: open for everybody with a staff role, whatever Django's own permissions say."""

    site_header = site_title = index_title = "Statsbidrag, handläggning"

    def roles(self, request: HttpRequest) -> frozenset[str]:
        """The person's staff roles; asked for once per request."""
        found: frozenset[str] | None = getattr(request, "staff_roles", None)
        if found is None:
            found = staff_roles(request.user) if isinstance(request.user, User) else frozenset()
            request.staff_roles = found  # type: ignore[attr-defined]
        return found

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(self.roles(request))

    def related_cases(self, round_id: int, recipient_id: int) -> list[CaseLink]:
        """The cases of a recipient in a round; for the site of an app that sees them all."""
        return []


@dataclass(frozen=True)
class Press:
    """Somebody pressed a button: who, with which roles, when, and what she typed."""

    by: User
    roles: frozenset[str]
    at: datetime
    typed: Mapping[str, Any]


class ReasonForm(forms.Form):
    """For a step that must say why."""

    reason = forms.CharField(
        label="Skäl",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Skriv ett skäl.",
            "max_length": "Skriv högst 2 000 tecken.",
        },
    )


def _nothing(_row: Any, _today: date) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Step:
    """How a transition looks as a button, and the action that it calls.

    `done` is said afterwards. A step with `consequence` asks first, and says what will happen,
    one sentence per paragraph; `form` is what it asks for, with what `initial` suggests, on a page
    of its own `template` if it has one.
    """

    do: Callable[[Any, Press], object]
    done: str
    consequence: Callable[[Any], list[str]] | None = None
    form: type[forms.Form] = forms.Form
    initial: Callable[[Any, date], dict[str, Any]] = field(default=_nothing)
    label: str = ""
    is_main: bool = True
    template: str = ""


@dataclass(frozen=True)
class Button:
    """A button on a case page. `asks` leads to a page that says what will happen."""

    label: str
    url: str
    asks: bool
    is_main: bool


class CaseAdmin(ReadOnlyAdmin):
    """A case, read from top to bottom like a dossier; it moves only through its app's actions."""

    admin_site: StaffSite
    page_template = "admin/case.html"
    confirm_template = "admin/case_step.html"
    table: ClassVar[Table]
    steps: ClassVar[Mapping[str, Step]] = {}
    the_case: ClassVar[str]  # "Rekvisitionen": how messages name it
    happened: ClassVar[Mapping[str, str]] = {}  # action → what the timeline says

    def case_of(self, obj: Any) -> str:
        """The dossier that the case's letters and documents lie in."""
        return str(obj.case)

    def related(self, obj: Any) -> list[CaseLink]:
        """The other cases of the dossier."""
        found = self.admin_site.related_cases(obj.round_id, obj.recipient_id)
        return [link for link in found if link.url != admin_url(obj)]

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        case = self.case_of(obj)
        letters = list(letters_of(case))
        events = [*self.timeline(obj), *letter_events(letters)]
        return {
            "status_label": obj.get_status_display(),
            "buttons": self.buttons(request, obj),
            "events": sorted(events, key=lambda event: event["at"], reverse=True),
            "related": self.related(obj),
            "documents": documents_of([case]),
            "letters": letters,
        }

    def buttons(self, request: HttpRequest, obj: Any) -> list[Button]:
        """The steps that this person may take now."""
        found = possible(self.table, obj.status, self.admin_site.roles(request))
        return [
            self._button(obj, transition)
            for _, transition in found
            if transition.action in self.steps
        ]

    def timeline(self, obj: Any) -> list[dict[str, Any]]:
        """What has happened, newest first, for components/timeline.html."""
        names = dict(obj._meta.get_field("status").choices)
        return [
            {
                "at": event.at,
                "title": self.happened.get(event.action)
                or names.get(event.to_status, event.action),
                "text": event.reason,
                "actor": event.actor_name or "Portalen",
            }
            for event in reversed(history(obj))
        ]

    def get_urls(self) -> list[URLPattern]:
        do = path(
            "<path:object_id>/do/<slug:action>/",
            self.admin_site.admin_view(self.step_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_do",
        )
        return [do, *super().get_urls()]

    def step_view(self, request: HttpRequest, object_id: str, action: str) -> HttpResponse:
        """Ask (GET), or do (POST). A second click says that it is done already.

        Raises NotAllowed (403) for a role that may not take the step.
        """
        obj = self.row(request, object_id)
        to, transition = self._transition(obj, action)
        step = self.steps[action]
        if not transition.roles & self.admin_site.roles(request):
            raise NotAllowed("Din roll ger inte rätt att göra detta.")
        if (obj.status, to) not in self.table:
            return self._too_late(request, obj, to)
        if request.method != "POST":
            return self._ask(request, obj, step, transition, self.form_of(step, obj))
        form = self.form_of(step, obj, request.POST)
        if not form.is_valid():
            return self._ask(request, obj, step, transition, form)
        return self._take(request, obj, to, transition, form)

    def form_of(self, step: Step, obj: Any, data: Mapping[str, Any] | None = None) -> forms.Form:
        """What a step asks for; a page may fit it to the case."""
        if data is not None:
            return step.form(data)
        return step.form(initial=step.initial(obj, clock.today()))

    def _take(
        self, request: HttpRequest, obj: Any, to: str, transition: Transition, form: forms.Form
    ) -> HttpResponse:
        step = self.steps[transition.action]
        try:
            step.do(obj, self.press(request, form.cleaned_data))
        except StaleState as stale:
            return self._too_late(request, self.row(request, str(obj.pk)), to, str(stale))
        except RuleViolated as refused:
            show_violations(form, refused)
            return self._ask(request, obj, step, transition, form)
        messages.success(request, step.done)
        return HttpResponseRedirect(admin_url(obj))

    def press(self, request: HttpRequest, typed: Mapping[str, Any]) -> Press:
        """Who does it, with which roles, now."""
        roles = self.admin_site.roles(request)
        return Press(cast(User, request.user), roles, clock.now(), typed)

    def _ask(
        self, request: HttpRequest, obj: Any, step: Step, transition: Transition, form: forms.Form
    ) -> HttpResponse:
        return self.page(
            request,
            step.template or self.confirm_template,
            obj,
            title=f"{step.label or transition.label}: {self.heading(obj)}",
            label=step.label or transition.label,
            consequences=step.consequence(obj) if step.consequence else [],
            form=form,
            back=admin_url(obj),
        )

    def _too_late(self, request: HttpRequest, obj: Any, to: str, why: str = "") -> HttpResponse:
        """Somebody got there first, perhaps this very person with an earlier click."""
        label = obj.get_status_display()
        said = f"{self.the_case} är redan {label.lower()}. Inget ändrades."
        if (obj.status, to) in self.table:
            said = f"{why} Inget ändrades."
        elif obj.status != to:
            said = (
                f"{self.the_case} har nu läget ”{label}”, så det går inte längre. Inget ändrades."
            )
        messages.info(request, said)
        return HttpResponseRedirect(admin_url(obj))

    def _transition(self, obj: Any, action: str) -> tuple[str, Transition]:
        if action in self.steps:
            for (_, to), transition in self.table.items():
                if transition.action == action:
                    return to, transition
        raise Http404

    def _button(self, obj: Any, transition: Transition) -> Button:
        step = self.steps[transition.action]
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_do"
        return Button(
            label=step.label or transition.label,
            url=reverse(name, args=[obj.pk, transition.action]),
            asks=step.consequence is not None,
            is_main=step.is_main,
        )
