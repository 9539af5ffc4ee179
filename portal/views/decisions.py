"""The government's decisions as they came, for everybody, once a round of theirs is open."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from correspondence.views import as_download
from grants.models import Round
from grants.queries import to_read
from organisations.access import public

__all__ = ["decision_original"]


@public
@require_safe
def decision_original(request: HttpRequest, round_key: str, document_id: str) -> HttpResponseBase:
    """The newest original of the round's decision, or of one that amends it.

    One that was replaced, and every other document, does not exist here.
    """
    round_ = get_object_or_404(Round.objects.opened().select_related("decision"), key=round_key)
    for _, document in to_read(round_.decision):
        if document is not None and document.pk == document_id:
            return as_download(document)
    raise Http404
