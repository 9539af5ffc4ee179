"""The allocation in force as files for everybody: open data, and the explanation to read or print.

They may be kept by caches for five minutes, and are asked for anew with their fingerprint: a
correction must not wait longer than that.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from allocations.documents import allocation_document, allocation_workbook
from allocations.queries import in_force
from core import clock
from core.errors import RuleViolated
from correspondence.models import Document
from correspondence.views import as_download
from grants.models import Round
from organisations.access import public
from portal.allocation_files import as_csv, as_json
from portal.allocation_versions import Version, versions
from portal.views.public import opened_round

__all__ = ["allocation_csv", "allocation_json", "allocation_pdf", "allocation_xlsx"]

for_everybody = cache_control(public=True, max_age=300)


@public
@require_safe
@for_everybody
@conditional_page
def allocation_csv(request: HttpRequest, round_key: str) -> HttpResponse:
    """Every recipient's frame, one row each."""
    round_ = opened_round(round_key)
    name = {"Content-Disposition": f'attachment; filename="fordelning-{round_.key}.csv"'}
    content = as_csv(_in_force(round_))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=name)


@public
@require_safe
@for_everybody
@conditional_page
def allocation_json(request: HttpRequest, round_key: str) -> JsonResponse:
    """The same with where it comes from and what it adds up to."""
    content = as_json(_in_force(opened_round(round_key)))
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})


@public
@require_safe
def allocation_pdf(request: HttpRequest, round_key: str) -> HttpResponseBase:
    """The allocation and how each amount is reckoned, to read and print."""
    return _stored(allocation_document, round_key)


@public
@require_safe
def allocation_xlsx(request: HttpRequest, round_key: str) -> HttpResponseBase:
    """The same as a workbook whose cells do the sums."""
    return _stored(allocation_workbook, round_key)


def _in_force(round_: Round) -> Version:
    for one in versions(round_):
        if one.allocation.is_in_force:
            one.allocation.round = round_
            return one
    raise Http404


def _stored(make: Callable[..., Document], round_key: str) -> HttpResponseBase:
    """The document, made now if nobody has asked for it before."""
    allocation = in_force(opened_round(round_key))
    if allocation is None:
        raise Http404
    try:
        response = as_download(make(allocation, at=clock.now()))
    except RuleViolated as refused:  # the key cannot be followed any more
        raise Http404 from refused
    response["Cache-Control"] = "public, max-age=300"
    return response
