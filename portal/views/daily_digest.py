"""Morgonbrevet: whether one gets it, and what the latest one said. Everybody's own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import clock
from organisations.access import person
from organisations.admin_base import StaffSite
from portal.digest.actions import choose_digest
from portal.digest.queries import wants_digest
from portal.models import Digest

__all__ = ["digest_view"]


@require_http_methods(["GET", "HEAD", "POST"])
def digest_view(request: HttpRequest, site: StaffSite) -> HttpResponse:
    """Yes or no (POST with wanted), and the latest digest (GET)."""
    if request.method == "POST":
        is_wanted = request.POST.get("wanted") == "ja"
        choose_digest(person(request), is_wanted=is_wanted, at=clock.now())
        said = (
            "Du får morgonbrevet från och med nästa arbetsdag."
            if is_wanted
            else ("Du får inte morgonbrevet längre.")
        )
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:daily_digest"))
    context = {
        **site.each_context(request),
        "title": "Morgonbrevet",
        "is_wanted": wants_digest(person(request)),
        "digest": Digest.objects.with_something().last(),
    }
    return TemplateResponse(request, "admin/portal/daily_digest.html", context)
