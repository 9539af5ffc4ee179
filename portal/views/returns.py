"""Betala tillbaka pengar: what will not be used, before it is reported.

Here and not with the requisition, since it ends when there is a report.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import RuleViolated, StaleState
from core.fields import show_violations
from organisations.access import ActingFor
from organisations.roles import MAY_SUBMIT
from portal.forms import ReturnForm
from portal.journey import Journey
from portal.queries import journey_of
from requisitions.access import for_case
from requisitions.actions import announce_return, withdraw_return
from requisitions.models import Return
from requisitions.queries import agency_account, kept_kr

__all__ = ["returns", "withdraw"]


@for_case()
@require_http_methods(["GET", "POST"])
def returns(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Announce, see how to pay, and see what has come. A second click finds the first one's."""
    journey = journey_of(acting, round_key, today=clock.today())
    requisition = journey.requisition
    if requisition is None or not (journey.may_give_back or requisition.returns.all()):
        return redirect(journey.url)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and journey.may_give_back and form.is_valid():
        try:
            announce_return(requisition, acting, **form.cleaned_data, at=clock.now())
        except RuleViolated as refused:
            if any(one.code == "announced_already" for one in refused.violations):
                messages.error(request, str(refused))
                return _to_returns(journey)
            show_violations(form, refused)
        else:
            return _to_returns(journey)
    return render(request, "portal/returns.html", _page(acting, journey, form))


@for_case(roles=MAY_SUBMIT)
@require_POST
def withdraw(
    request: HttpRequest, acting: ActingFor, round_key: str, return_id: int
) -> HttpResponse:
    """Take back an announcement. A second click finds it taken back."""
    journey = journey_of(acting, round_key, today=clock.today())
    announced = get_object_or_404(Return, pk=return_id, requisition=journey.requisition)
    try:
        withdraw_return(announced, acting, at=clock.now())
    except StaleState:
        pass  # withdrawn already, or the money has come; the page says which
    else:
        messages.success(request, "Anmälan är återtagen. Ni behöver inte betala något.")
    return _to_returns(journey)


def _page(acting: ActingFor, journey: Journey, form: ReturnForm) -> dict[str, object]:
    assert journey.requisition is not None  # noqa: S101 - the view has looked
    made = journey.requisition.returns.all()
    return {
        "journey": journey,
        "round": journey.round,
        "acting": acting,
        "requisition": journey.requisition,
        "form": form,
        "has_errors": form.is_bound and bool(form.errors),
        "waiting": journey.announced,
        "earlier": [one for one in made if one != journey.announced],
        "kept_kr": kept_kr(journey.requisition),
        "account": agency_account(),
        "may_submit": bool(acting.roles & MAY_SUBMIT),
    }


def _to_returns(journey: Journey) -> HttpResponse:
    return redirect(
        "portal:returns", round_key=journey.round.key, recipient_code=journey.recipient.code
    )
