"""Rekvirera: the page to fill in, kept as it is typed, by one or by several people."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import RuleViolated, StaleState
from core.fields import show_violations
from core.fingerprint import canonical_sha256
from core.kronor import grouped
from grants.models import Round
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT
from requisitions import actions, rules
from requisitions.access import for_case
from requisitions.forms import Answer, RequisitionForm
from requisitions.models import Requisition
from requisitions.queries import prefill_for, prefill_sources, requisition_of
from requisitions.views.case import frame_of, page, round_of, to

__all__ = ["autosave", "edit", "edit_page", "faultless"]


@for_case(roles=MAY_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Fill in. Every post keeps what was typed; a faultless one goes on to the check page.

    When somebody else has saved meanwhile, both versions are shown and one is chosen.
    """
    round_ = round_of(round_key)
    requisition = requisition_of(round_, acting.recipient)
    if requisition is not None and not requisition.may_be_changed:
        if request.method == "POST":
            messages.info(request, "Rekvisitionen är redan inskickad. Det du skrev är inte sparat.")
        return to("receipt", round_, acting)
    if request.method == "GET":
        form = _unbound(round_, acting, requisition)
        return edit_page(request, round_, acting, requisition, form)
    form = RequisitionForm(request.POST, frame_kr=frame_of(round_, acting))
    try:
        saved = actions.save_draft(
            round_, acting, typed=form.typed(), seen=request.POST.get("seen")
        )
    except RuleViolated as refused:
        return _not_saved(request, round_, acting, form, refused)
    if "save" in request.POST:
        messages.success(request, "Utkastet är sparat. Det är inte inskickat.")
        return to("edit", round_, acting)
    if faultless(form, round_):
        return to("check", round_, acting)
    return edit_page(request, round_, acting, saved, form)


@for_case(roles=MAY_EDIT)
@require_POST
def autosave(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Keep what is typed, for static/js/autosave.js: `{saved, seen}`, or 409 with a `message`."""
    round_ = round_of(round_key)
    form = RequisitionForm(request.POST, frame_kr=frame_of(round_, acting))
    try:
        draft = actions.save_draft(
            round_, acting, typed=form.typed(), seen=request.POST.get("seen", "")
        )
    except (RuleViolated, StaleState) as refused:
        return JsonResponse({"message": str(refused)}, status=409)
    return JsonResponse({"saved": f"{clock.now():%H:%M}", "seen": draft.draft_sha256})


def edit_page(
    request: HttpRequest,
    round_: Round,
    acting: ActingFor,
    requisition: Requisition | None,
    form: RequisitionForm,
    **more: Any,
) -> HttpResponse:
    """The page as it is after a look at the draft, or with what is wrong."""
    seen = requisition.draft_sha256 if requisition else canonical_sha256({})
    context = page(round_, acting, requisition, form=form, seen=seen, **more)
    context["has_errors"] = context["has_errors"] or bool(context.get("violations"))
    return render(request, "requisitions/edit.html", context)


def faultless(form: RequisitionForm, round_: Round) -> bool:
    """Run the form's and the domain's rules, and put every message at its field."""
    broken = []
    if form.is_valid():
        broken = rules.round_problems(round_, on=clock.today())
    if not form.declines and form.cleaned_data.get("amount_kr") is not None:
        amount_kr = form.cleaned_data["amount_kr"]
        broken += rules.amount_problems(amount_kr, frame_kr=form.frame_kr)
    show_violations(form, RuleViolated(*broken))
    return not form.errors


def _unbound(round_: Round, acting: ActingFor, requisition: Requisition | None) -> RequisitionForm:
    """The draft if there is one, else what last year and the register know already."""
    frame = frame_of(round_, acting)
    if requisition is not None and requisition.draft:
        return RequisitionForm(initial=_with_amount(requisition.draft, frame), frame_kr=frame)
    known = prefill_for(round_, acting)
    sources = prefill_sources(round_, acting)
    return RequisitionForm(initial=_with_amount(known, frame), sources=sources, frame_kr=frame)


def _with_amount(typed: Mapping[str, str], frame_kr: int) -> dict[str, str]:
    """The whole frame, until somebody asks for a part of it."""
    answer = typed.get("answer") or Answer.WHOLE
    amount = typed.get("amount_kr", "") if answer == Answer.PART else ""
    return {**typed, "answer": answer, "amount_kr": amount or grouped(frame_kr)}


def _not_saved(
    request: HttpRequest,
    round_: Round,
    acting: ActingFor,
    form: RequisitionForm,
    refused: RuleViolated,
) -> HttpResponse:
    """What was typed, beside what somebody else has saved meanwhile."""
    requisition = requisition_of(round_, acting.recipient)
    saved = requisition.draft if requisition else {}
    return edit_page(
        request,
        round_,
        acting,
        requisition,
        form,
        differences=_differences(form, saved),
        violations=[(str(refused), "")],
    )


def _differences(form: RequisitionForm, saved: Mapping[str, str]) -> list[dict[str, str]]:
    """The fields in which two versions of a draft differ, in words."""
    labels = dict(Answer.choices)
    return [
        {
            "label": str(form[name].label),
            "anchor": form[name].id_for_label or f"{form[name].auto_id}_0",
            "saved": labels.get(saved.get(name, ""), saved.get(name, "")),
            "mine": labels.get(mine, mine),
        }
        for name, mine in form.typed().items()
        if mine != saved.get(name, "")
    ]
