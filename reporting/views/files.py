"""Files of a report, to its own people and to staff; the signatory's lie beside her link."""

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.transitions import label_of
from correspondence import uploads
from correspondence.models import Document, Upload
from correspondence.views import as_download, as_file
from organisations.access import ActingFor, staff
from reporting.desk import at_desk
from reporting.views.common import desk_of
from requisitions.access import for_case

__all__ = ["file", "staff_file"]


@for_case(look_up=at_desk)
@never_cache
@require_safe
def file(
    request: HttpRequest, acting: ActingFor, round_key: str, upload_id: UUID
) -> HttpResponseBase:
    """A file of this report; one of another report does not exist here."""
    about = label_of(desk_of(acting).report)
    return as_file(get_object_or_404(uploads.of(about), pk=upload_id))


@staff()
@never_cache
@require_safe
def staff_file(request: HttpRequest, upload_id: UUID) -> HttpResponseBase:
    """A file that was sent in, as it was registered; before that, staff see nothing of it."""
    about = label_of(Upload(pk=upload_id))
    return as_download(get_object_or_404(Document, about=about, kind=uploads.ATTACHMENT))
