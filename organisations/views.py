"""Organisationen: its details, its people and what they may do; inviting, changing, removing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import RuleViolated, StaleState
from core.fields import show_violations
from organisations import actions
from organisations.access import ActingMember, for_organisation, person, signed_in
from organisations.forms import ChangeRoleForm, ConfirmForm, InviteForm
from organisations.models import Organisation
from organisations.pages import log_rows, organisation_page, person_named
from organisations.queries import is_last_ombud
from organisations.roles import RIGHT_TO_INVITE, Right

__all__ = [
    "change_person",
    "detail",
    "invite",
    "leave",
    "log",
    "organisations",
    "remove_organisation",
    "remove_person",
    "resend",
    "withdraw",
]

ANY_INVITING = frozenset(RIGHT_TO_INVITE.values())


@signed_in
def organisations(request: HttpRequest) -> HttpResponse:
    """The person's organisations; who has only one comes to its page at once."""
    mine = Organisation.objects.filter(memberships__user=person(request))
    rows = list(mine.prefetch_related("memberships"))
    if len(rows) == 1:
        return redirect("organisations:detail", organisation_id=rows[0].pk)
    roles = dict(person(request).memberships.values_list("organisation_id", "role"))
    context = {"organisations": [(one, roles[one.pk]) for one in rows]}
    return render(request, "organisations/list.html", context)


@for_organisation()
def detail(request: HttpRequest, who: ActingMember) -> HttpResponse:
    """Details, accounts, people, invitations, and to the ombud what has been changed."""
    return render(request, "organisations/detail.html", organisation_page(who, at=clock.now()))


@for_organisation(rights=frozenset({Right.INVITE_OMBUD}))
def log(request: HttpRequest, who: ActingMember) -> HttpResponse:
    """All that has been changed, newest first."""
    context = _page(who) | {"events": log_rows(who.organisation)}
    return render(request, "organisations/log.html", context)


@for_organisation(rights=ANY_INVITING)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, who: ActingMember) -> HttpResponse:
    """Offer somebody a role by mail."""
    form = InviteForm(_posted(request), who=who)
    if form.is_valid():
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            actions.invite(who, email=email, role=role, scope=form.scope(), at=clock.now())
        except RuleViolated as refused:
            show_violations(form, refused)
        else:
            messages.success(
                request,
                f"Inbjudan till {email.lower()} skickas inom en kvart. Den gäller i två veckor.",
            )
            return _to_organisation(who)
    return render(request, "organisations/invite.html", _page(who, form=form))


@for_organisation(rights=ANY_INVITING)
@require_POST
def resend(request: HttpRequest, who: ActingMember, invitation_id: int) -> HttpResponse:
    """Send a new link; the one in the older letter stops working."""
    invitation = get_object_or_404(who.organisation.invitations, pk=invitation_id)
    try:
        actions.resend(invitation, who, at=clock.now())
    except (RuleViolated, StaleState) as refused:
        messages.info(request, str(refused))
    else:
        messages.success(
            request,
            f"Inbjudan till {invitation.email} skickas igen inom en kvart. "
            "Länken i det förra mejlet gäller inte längre.",
        )
    return _to_organisation(who)


@for_organisation(rights=ANY_INVITING)
@require_POST
def withdraw(request: HttpRequest, who: ActingMember, invitation_id: int) -> HttpResponse:
    """Take an invitation back. A second click changes nothing."""
    invitation = get_object_or_404(who.organisation.invitations, pk=invitation_id)
    try:
        actions.withdraw(invitation, who, at=clock.now())
    except StaleState:
        messages.info(request, "Inbjudan är redan besvarad eller tillbakatagen.")
    else:
        messages.success(
            request,
            f"Inbjudan till {invitation.email} är tillbakatagen. Länken gäller inte längre.",
        )
    return _to_organisation(who)


@for_organisation(rights=ANY_INVITING)
@require_http_methods(["GET", "POST"])
def change_person(request: HttpRequest, who: ActingMember, membership_id: int) -> HttpResponse:
    """Another role, or other limits."""
    membership = get_object_or_404(who.organisation.memberships, pk=membership_id)
    actions.may_manage_person(who, membership)
    form = ChangeRoleForm(
        _posted(request), who=who, membership=membership, is_last=is_last_ombud(membership)
    )
    if form.is_valid():
        try:
            actions.change_role(
                membership,
                who,
                role=form.cleaned_data["role"],
                scope=form.scope(),
                at=clock.now(),
                without_ombud=form.cleaned_data.get("without_ombud", False),
            )
        except RuleViolated as refused:
            show_violations(form, refused)
        else:
            messages.success(request, f"Rollen för {membership.user} är sparad och gäller nu.")
            return _to_organisation(who)
    context = _page(who, form=form) | {"membership": membership}
    return render(request, "organisations/person.html", context)


@for_organisation(rights=ANY_INVITING)
@require_http_methods(["GET", "POST"])
def remove_person(request: HttpRequest, who: ActingMember, membership_id: int) -> HttpResponse:
    """Ask once, then end the person's role. A second click changes nothing."""
    membership = who.organisation.memberships.filter(pk=membership_id).first()
    if membership is None:
        if request.method != "POST":
            raise Http404
        messages.info(request, actions.GONE)
        return _to_organisation(who)
    if membership.user == who.user:
        return redirect("organisations:leave", organisation_id=who.organisation.pk)
    actions.may_manage_person(who, membership)
    form = ConfirmForm(_posted(request), is_last=is_last_ombud(membership))
    if form.is_valid():
        confirmed = form.cleaned_data.get("without_ombud", False)
        try:
            actions.remove_person(membership, who, at=clock.now(), without_ombud=confirmed)
        except RuleViolated as refused:
            show_violations(form, refused)
        else:
            messages.success(request, f"{membership.user} hör inte längre till organisationen.")
            return _to_organisation(who)
    context = _page(who, form=form) | {"person": person_named(membership)}
    return render(request, "organisations/remove_person.html", context)


@for_organisation(rights=frozenset({Right.LEAVE}))
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, who: ActingMember) -> HttpResponse:
    """Ask once, then end one's own role."""
    form = ConfirmForm(_posted(request), is_last=is_last_ombud(who.membership))
    if form.is_valid():
        confirmed = form.cleaned_data.get("without_ombud", False)
        try:
            actions.leave(who, at=clock.now(), without_ombud=confirmed)
        except RuleViolated as refused:
            show_violations(form, refused)
        else:
            messages.success(request, f"Du hör inte längre till {who.organisation}.")
            return redirect("organisations:list")
    return render(request, "organisations/leave.html", _page(who, form=form))


@for_organisation(rights=frozenset({Right.REMOVE_ORGANISATION}))
@require_http_methods(["GET", "POST"])
def remove_organisation(request: HttpRequest, who: ActingMember) -> HttpResponse:
    """Ask once, then end everybody's role."""
    if request.method == "POST":
        actions.remove_organisation(who, at=clock.now())
        messages.success(
            request, f"{who.organisation} är borttagen. Ingen kan längre logga in för den."
        )
        return redirect("organisations:list")
    context = _page(who) | {"people": who.organisation.memberships.count()}
    return render(request, "organisations/remove_organisation.html", context)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, even if nothing was."""
    return request.POST if request.method == "POST" else None


def _page(who: ActingMember, form: Any = None) -> dict[str, Any]:
    return {"who": who, "organisation": who.organisation, "form": form}


def _to_organisation(who: ActingMember) -> HttpResponse:
    return redirect("organisations:detail", organisation_id=who.organisation.pk)
