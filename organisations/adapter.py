"""What allauth asks the portal about accounts: nobody signs up, people are invited."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from core import clock
from correspondence.bounces.actions import confirm_address
from organisations import sessions
from organisations.models import User

TOO_MANY = "För många försök. Vänta några minuter och försök igen."


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Log-in by e-mailed code, for those whom an organisation or the agency has let in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "Koden stämmer inte. Kontrollera den eller be om en ny.",
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """The first step is a code mailed to the address, so now the address is known to work."""
        super().login(request, user)
        sessions.begin(request, user)
        confirm_address(user.email, by=user, at=clock.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Only who has a second step can be asked again: there are no passwords."""
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required and bool(is_mfa_enabled(context.request.user))

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The second step, never a password, even if somebody has one from the command line."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"] != "reauthenticate"]
