"""What allauth asks the portal about accounts: nobody signs up, people are invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

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
