"""The invited person's pages: what she is offered, yes or no. She follows a personal link.

Nothing is answered by opening the link, since mail programs open links of their own accord.
"""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core import clock
from core.errors import RuleViolated, StaleState
from organisations import invitations
from organisations.access import by_personal_link
from organisations.forms import NameForm
from organisations.invitations import Link
from organisations.queries import scope_of, scope_words
from organisations.wording import MAY, role_name

__all__ = ["accept", "decline", "invitation"]


@by_personal_link
@never_cache
@require_GET
def invitation(request: HttpRequest, invitation_token: str) -> HttpResponse:
    """Who invites to what, and two buttons; or why the link no longer works."""
    link = _link(invitation_token)
    return _page(request, link, invitation_token, form=_name_form(link))


@by_personal_link
@never_cache
@require_POST
def accept(request: HttpRequest, invitation_token: str) -> HttpResponse:
    """Say yes. Who is not logged in is asked to log in with a code; a second click changes nothing.

    Refused to who is logged in with another address.
    """
    link = _link(invitation_token)
    form = _name_form(link, request.POST)
    if link.problem(at=clock.now()) or _is_somebody_else(request, link):
        return redirect("organisations:invitation", invitation_token=invitation_token)
    if form is not None and not form.is_valid():
        return _page(request, link, invitation_token, form=form)
    try:
        membership = invitations.accept(link, **(form.cleaned_data if form else {}), at=clock.now())
    except StaleState:
        return redirect("organisations:invitation", invitation_token=invitation_token)
    except RuleViolated as refused:
        messages.error(request, str(refused))
        return redirect("organisations:invitation", invitation_token=invitation_token)
    if request.user.is_authenticated:
        messages.success(request, f"Du är nu {role_name(membership.role)}. Välkommen.")
        return redirect("organisations:detail", organisation_id=membership.organisation_id)
    return redirect("organisations:invitation", invitation_token=invitation_token)


@by_personal_link
@never_cache
@require_POST
def decline(request: HttpRequest, invitation_token: str) -> HttpResponse:
    """Say no. A second click shows that it is done."""
    link = _link(invitation_token)
    if not _is_somebody_else(request, link):
        with suppress(StaleState):  # answered already; the page says how
            invitations.decline(link, at=clock.now())
    return redirect("organisations:invitation", invitation_token=invitation_token)


def _link(token: str) -> Link:
    link = invitations.link_of(token)
    if link is None:
        raise Http404
    return link


def _page(request: HttpRequest, link: Link, token: str, *, form: NameForm | None) -> HttpResponse:
    offered = link.invitation
    problem = link.problem(at=clock.now())
    context: dict[str, Any] = {"invitation": offered, "token": token, "form": form}
    if problem:
        context |= {"problem": problem, "is_done": problem.code in {"accepted", "declined"}}
        return render(request, "organisations/invitation_over.html", context)
    if _is_somebody_else(request, link):
        return render(request, "organisations/invitation_other.html", context)
    context |= {
        "role": role_name(offered.role),
        "may": MAY[offered.role],
        "limits": scope_words(scope_of(offered)),
    }
    return render(request, "organisations/invitation.html", context)


def _is_somebody_else(request: HttpRequest, link: Link) -> bool:
    user = request.user
    return user.is_authenticated and user.email.lower() != link.invitation.email.lower()


def _name_form(link: Link, data: Any = None) -> NameForm | None:
    """Asked of who has no name here yet."""
    owner = invitations.owner_of(link.invitation)
    return None if owner and owner.get_full_name() else NameForm(data)
