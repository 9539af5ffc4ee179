"""Komplettera: answer what staff have asked for beside the report, and what was answered."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import NotAllowed, RuleViolated, StaleState
from core.fields import show_violations
from correspondence.views import document_rows
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

__all__ = ["autosave_supplement", "supplement"]


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


def _save_or_send(
    request: HttpRequest, desk: Desk, asked: Supplement, form: SupplementForm
) -> HttpResponse:
    """Everything typed is kept before anything else; what is too long is not sent in."""
    sends = "save" not in request.POST
    if sends and not desk.roles & MAY_SUBMIT:
        raise NotAllowed("Be ert ombud eller er representant att skicka in kompletteringen.")
    keep = actions.answer_supplement if sends and form.is_valid() else actions.save_supplement
    saved = keep(asked, desk, text=form.typed, at=clock.now(), seen=request.POST.get("seen"))
    if not form.is_valid():
        return _page(request, desk, saved, form)
    if not sends:
        messages.success(request, "Svaret är sparat. Det är inte inskickat.")
    return redirect(_url(asked, desk))


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
    }
    return render(request, "reporting/supplement.html", context)


def _documents(asked: Supplement) -> list[dict[str, Any]]:
    """What came in as a stored document; made here if the worker has not come to it yet."""
    return document_rows([supplement_document(asked)]) if asked.answered_at else []
