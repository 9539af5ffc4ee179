"""How stored files leave the portal. Who may have them is decided by the app that owns them."""

from collections.abc import Iterable
from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from core.dates import day_of
from core.errors import StaleState
from correspondence.models import Direction, Document, ScanStatus, Upload
from correspondence.sniffing import INLINE, PDF

__all__ = ["as_download", "as_file", "document_rows"]

NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
PDF_READER = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"
"""Browsers draw no PDF in a sandbox; they read it in one of their own."""


def as_download(document: Document) -> HttpResponseBase:
    """The stored file, never cached by others and never run in the page's context."""
    return _served(document)


def as_file(upload: Upload) -> HttpResponseBase:
    """A file that is handed in. Raises StaleState for one that the scanner hasn't let through."""
    if upload.scan == ScanStatus.WAITING:
        raise StaleState("Filen genomsöks fortfarande efter skadlig kod. Försök igen om en stund.")
    if upload.scan != ScanStatus.CLEAN:
        raise StaleState("Filen kan innehålla skadlig kod och går inte att öppna. Ta bort den.")
    return _served(upload)


def _served(stored: Document | Upload) -> HttpResponseBase:
    """PDF and images are shown, all else is saved to disk; whatever it is, nothing in it runs."""
    response = FileResponse(
        stored.file.open("rb"),
        as_attachment=stored.media_type not in INLINE,
        filename=stored.filename,
        content_type=stored.media_type,
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    is_pdf = stored.media_type == PDF.media_type
    response["Content-Security-Policy"] = PDF_READER if is_pdf else NOTHING_RUNS
    return response


def document_rows(documents: Iterable[Document]) -> list[dict[str, Any]]:
    """For components/document_list.html; what was only drawn up internally is left out.

    The address is the portal's, known here by its name only.
    """
    rows = []
    for one in documents:
        if one.direction == Direction.DRAWN_UP:
            continue
        round_key, recipient_code = one.case.split("/")
        address = {
            "round_key": round_key,
            "recipient_code": recipient_code,
            "document_id": one.pk,
        }
        rows.append(
            {
                "title": one.title,
                "url": reverse("portal:document", kwargs=address),
                "day": day_of(one.registered_at),
                "dnr": one.diarienummer,
                "size": one.size,
                "format": "XML" if one.media_type.endswith("xml") else "PDF",
            }
        )
    return rows
