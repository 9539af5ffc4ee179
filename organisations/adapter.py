"""What allauth asks the portal about accounts: nobody signs up, people are invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Log-in by e-mailed code, for those whom an organisation or the agency has let in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
