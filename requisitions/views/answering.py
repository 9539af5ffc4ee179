"""Check and send in, decline, and change one's mind about either."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import RuleViolated, StaleState
from grants.models import Round
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT, MAY_SUBMIT
from requisitions import actions
from requisitions.access import for_case
from requisitions.forms import Answer, ConditionsForm, RequisitionForm
from requisitions.models import Requisition
from requisitions.queries import requisition_of
from requisitions.states import RequisitionStatus
from requisitions.views.case import frame_of, page, round_of, to
from requisitions.views.drafting import edit_page, faultless

__all__ = ["check", "decline", "reopen", "submit", "withdraw"]

CHANGED = "Utkastet har ändrats. Läs igenom det igen och skicka in."


@for_case(roles=MAY_EDIT)
def check(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Read through before sending in, or before saying no."""
    round_ = round_of(round_key)
    requisition = requisition_of(round_, acting.recipient)
    if requisition is None:
        return to("edit", round_, acting)
    if not requisition.may_be_changed:
        return to("receipt", round_, acting)
    return _check_page(request, round_, acting, requisition, ConditionsForm())


@for_case(roles=MAY_SUBMIT)
def submit(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Send in exactly what the check page showed. A second click shows the first one's receipt."""
    round_ = round_of(round_key)
    requisition = requisition_of(round_, acting.recipient)
    if requisition is None or request.method != "POST":
        return to("check", round_, acting)
    if not requisition.may_be_changed:
        return to("receipt", round_, acting)
    form = RequisitionForm(requisition.draft, frame_kr=frame_of(round_, acting))
    if not _as_seen(request, requisition) or form.declines or not form.is_valid():
        return to("check", round_, acting)
    conditions = ConditionsForm(request.POST)
    if not conditions.is_valid():
        return _check_page(request, round_, acting, requisition, conditions)
    values = form.values(conditions_accepted=True)
    try:
        actions.submit_requisition(requisition, acting, values=values, at=clock.now())
    except RuleViolated:
        return to("check", round_, acting)
    except StaleState:
        pass  # the other click got there first; its receipt is shown
    return to("receipt", round_, acting)


@for_case(roles=MAY_SUBMIT)
@require_POST
def decline(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Say no with the reason that the check page showed. A second click shows the first one's."""
    round_ = round_of(round_key)
    requisition = requisition_of(round_, acting.recipient)
    if requisition is None or not requisition.may_be_changed:
        return to("receipt", round_, acting)
    form = RequisitionForm(requisition.draft, frame_kr=frame_of(round_, acting))
    if not _as_seen(request, requisition) or not form.declines or not form.is_valid():
        return to("check", round_, acting)
    reason = form.cleaned_data["decline_reason"]
    try:
        actions.decline_requisition(round_, acting, reason=reason, at=clock.now())
    except RuleViolated:
        return to("check", round_, acting)
    except StaleState:
        pass  # somebody else has answered; the receipt says what
    return to("receipt", round_, acting)


@for_case(roles=MAY_SUBMIT)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Take back what was sent in, before it is approved: ask once, say what happens."""
    round_ = round_of(round_key)
    requisition = requisition_of(round_, acting.recipient)
    if requisition is None or requisition.status != RequisitionStatus.SUBMITTED:
        return to("receipt", round_, acting)
    if request.method == "GET":
        return render(request, "requisitions/withdraw.html", page(round_, acting, requisition))
    try:
        actions.withdraw_requisition(requisition, acting, at=clock.now())
    except (RuleViolated, StaleState) as refused:
        messages.error(request, str(refused))
        return to("receipt", round_, acting)
    messages.success(request, "Rekvisitionen är tillbakadragen och är ett utkast igen.")
    return to("edit", round_, acting)


@for_case(roles=MAY_SUBMIT)
@require_POST
def reopen(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Want the money after all. A second click finds the draft of the first one."""
    round_ = round_of(round_key)
    requisition = requisition_of(round_, acting.recipient)
    if requisition is None or requisition.status != RequisitionStatus.DECLINED:
        return to("receipt", round_, acting)
    try:
        draft = actions.reopen_requisition(requisition, acting, at=clock.now()).draft
        if draft:
            typed = {**draft, "answer": str(Answer.WHOLE)}  # the no is taken back
            actions.save_draft(round_, acting, typed=typed)
    except (RuleViolated, StaleState) as refused:
        messages.error(request, str(refused))
        return to("receipt", round_, acting)
    messages.success(request, "Ni kan rekvirera igen. Fyll i och skicka in.")
    return to("edit", round_, acting)


def _check_page(
    request: HttpRequest,
    round_: Round,
    acting: ActingFor,
    requisition: Requisition,
    conditions: ConditionsForm,
) -> HttpResponse:
    """What was filled in, with the button that sends it; or the form, when something is wrong."""
    filled_in = RequisitionForm(requisition.draft, frame_kr=frame_of(round_, acting))
    if not faultless(filled_in, round_):
        return edit_page(request, round_, acting, requisition, filled_in)
    context = page(
        round_,
        acting,
        requisition,
        form=conditions,
        filled_in=filled_in,
        values=filled_in.cleaned_data,
        seen=requisition.draft_sha256,
    )
    template = "decline" if filled_in.declines else "check"
    return render(request, f"requisitions/{template}.html", context)


def _as_seen(request: HttpRequest, requisition: Requisition) -> bool:
    """Whether the draft is still what the check page showed."""
    if request.POST.get("seen") == requisition.draft_sha256:
        return True
    messages.error(request, CHANGED)
    return False
