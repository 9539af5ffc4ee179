"""Fakturauppgifter: what the invoice lacks, filled in by the huvudman that it goes to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import RuleViolated, StaleState
from core.fields import show_violations
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT
from repayments import actions, queries
from repayments.forms import DetailsForm
from repayments.models import Claim
from repayments.snapshot import buyer_of
from requisitions.access import for_case

__all__ = ["details"]


@for_case(roles=MAY_EDIT)
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, acting: ActingFor, round_key: str, claim_id: int) -> HttpResponse:
    """What we know and what is missing (GET), or note what is told (POST), as often as is posted.

    A claim that lacks nothing any longer leads to the grant's page.
    """
    claim = get_object_or_404(
        Claim.objects.with_case(),
        pk=claim_id,
        round__key=round_key,
        recipient=acting.recipient,
        organisation=acting.organisation,
    )
    lacking = queries.asked_details(claim)
    if request.method == "POST":
        form = DetailsForm(request.POST)
        if form.is_valid() and _told(request, acting, claim, form):
            return _to_grant(claim)
    elif not lacking:
        return _to_grant(claim)
    else:
        form = DetailsForm(initial=vars(buyer_of(claim)))
    context = {
        "acting": acting,
        "round": claim.round,
        "claim": claim,
        "lacking": lacking,
        "form": form,
    }
    return render(request, "repayments/details.html", context)


def _told(request: HttpRequest, acting: ActingFor, claim: Claim, form: DetailsForm) -> bool:
    try:
        actions.tell_invoice_details(claim, acting, form.cleaned_data, at=clock.now())
    except StaleState as stale:
        messages.info(request, f"{stale} Inget ändrades.")
    except RuleViolated as refused:
        show_violations(form, refused)
        return False
    else:
        messages.success(request, "Tack, uppgifterna är sparade. Fakturan kommer inom kort.")
    return True


def _to_grant(claim: Claim) -> HttpResponse:
    # The grant's page is portal's, which reads every app.
    return redirect("portal:grant", round_key=claim.round.key, recipient_code=claim.recipient.code)
