"""How stored documents leave the portal. Who may have them is decided by the app that owns them."""

from collections.abc import Iterable
from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from core.dates import day_of
from correspondence.models import Direction, Document

__all__ = ["as_download", "document_rows"]


def as_download(document: Document) -> HttpResponseBase:
    """The stored file, never cached by others and never run in the page's context."""
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=False,
        filename=document.filename,
        content_type=document.media_type,
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
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
