"""Rekvirera: one page to fill in, one to check, one that says it has come in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from allocations.queries import frame_kr
from core import clock
from core.errors import RuleViolated, StaleState
from core.fields import show_violations
from core.fingerprint import canonical_sha256
from grants.models import Round
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT, MAY_START, MAY_SUBMIT
from requisitions import actions, rules
from requisitions.access import for_case
from requisitions.documents import requisition_document
from requisitions.forms import RequisitionForm, initial_values
from requisitions.models import Requisition
from requisitions.queries import requisition_of
from requisitions.states import RequisitionStatus

__all__ = ["check", "edit", "receipt", "submit"]


@for_case(roles=MAY_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Fill in. Every post keeps what was typed; a faultless one goes on to the check page."""
    round_ = _round(round_key)
    requisition = requisition_of(round_, acting.recipient)
    if requisition is not None and requisition.status != RequisitionStatus.DRAFT:
        if request.method == "POST":
            messages.info(request, "Rekvisitionen är redan inskickad. Det du skrev är inte sparat.")
        return _to("receipt", round_, acting)
    if request.method == "POST":
        form = RequisitionForm(request.POST)
        actions.save_draft(round_, acting, typed=form.typed())
        if "save" in request.POST:
            return _to("edit", round_, acting)
        if _faultless(form, round_, acting):
            return _to("check", round_, acting)
    else:
        form = RequisitionForm(initial=initial_values(acting, requisition))
    return render(request, "requisitions/edit.html", _page(round_, acting, requisition, form=form))


@for_case(roles=MAY_EDIT)
def check(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Read through before sending in."""
    round_ = _round(round_key)
    requisition = requisition_of(round_, acting.recipient)
    if requisition is None:
        return _to("edit", round_, acting)
    if requisition.status != RequisitionStatus.DRAFT:
        return _to("receipt", round_, acting)
    form = RequisitionForm(requisition.draft)
    if not _faultless(form, round_, acting):
        return render(
            request, "requisitions/edit.html", _page(round_, acting, requisition, form=form)
        )
    context = _page(round_, acting, requisition, form=form)
    context["values"] = form.values()
    context["seen"] = canonical_sha256(requisition.draft)
    context["may_submit"] = bool(acting.roles & MAY_SUBMIT)
    return render(request, "requisitions/check.html", context)


@for_case(roles=MAY_SUBMIT)
def submit(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Send in exactly what the check page showed. A second click shows the first one's receipt."""
    round_ = _round(round_key)
    requisition = requisition_of(round_, acting.recipient)
    if requisition is None or request.method != "POST":
        return _to("check", round_, acting)
    form = RequisitionForm(requisition.draft)
    if requisition.status == RequisitionStatus.DRAFT:
        if request.POST.get("seen") != canonical_sha256(requisition.draft):
            messages.error(request, "Utkastet har ändrats. Läs igenom det igen och skicka in.")
            return _to("check", round_, acting)
        if not form.is_valid():
            return _to("check", round_, acting)
    try:
        if requisition.status == RequisitionStatus.DRAFT:
            actions.submit_requisition(requisition, acting, values=form.values(), at=clock.now())
    except RuleViolated:
        return _to("check", round_, acting)
    except StaleState:
        pass  # the other click got there first; its receipt is shown
    return _to("receipt", round_, acting)


@for_case()
def receipt(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """What was sent in, when, and what happens next."""
    round_ = _round(round_key)
    requisition = requisition_of(round_, acting.recipient)
    if requisition is None or requisition.status == RequisitionStatus.DRAFT:
        return _to("edit", round_, acting)
    context = _page(round_, acting, requisition) | {
        "document": requisition_document(requisition),
        "planned_on": actions.planned_payment_day(requisition),
    }
    return render(request, "requisitions/receipt.html", context)


def _round(key: str) -> Round:
    rounds = Round.objects.select_related("grant", "decision")
    return get_object_or_404(rounds, key=key)


def _faultless(form: RequisitionForm, round_: Round, acting: ActingFor) -> bool:
    """Run the form's and the domain's rules, and put every message at its field."""
    if not form.is_valid():
        if "amount_kr" in form.cleaned_data:
            _show_amount_problems(form, round_, acting)
        return False
    frame = frame_kr(round_, acting.recipient) or 0
    broken = rules.problems(form.values(), round_=round_, frame_kr=frame, on=clock.today())
    show_violations(form, RuleViolated(*broken))
    return not broken


def _show_amount_problems(form: RequisitionForm, round_: Round, acting: ActingFor) -> None:
    frame = frame_kr(round_, acting.recipient) or 0
    broken = rules.amount_problems(form.cleaned_data["amount_kr"], frame_kr=frame)
    show_violations(form, RuleViolated(*broken))


def _page(
    round_: Round, acting: ActingFor, requisition: Requisition | None, **more: Any
) -> dict[str, Any]:
    form = more.get("form")
    return {
        "round": round_,
        "acting": acting,
        "requisition": requisition,
        "frame_kr": frame_kr(round_, acting.recipient),
        "round_problems": rules.round_problems(round_, on=clock.today()),
        "is_late": clock.today() > round_.requisition_last_on,
        "may_start": requisition is not None or bool(acting.roles & MAY_START),
        "has_errors": bool(form is not None and form.is_bound and form.errors),
        **more,
    }


def _to(name: str, round_: Round, acting: ActingFor) -> HttpResponse:
    return redirect(
        f"requisitions:{name}", round_key=round_.key, recipient_code=acting.recipient.code
    )
