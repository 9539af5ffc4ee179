"""How stored documents leave the portal. Who may have them is decided by the app that owns them."""

from django.http import FileResponse

from correspondence.models import Document

__all__ = ["as_download"]


def as_download(document: Document) -> FileResponse:
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
