"""Turns what the domain refuses into pages that say what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.errors import NotAllowed, StaleState

__all__ = ["DomainErrors", "NotKept", "OneDay"]


class DomainErrors:
    """NotAllowed becomes 403 and StaleState 409. RuleViolated is the form's to show."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            return render(request, "403.html", {"reason": str(exception)}, status=403)
        if isinstance(exception, StaleState):
            return render(request, "409.html", {"reason": str(exception)}, status=409)
        return None


class NotKept:
    """Pages of somebody who is logged in are not kept by any cache.

    So "back" after sending in shows how things are now, and after logging out the log-in page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response


class OneDay:
    """A request has one day throughout, also in a demo whose clock is moved meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with clock.read_once():
            return self.get_response(request)
