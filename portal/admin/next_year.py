"""Next year, as staff do it: one page to choose on, and the new round with what to look over."""

from dataclasses import fields
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from core import clock
from core.admin_base import admin_url
from core.errors import NotAllowed, RuleViolated
from core.fields import KronorField, show_violations
from grants.admin_filters import round_name
from grants.calendar import LABELS, Calendar, a_year_later, days_off
from grants.models import Decision, Round
from organisations.access import person
from organisations.roles import CASE_STAFF
from portal.next_year import NextYear, make_next_year, suggestion, year_after

__all__ = ["NextYearPage"]


class NextYearForm(forms.Form):
    """The decision, the amount and the days of the year after."""

    decision = forms.ModelChoiceField(
        Decision.objects.order_by("-decided_on", "diarienummer"), label="Beslut", empty_label=None
    )
    amount_kr = KronorField(label="Till mottagarna")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            self.fields[name] = forms.DateField(
                label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            )

    @property
    def days(self) -> list[forms.BoundField]:
        """The calendar's fields, which a page shows together."""
        return [self[name] for name in LABELS]

    @property
    def chosen(self) -> NextYear:
        typed = self.cleaned_data
        calendar = Calendar(**{field.name: typed[field.name] for field in fields(Calendar)})
        return NextYear(typed["decision"], typed["amount_kr"], calendar)


class NextYearPage:
    """Part of the round's admin: …/nasta-ar/."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<path:object_id>/nasta-ar/",
            self.admin_site.admin_view(self.next_year_view),
            name="grants_round_next_year",
        )
        return [own, *super().get_urls()]  # type: ignore[misc]

    def next_year_url(self, request: HttpRequest, obj: Round) -> str:
        """Where the year after is prepared; empty for who may not."""
        if not self.admin_site.roles(request) & CASE_STAFF:
            return ""
        return reverse("admin:grants_round_next_year", args=[obj.pk])

    def next_year_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask (GET), or make the round (POST). A second click shows the first one's round."""
        obj: Round = self.row(request, object_id)  # type: ignore[attr-defined]
        if not self.admin_site.roles(request) & CASE_STAFF:
            raise NotAllowed("Din roll ger inte rätt att göra detta.")
        if (made := year_after(obj)) is not None:
            return self._shown(request, made, is_new=False)
        if request.method != "POST":
            first = suggestion(obj)
            initial = {"decision": first.decision, "amount_kr": first.amount_kr}
            return self._ask_year_after(
                request, obj, NextYearForm(initial=initial | first.calendar.days())
            )
        form = NextYearForm(request.POST)
        if form.is_valid() and (new := self._made(request, obj, form)):
            return new
        return self._ask_year_after(request, obj, form)

    def _made(self, request: HttpRequest, obj: Round, form: NextYearForm) -> HttpResponse | None:
        roles = self.admin_site.roles(request)
        try:
            new, is_new = make_next_year(
                obj, form.chosen, by=person(request), roles=roles, at=clock.now()
            )
        except RuleViolated as refused:
            show_violations(form, refused)
            return None
        return self._shown(request, new, is_new=is_new)

    def _shown(self, request: HttpRequest, new: Round, *, is_new: bool) -> HttpResponse:
        if is_new:
            said = f"{round_name(new)} är upplagd. Se över den innan du öppnar den."
            messages.success(request, said)
        else:
            messages.info(request, f"{round_name(new)} finns redan. Inget ändrades.")
        return HttpResponseRedirect(admin_url(new))

    def _ask_year_after(self, request: HttpRequest, obj: Round, form: NextYearForm) -> HttpResponse:
        page: HttpResponse = self.page(  # type: ignore[attr-defined]
            request,
            "admin/portal/next_year.html",
            obj,
            title=f"Förbered {obj.year + 1}: {round_name(obj)}",
            form=form,
            year=obj.year + 1,
            before=_before(obj),
            moved=_moved(obj),
            back=admin_url(obj),
        )
        return page


def _suggested(obj: Round) -> dict[str, Any]:
    first = suggestion(obj)
    return {"decision": first.decision, "amount_kr": first.amount_kr, **first.calendar.days()}


def _before(obj: Round) -> list[tuple[str, Any]]:
    """This year's days, to hold the new ones against."""
    days = Calendar.of(obj).days()
    return [(label, days[name]) for name, label in LABELS.items()]


def _moved(obj: Round) -> list[str]:
    """Which days the suggestion has moved past days off."""
    straight = {name: a_year_later(day) for name, day in Calendar.of(obj).days().items()}
    return [found.sentence for found in days_off(Calendar(**straight))]
