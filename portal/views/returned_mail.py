"""Where a mail server or a mail provider posts what came back. Its words are read as such, no more.

`Authorization: Bearer <BOUNCE_SECRET>`; a DSN (RFC 3464) or a JSON notice as the body. Posted
again, it changes nothing.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from core import clock
from correspondence.bounces.actions import keep_report
from organisations.access import by_shared_secret

__all__ = ["take"]

LARGEST = 1024 * 1024
"""Bytes of a post. A report that returns a whole letter with its PDF may be larger: cut it off."""


@by_shared_secret
@csrf_exempt  # the caller is no browser and has no session: the secret is what lets it in
def take(request: HttpRequest) -> JsonResponse:
    """{"letters": 1}: how many of our letters it was about. 404 for whoever has no secret."""
    if not settings.BOUNCE_SECRET or not _is_known(request):
        raise Http404
    if request.method != "POST":
        return JsonResponse({"error": "Use POST."}, status=405, headers={"Allow": "POST"})
    content = request.read(LARGEST + 1)
    if len(content) > LARGEST:
        return JsonResponse({"error": f"More than {LARGEST} bytes."}, status=413)
    return JsonResponse({"letters": keep_report(content, at=clock.now())})


def _is_known(request: HttpRequest) -> bool:
    shown = request.headers.get("Authorization", "")
    return constant_time_compare(shown, f"Bearer {settings.BOUNCE_SECRET}")
