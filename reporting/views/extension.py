"""Anstånd: ask for a later last day, see what was decided, take a request back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import RuleViolated, StaleState
from core.fields import show_violations
from organisations.access import ActingFor
from organisations.roles import MAY_SUBMIT
from reporting import actions
from reporting.desk import Desk, at_desk
from reporting.handling_forms import ExtensionForm
from reporting.handling_rules import extension_problems, longest_extension
from reporting.models import Extension
from reporting.states import ExtensionStatus
from reporting.views.common import context_of, desk_of, url_of
from requisitions.access import for_case

__all__ = ["extension", "withdraw_extension"]


@for_case(look_up=at_desk)
@require_http_methods(["GET", "POST"])
def extension(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Ask, and read what has been decided. A second click finds the first one's request."""
    desk = desk_of(acting)
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_extension(desk.report, acting, **form.cleaned_data, at=clock.now())
        except RuleViolated as refused:
            show_violations(form, refused)
        else:
            messages.success(request, "Begäran om anstånd är inskickad. Vi mejlar vårt beslut.")
            return redirect(url_of("extension", desk.report))
    return render(request, "reporting/extension.html", _context(desk, form))


@for_case(roles=MAY_SUBMIT, look_up=at_desk)
@require_POST
def withdraw_extension(
    request: HttpRequest, acting: ActingFor, round_key: str, extension_id: int
) -> HttpResponse:
    """Take a request back. What has been decided meanwhile stays, and the page says it."""
    desk = desk_of(acting)
    asked = get_object_or_404(Extension, pk=extension_id, report=desk.report)
    try:
        actions.withdraw_extension(asked, acting, at=clock.now())
    except StaleState:
        pass  # decided or taken back already; the page says which
    else:
        messages.success(request, "Begäran om anstånd är återtagen.")
    return redirect(url_of("extension", desk.report))


def _context(desk: Desk, form: ExtensionForm) -> dict[str, Any]:
    report = desk.report
    made = list(report.extensions.select_related("asked_by"))
    waiting = next((one for one in made if one.status == ExtensionStatus.ASKED), None)
    form.fields["wished_on"].widget.attrs["max"] = longest_extension(
        last_on=report.last_on, today=clock.today()
    ).isoformat()
    return context_of(desk) | {
        "form": form,
        "has_errors": form.is_bound and bool(form.errors),
        "waiting": waiting,
        "earlier": [one for one in reversed(made) if one != waiting],
        "problems": extension_problems(report.round, report.status, is_asked=True),
    }
