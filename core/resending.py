"""A post whose CSRF token is too old: what was typed is given back with a button to send it again.

A token grows old when its person logs in anew, in another tab for instance. Given back only to
somebody who is logged in, and only what a page of ours has sent: another site's form never comes
out with our button under it.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

__all__ = ["csrf_failure"]

LARGEST = 200_000
"""Characters of names and values together; what is larger is not given back."""

LONG = 80
"""Characters from which a value is a text that somebody may want to copy."""

NOT_TYPED = {"csrfmiddlewaretoken"}
SECRET = {"code", "password"}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, with the post in hidden fields where it may be sent again; files have to be chosen anew.

    Django's CSRF_FAILURE_VIEW; `reason` is for the log, not for people.
    """
    typed = _typed(request) if _is_own(request) else []
    context = {
        "typed": typed,
        "texts": [value for _, value in typed if len(value) > LONG and " " in value],
        "has_files": bool(typed and request.FILES),
        "address": request.get_full_path(),
    }
    return render(request, "403_csrf.html", context, status=HTTPStatus.FORBIDDEN)


def _is_own(request: HttpRequest) -> bool:
    """Whether somebody who is logged in has sent it from a page of this very site."""
    origin = f"{request.scheme}://{request.get_host()}"
    return request.user.is_authenticated and request.headers.get("Origin") == origin


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and value of each field; nothing when one is a secret or all of it is too large."""
    typed = [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_TYPED
    ]
    size = sum(len(name) + len(value) for name, value in typed)
    if size > LARGEST or SECRET & request.POST.keys():
        return []
    return typed
