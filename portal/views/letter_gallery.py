"""Alla brev: every letter of the portal as it looks, for staff; each one's HTML in a frame.

The frame's address is the only one whose styles stand in the page itself, as they must in mail. It
is therefore shut off from all else: no script, no form, no other origin, and only we may frame it.
"""

from functools import partial

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from correspondence.wording import SUBJECT_LENGTH
from organisations.admin_base import StaffSite
from portal.gallery.samples import Sample, Shelf
from portal.gallery.shelves import sample_named, shelves

__all__ = ["gallery_html_view", "gallery_view"]

ALONE = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}


@require_safe
def gallery_view(request: HttpRequest, site: StaffSite) -> HttpResponseBase:
    """By phase, or those in which the words of `q` are found."""
    with_frames = csp_update({"frame-src": ["'self'"]})
    return with_frames(partial(_gallery, site=site))(request)


def _gallery(request: HttpRequest, *, site: StaffSite) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    found = [shelf for shelf in (_having(one, words) for one in shelves()) if shelf.samples]
    context = {
        **site.each_context(request),
        "title": "Alla brev",
        "shelves": found,
        "total": sum(len(shelf.samples) for shelf in found),
        "words": words,
        "subject_length": SUBJECT_LENGTH,
    }
    return TemplateResponse(request, "admin/portal/letter_gallery.html", context)


@require_safe
def gallery_html_view(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of one letter, as a mail program gets it."""
    sample = sample_named(name)
    html = sample.written.body_html if sample else ""
    if not html:
        raise Http404
    return HttpResponse(html, headers=ALONE)


def _having(shelf: Shelf, words: str) -> Shelf:
    """The shelf with only the letters that have every word in them."""
    if not words:
        return shelf
    wanted = words.casefold().split()
    has = tuple(one for one in shelf.samples if all(w in _said(one) for w in wanted))
    return Shelf(shelf.key, shelf.title, has)


def _said(sample: Sample) -> str:
    written = sample.written
    parts = (sample.title, sample.when, sample.to, written.subject, written.body_text)
    return " ".join(parts).casefold()
