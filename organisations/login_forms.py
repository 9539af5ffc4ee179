"""The forms of logging in: who gets a code, how often, and how many guesses there are.

Flow, single use and the ten minutes are allauth's. Here stand our limits, whose address is whose,
and that nonsense in place of a passkey is a wrong answer.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context, ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError

from organisations.models import User

__all__ = [
    "ActivateApp",
    "AddPasskey",
    "AskForCode",
    "GiveCode",
    "ShowPasskeyAgain",
    "UsePasskey",
]


def _refuse_too_many(action: str, *, key: str) -> None:
    """Answer 429 when the limit of ACCOUNT_RATE_LIMITS for the action is reached."""
    if not ratelimit.consume(context.request, action=action, key=key.lower()):
        raise ImmediateHttpResponse(ratelimit.respond_429(context.request))


class AskForCode(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """One account has one address, the one that staff and ombud see: `User.email`.

    An unknown or closed account gets the same answer and no mail.
    """

    user: User | None

    def clean(self) -> dict[str, Any]:
        email = self.cleaned_data.get("login")
        if email:
            _refuse_too_many("request_login_code", key=email)
            self.user = User.objects.filter(email__iexact=email, is_active=True).first()
        return dict(self.cleaned_data)


class GiveCode(ConfirmLoginCodeForm):  # type: ignore[misc]
    """Guesses are counted per address too: the count in the session could be outrun in parallel."""

    def clean_code(self) -> str:
        stage = context.request._login_stage
        _refuse_too_many("guess_login_code", key=str(stage.state["email"]))
        return str(super().clean_code())


class _ProvesItself:
    """Who sets up a second step has just used it, and need not use it again to see her codes."""

    user: User

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]  # the form that this is mixed into
        if not self.errors:  # type: ignore[attr-defined]
            record_authentication(context.request, self.user, "mfa", reauthenticated=True)
        return cleaned


class ActivateApp(_ProvesItself, ActivateTOTPForm):  # type: ignore[misc]
    """The first code from an app."""


class AddPasskey(_ProvesItself, AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey or security key."""

    def clean(self) -> Any:
        return _understood(super().clean)


class UsePasskey(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey at log-in."""

    def clean_credential(self) -> Any:
        return _understood(super().clean_credential)


class ShowPasskeyAgain(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey before a page that asks for it again."""

    def clean_credential(self) -> Any:
        return _understood(super().clean_credential)


def _understood(check: Callable[[], Any]) -> Any:
    """The check's value. What is malformed or not signed by the key breaks the libraries' reading
    of it, and is then a ValidationError like any other wrong answer."""
    try:
        return check()
    except (KeyError, TypeError, ValueError, InvalidSignature) as unreadable:
        raise ValidationError("Passnyckeln godtogs inte. Försök igen.") from unreadable
