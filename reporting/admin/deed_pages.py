"""The buttons beside a report's steps, and the page that each of them leads to (deeds.py)."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from core.admin_base import admin_url
from core.errors import NotAllowed, RuleViolated, StaleState
from core.fields import show_violations
from organisations.admin_base import Button, CaseAdmin, Step
from organisations.roles import CASE_STAFF
from reporting.admin.deeds import DEEDS
from reporting.models import Report

__all__ = ["WithDeeds"]


class WithDeeds(CaseAdmin):
    """The page of a report: its steps, and the deeds beside them."""

    def get_urls(self) -> list[URLPattern]:
        do = path(
            "<path:object_id>/gor/<slug:deed>/",
            self.admin_site.admin_view(self.deed_view),
            name="reporting_report_deed",
        )
        return [do, *super().get_urls()]

    def buttons(self, request: HttpRequest, obj: Report) -> list[Button]:
        """The steps, then the deeds that fit the case."""
        found = super().buttons(request, obj)
        if not CASE_STAFF & self.admin_site.roles(request):
            return found
        name = "admin:reporting_report_deed"
        return found + [
            Button(deed.step.label, reverse(name, args=[obj.pk, key]), asks=True, is_main=False)
            for key, deed in DEEDS.items()
            if deed.is_for(obj)
        ]

    def deed_view(self, request: HttpRequest, object_id: str, deed: str) -> HttpResponse:
        """Ask (GET), or do (POST). A second click says that it is done already."""
        obj = self.row(request, object_id)
        if deed not in DEEDS:
            raise Http404
        if not CASE_STAFF & self.admin_site.roles(request):
            raise NotAllowed("Din roll ger inte rätt att göra detta.")
        step = DEEDS[deed].step
        form = self.form_of(step, obj, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and self._is_done(request, obj, step, form):
            return HttpResponseRedirect(admin_url(obj))
        return self.page(
            request,
            self.confirm_template,
            obj,
            title=f"{step.label}: {self.heading(obj)}",
            label=step.label,
            consequences=step.consequence(obj) if step.consequence else [],
            form=form,
            back=admin_url(obj),
        )

    def _is_done(self, request: HttpRequest, obj: Report, step: Step, form: forms.Form) -> bool:
        try:
            step.do(obj, self.press(request, form.cleaned_data))
        except StaleState as stale:
            messages.info(request, f"{stale} Inget ändrades.")
            return True
        except RuleViolated as refused:
            show_violations(form, refused)
            return False
        messages.success(request, step.done)
        return True
