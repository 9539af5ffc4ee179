"""Sessions: how long a log-in lasts, where one is logged in, and ending it somewhere else."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.forms import ManageUserSessionsForm
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django import forms
from django.contrib import auth
from django.http import HttpRequest, HttpResponse

from organisations.models import User

__all__ = [
    "FOR_OTHERS",
    "FOR_STAFF",
    "EndOfSession",
    "begin",
    "device",
    "end_all",
    "where_logged_in",
]

FOR_STAFF = timedelta(hours=8)
FOR_OTHERS = timedelta(hours=12)
ENDS_AT = "ends_at"
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def begin(request: HttpRequest, user: User) -> None:
    """From now a working day, however busy the session is: who steals it has it no longer."""
    lasts = FOR_STAFF if user.is_staff else FOR_OTHERS
    request.session[ENDS_AT] = time.time() + lasts.total_seconds()


class EndOfSession:
    """Logs out whose time is over; the page then sends her to the log-in, and back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ends_at = request.session.get(ENDS_AT)
        if ends_at is not None and time.time() >= ends_at:
            auth.logout(request)
        return self.get_response(request)


def end_all(user: User) -> None:
    """Wherever the person is logged in, she is out on her next request."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def device(user_agent: str) -> str:
    """ "Firefox på Windows", as people speak of it; the first word found says it."""
    browser = next((name for word, name in BROWSERS.items() if word in user_agent), "")
    system = next((name for word, name in SYSTEMS.items() if word in user_agent), "")
    return " på ".join(filter(None, (browser, system))) or "Okänd webbläsare"


class EndSessionsForm(ManageUserSessionsForm):  # type: ignore[misc]  # allauth ships no types
    """Ends the chosen one of one's own sessions; without a choice all but this one."""

    session = forms.ModelChoiceField(queryset=UserSession.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = UserSession.objects.filter(user=self.request.user)
        self.fields["session"].queryset = own

    def save(self, request: HttpRequest) -> None:
        chosen = self.cleaned_data["session"]
        if chosen:
            end_sessions(request, [chosen])
        else:
            super().save(request)


class WhereLoggedIn(ListUserSessionsView):  # type: ignore[misc]
    """The browsers that are logged in as this person, each with a way to end it."""

    form_class = EndSessionsForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = [(session, device(session.user_agent)) for session in context["sessions"]]
        return {**context, "rows": rows}


where_logged_in = WhereLoggedIn.as_view()
