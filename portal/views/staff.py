"""What staff may fetch outside the admin's own pages: the file of any registered document."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.errors import NotAllowed
from correspondence.models import Document
from correspondence.views import as_download
from organisations.access import person, staff, staff_roles
from requisitions.queries import may_open

__all__ = ["staff_document"]


@staff()
@never_cache
@require_safe
def staff_document(request: HttpRequest, document_id: str) -> HttpResponseBase:
    """The stored file of a document, whatever its case; a payment file only for those around it."""
    document = get_object_or_404(Document, pk=document_id)
    if not may_open(document, staff_roles(person(request))):
        raise NotAllowed("Bara ekonom, attestant och controller öppnar filen till banken.")
    return as_download(document)
