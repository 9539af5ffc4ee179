"""Confirming and changing the organisation's own details."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core import clock
from core.errors import NotAllowed
from organisations.access import ActingMember, for_organisation
from organisations.details import (
    DetailsForm,
    confirm_details,
    initial_details,
    may_confirm_details,
)
from organisations.roles import Right

__all__ = ["details"]


@for_organisation(rights=frozenset({Right.SUBMIT}))
def details(request: HttpRequest, who: ActingMember) -> HttpResponse:
    """One page: right as they stand, or changed first. A second click confirms the same again."""
    if not may_confirm_details(who.membership):
        raise NotAllowed("Din roll är begränsad. Be ett ombud för hela organisationen.")
    if request.method == "POST":
        form = DetailsForm(request.POST)
        if form.is_valid():
            confirm_details(who, details=form.cleaned_data, at=clock.now())
            messages.success(request, "Tack. Uppgifterna är bekräftade.")
            return redirect("organisations:detail", organisation_id=who.organisation.pk)
    else:
        form = DetailsForm(initial=initial_details(who.organisation))
    context = {"who": who, "organisation": who.organisation, "form": form}
    return render(request, "organisations/details.html", context)
