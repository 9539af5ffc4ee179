"""Staff log in with two steps: the mailed code, then an app, a passkey or a spare code.

allauth asks whoever has a second step for it. Here stands that staff must have one, and have used
it in this very session, before they reach anything but the pages of logging in.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from organisations.access import Audience
from organisations.models import User

__all__ = ["OFFERED", "REQUIRED", "SecondFactorAdapter", "StaffSecondFactor"]

REQUIRED, OFFERED = "required", "offered"
LOGGING_IN = ("account_", "mfa_", "usersessions_")
FOR_ANYBODY = {Audience.PUBLIC, Audience.LINK, Audience.CONFIRMED_LINK, Audience.MACHINE}
MAIN_TYPES = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """What allauth's second step says, in Swedish."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Koden stämmer inte. Vänta tills appen visar en ny kod, och skriv den.",
        "cannot_generate_recovery_codes": "Skaffa ett andra steg först, sedan reservkoder.",
        "cannot_delete_authenticator": "Det andra steget kan inte tas bort.",
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return f"Nyckel {number}"


class StaffSecondFactor:
    """Closed unless opened: a new page for staff needs no line here to be guarded."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if settings.STAFF_SECOND_FACTOR != REQUIRED or _is_open(request, view):
            return None
        user = request.user
        if not isinstance(user, User) or not user.is_staff or _has_given_it(request, user):
            return None
        return _to_second_step(request, user)


def _is_open(request: HttpRequest, view: Any) -> bool:
    match = request.resolver_match
    if match and (match.url_name or "").startswith(LOGGING_IN):
        return True
    access = getattr(view, "access", None)
    return access is not None and access.audience in FOR_ANYBODY


def _has_given_it(request: HttpRequest, user: User) -> bool:
    """In this session, and with a second step that is still there."""
    records = get_authentication_records(request, user)
    has_used = any(record.get("method") == "mfa" for record in records)
    return has_used and bool(is_mfa_enabled(user, MAIN_TYPES))


def _to_second_step(request: HttpRequest, user: User) -> HttpResponse:
    if is_mfa_enabled(user, MAIN_TYPES):
        back = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")
    messages.warning(request, "Du som arbetar på Socialstyrelsen loggar in i två steg.")
    return redirect("mfa_index")
