"""Komplettera: answer what staff have asked for beside the report, and what was answered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import NotAllowed, RuleViolated, StaleState
from core.fields import show_violations
from core.transitions import label_of
from correspondence import uploads
from correspondence.models import ScanStatus
from correspondence.uploads import Belongs
from correspondence.views import as_file, document_rows
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT, MAY_SUBMIT
from reporting import actions
from reporting.desk import Desk, at_desk
from reporting.handling_documents import supplement_document
from reporting.handling_forms import SupplementForm
from reporting.models import Supplement
from reporting.rules import round_problems
from reporting.states import SupplementStatus
from reporting.views.common import context_of, desk_of, url_of
from requisitions.access import for_case

__all__ = ["autosave_supplement", "supplement", "supplement_file"]


@for_case(look_up=at_desk)
@require_http_methods(["GET", "POST"])
def supplement(
    request: HttpRequest, acting: ActingFor, round_key: str, supplement_id: int
) -> HttpResponse:
    """Write, save, send in once; afterwards what was sent in.

    When somebody else has saved meanwhile, both texts are shown and nothing is overwritten.
    """
    desk = desk_of(acting)
    asked = _asked(desk, supplement_id)
    if request.method == "GET" or asked.status != SupplementStatus.ASKED:
        return _page(request, desk, asked, SupplementForm(initial={"text": asked.draft}))
    form = SupplementForm(request.POST)
    try:
        return _save_or_send(request, desk, asked, form)
    except StaleState:
        return redirect(_url(asked, desk))  # sent in or taken back; the page says which
    except RuleViolated as refused:
        show_violations(form, refused)
        fresh = _asked(desk, supplement_id)
        is_overtaken = any(one.code == "draft_changed" for one in refused.violations)
        return _page(request, desk, fresh, form, theirs=fresh.draft if is_overtaken else None)


@for_case(roles=MAY_EDIT, look_up=at_desk)
@require_POST
def autosave_supplement(
    request: HttpRequest, acting: ActingFor, round_key: str, supplement_id: int
) -> HttpResponse:
    """Keep what is typed, for static/js/autosave.js: `{saved, seen}`, or 409 with a `message`."""
    desk = desk_of(acting)
    try:
        saved = actions.save_supplement(
            _asked(desk, supplement_id),
            acting,
            text=SupplementForm(request.POST).typed,
            at=clock.now(),
            seen=request.POST.get("seen", ""),
        )
    except (RuleViolated, StaleState) as refused:
        return JsonResponse({"message": str(refused)}, status=409)
    return JsonResponse({"saved": f"{clock.now():%H:%M}", "seen": saved.draft_sha256})


@for_case(look_up=at_desk)
def supplement_file(
    request: HttpRequest, acting: ActingFor, round_key: str, supplement_id: int, upload_id: UUID
) -> HttpResponseBase:
    """One of the files of the answer, as it was handed in."""
    asked = _asked(desk_of(acting), supplement_id)
    return as_file(get_object_or_404(uploads.of(label_of(asked)), pk=upload_id))


def _save_or_send(
    request: HttpRequest, desk: Desk, asked: Supplement, form: SupplementForm
) -> HttpResponse:
    """Everything typed and chosen is kept before anything else; what is too long is not sent in."""
    sends = "send" in request.POST
    if sends and not desk.roles & MAY_SUBMIT:
        raise NotAllowed("Be ert ombud eller er representant att skicka in kompletteringen.")
    seen = request.POST.get("seen")
    saved = actions.save_supplement(asked, desk, text=form.typed, at=clock.now(), seen=seen)
    _keep_files(request, desk, saved, form)
    if not form.is_valid():
        return _page(request, desk, saved, form)
    if sends:
        actions.answer_supplement(saved, desk, text=form.typed, at=clock.now())
    elif "save" in request.POST:
        messages.success(request, "Svaret är sparat. Det är inte inskickat.")
    return redirect(_url(asked, desk))


def _keep_files(request: HttpRequest, desk: Desk, asked: Supplement, form: SupplementForm) -> None:
    """Takes what was chosen, and away what was asked to go; what is refused is said at the field.

    Not inside a transaction: the scanner is asked about each file.
    """
    about = label_of(asked)
    place = Belongs(desk.report.case, about)
    for chosen in request.FILES.getlist("files"):
        try:
            uploads.take(place, chosen, by=desk.user, at=clock.now(), field="attached")
        except RuleViolated as refused:
            show_violations(form, refused)
    if gone := request.POST.get("remove_file"):
        for upload in uploads.of(about):
            if str(upload.pk) == gone:
                uploads.remove(upload, by=desk.user, at=clock.now())


def _asked(desk: Desk, supplement_id: int) -> Supplement:
    rows = Supplement.objects.select_related("answered_by")
    return get_object_or_404(rows, pk=supplement_id, report=desk.report)


def _url(asked: Supplement, desk: Desk) -> str:
    return url_of("supplement", desk.report, supplement_id=str(asked.pk))


def _page(
    request: HttpRequest,
    desk: Desk,
    asked: Supplement,
    form: SupplementForm,
    *,
    theirs: str | None = None,
) -> HttpResponse:
    context: dict[str, Any] = context_of(desk) | {
        "supplement": asked,
        "form": form,
        "has_errors": form.is_bound and bool(form.errors),
        "theirs": theirs,
        "saved_by": asked.draft_saved.get("by", ""),
        "round_problems": round_problems(desk.report.round),
        "is_over": clock.today() > asked.answer_by,
        "local_copy": f"{desk.user.pk}:komplettering:{asked.pk}",
        "documents": _documents(asked),
        "files": _files(asked, desk),
    }
    return render(request, "reporting/supplement.html", context)


def _documents(asked: Supplement) -> list[dict[str, Any]]:
    """What came in as a stored document; made here if the worker has not come to it yet."""
    return document_rows([supplement_document(asked)]) if asked.answered_at else []


def _files(asked: Supplement, desk: Desk) -> list[dict[str, Any]]:
    """The files handed in so far, each with the address where it can be opened."""
    return [
        {
            "id": one.pk,
            "name": one.filename,
            "size": one.size,
            "scan": one.get_scan_display() if one.scan != ScanStatus.CLEAN else "",
            "url": url_of(
                "supplement_file",
                desk.report,
                supplement_id=str(asked.pk),
                upload_id=str(one.pk),
            ),
        }
        for one in uploads.of(label_of(asked))
    ]
