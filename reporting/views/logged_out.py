"""What was typed on a page and sent after its writer had been logged out is kept for her return.

Most browsers keep it themselves (static/js/autosave.js); this is for those without JavaScript. The
text lies in the browser's own session, which log-in carries along, for the address that it was
sent to: she is asked to log in, comes back to the page, and finds it in the fields. It is not saved
before she, or somebody else with the right to that page, presses the button.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from core import clock

__all__ = ["forget_typed", "keeps_what_is_typed", "typed_before_log_in"]

KEY = "typed_while_logged_out"
LARGEST = 200_000
"""Characters as they are sent: a page of long texts, and no room for more."""

KEPT = timedelta(hours=2)

View = Callable[..., HttpResponseBase]


def keeps_what_is_typed(view: View) -> View:
    """Around the decorator that asks for log-in: keeps the post of who is not logged in."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            typed = request.POST.copy()
            typed.pop("csrfmiddlewaretoken", None)
            text = typed.urlencode()
            if len(text) <= LARGEST:
                at = clock.now().isoformat()
                request.session[KEY] = {"path": request.path, "typed": text, "at": at}
        return view(request, *args, **kwargs)

    return kept


def typed_before_log_in(request: HttpRequest) -> QueryDict | None:
    """What was sent to this address before log-in, if that was in the last two hours."""
    left: dict[str, str] | None = request.session.get(KEY)
    if left is None or left["path"] != request.path:
        return None
    is_old = clock.now() - datetime.fromisoformat(left["at"]) > KEPT
    return None if is_old else QueryDict(left["typed"])


def forget_typed(request: HttpRequest) -> None:
    """It is saved now, or thrown away."""
    if KEY in request.session:
        del request.session[KEY]
