"""While the signatory has the report before her: reminder, new link, somebody in her place."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import RuleViolated, StaleState
from organisations.access import ActingFor
from organisations.roles import MAY_SUBMIT
from reporting import actions
from reporting.desk import at_desk
from reporting.forms import StandInForm
from reporting.models import Approval
from reporting.views.common import context_of, desk_of, url_of
from requisitions.access import for_case

__all__ = ["remind", "renew", "stand_in"]


@for_case(roles=MAY_SUBMIT, look_up=at_desk)
def remind(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Have the signatory reminded; a second click the same day says that it is done."""
    return _ask_again(
        request, acting, actions.remind_signatory, "{} får en påminnelse med e-post i dag."
    )


@for_case(roles=MAY_SUBMIT, look_up=at_desk)
def renew(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Let an expired link work again; a second click finds that it works."""
    return _ask_again(
        request, acting, actions.renew_link, "Länken är förnyad. {} får ett mejl i dag."
    )


@for_case(roles=MAY_SUBMIT, look_up=at_desk)
@require_http_methods(["GET", "POST"])
def stand_in(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Name somebody who approves the same version instead."""
    desk = desk_of(acting)
    approval = desk.waiting()
    if approval is None:
        return redirect(url_of("tasks", desk.report))
    form = StandInForm(request.POST or None)
    if form.is_valid():
        try:
            actions.hand_over(
                approval, acting, to=form.person, reason=form.cleaned_data["reason"], at=clock.now()
            )
        except RuleViolated as refused:
            for violation in refused.violations:
                form.add_error(violation.field, violation.message)
        else:
            messages.success(request, f"{form.person.name} får en personlig länk med e-post.")
            return redirect(url_of("tasks", desk.report))
    context = context_of(desk) | {"form": form, "has_errors": bool(form.errors)}
    return render(request, "reporting/stand_in.html", context)


def _ask_again(
    request: HttpRequest,
    acting: ActingFor,
    verb: Callable[..., Approval],
    done: str,
) -> HttpResponse:
    desk = desk_of(acting)
    approval = desk.waiting()
    if request.method == "POST" and approval is not None:
        try:
            verb(approval, acting, at=clock.now())
            messages.success(request, done.format(approval.signatory_name))
        except (RuleViolated, StaleState) as refused:
            messages.error(request, str(refused))
    return redirect(url_of("tasks", desk.report))
