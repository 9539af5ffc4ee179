"""What of allauth has an address. Its passwords and further e-mail addresses have none here."""

from collections.abc import Callable

from allauth.account import views as account
from django.http.response import HttpResponseBase
from django.urls import include, path
from django.views.generic import RedirectView

from organisations.sessions import where_logged_in


def _leads_to(name: str) -> Callable[..., HttpResponseBase]:
    """For addresses that allauth looks up by name but that are other pages here."""
    return RedirectView.as_view(pattern_name=name, query_string=True)


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("login/code/", _leads_to("account_login"), name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", _leads_to("mfa_reauthenticate"), name="account_reauthenticate"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", where_logged_in, name="usersessions_list"),
]
