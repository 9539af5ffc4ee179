"""Yttra er: what is proposed, the answer as it is written, and sending it in once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.errors import RuleViolated, StaleState
from core.fields import show_violations
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT, MAY_SUBMIT
from repayments import actions
from repayments.actions import ABSTAINS
from repayments.forms import AnswerForm
from repayments.models import Hearing
from repayments.states import ClaimStatus
from requisitions.access import for_case

__all__ = ["autosave", "check", "hearing", "send"]


@for_case(roles=MAY_EDIT)
@require_http_methods(["GET", "POST"])
def hearing(request: HttpRequest, acting: ActingFor, round_key: str, claim_id: int) -> HttpResponse:
    """What is proposed and why, with a place to answer. Every post keeps what was typed."""
    asked = _asked(acting, round_key, claim_id)
    if request.method == "GET" or not _may_answer(asked):
        return _page(request, acting, asked, AnswerForm(initial={"answer": asked.draft}))
    form = AnswerForm(request.POST)
    try:
        asked = actions.save_answer(
            asked, acting, text=form.typed(), seen=request.POST.get("seen"), at=clock.now()
        )
    except RuleViolated as refused:
        show_violations(form, refused)
        return _page(request, acting, _asked(acting, round_key, claim_id), form)
    except StaleState as stale:
        messages.info(request, str(stale))
        return _to("hearing", asked)
    if "save" in request.POST:
        messages.success(request, "Utkastet är sparat. Det är inte inskickat.")
        return _to("hearing", asked)
    if not form.is_valid():
        return _page(request, acting, asked, form)
    return _to("check", asked)


@for_case(roles=MAY_EDIT)
@require_POST
def autosave(
    request: HttpRequest, acting: ActingFor, round_key: str, claim_id: int
) -> HttpResponse:
    """Keep what is typed, for static/js/autosave.js: `{saved, seen}`, or 409 with a `message`."""
    asked = _asked(acting, round_key, claim_id)
    text, seen = AnswerForm(request.POST).typed(), request.POST.get("seen", "")
    try:
        saved = actions.save_answer(asked, acting, text=text, seen=seen, at=clock.now())
    except (RuleViolated, StaleState) as refused:
        return JsonResponse({"message": str(refused)}, status=409)
    return JsonResponse({"saved": f"{clock.now():%H:%M}", "seen": actions.seen_of(saved)})


@for_case(roles=MAY_EDIT)
@require_safe
def check(request: HttpRequest, acting: ActingFor, round_key: str, claim_id: int) -> HttpResponse:
    """Read through before sending in; `?avsta` to say that one does not want to answer."""
    asked = _asked(acting, round_key, claim_id)
    abstains = "avsta" in request.GET
    if not _may_answer(asked) or not (abstains or asked.draft.strip()):
        return _to("hearing", asked)
    context = {**_context(acting, asked), "abstains": abstains}
    context["text"] = ABSTAINS if abstains else asked.draft
    return render(request, "repayments/check.html", context)


@for_case(roles=MAY_SUBMIT)
@require_POST
def send(request: HttpRequest, acting: ActingFor, round_key: str, claim_id: int) -> HttpResponse:
    """Send in exactly what the check page showed. A second click shows what the first one sent."""
    asked = _asked(acting, round_key, claim_id)
    text = ABSTAINS if "abstains" in request.POST else asked.draft
    if _may_answer(asked) and request.POST.get("seen") != actions.seen_of(asked):
        messages.error(request, "Utkastet har ändrats. Läs igenom det igen och skicka in.")
        return _to("check", asked)
    try:
        actions.send_answer(asked, acting, text=text, at=clock.now())
    except RuleViolated as refused:
        messages.error(request, str(refused))
    except StaleState as stale:
        messages.info(request, str(stale))
    else:
        messages.success(request, "Vi har tagit emot ert yttrande. Ni får beslutet i ett brev.")
    return _to("hearing", asked)


def _asked(acting: ActingFor, round_key: str, claim_id: int) -> Hearing:
    """The hearing of a claim in this case; one of another case does not exist here."""
    return get_object_or_404(
        Hearing.objects.with_case(),
        claim=claim_id,
        claim__round__key=round_key,
        claim__recipient=acting.recipient,
        claim__organisation=acting.organisation,
    )


def _may_answer(asked: Hearing) -> bool:
    return asked.answered_at is None and asked.claim.status == ClaimStatus.COMMUNICATED


def _page(
    request: HttpRequest, acting: ActingFor, asked: Hearing, form: AnswerForm
) -> HttpResponse:
    context = {
        **_context(acting, asked),
        "form": form,
        "has_errors": form.is_bound and bool(form.errors),
        "may_answer": _may_answer(asked),
    }
    return render(request, "repayments/hearing.html", context)


def _context(acting: ActingFor, asked: Hearing) -> dict[str, object]:
    return {
        "acting": acting,
        "round": asked.claim.round,
        "claim": asked.claim,
        "hearing": asked,
        "seen": actions.seen_of(asked),
        "is_over": clock.today() > asked.answer_by,
        "may_submit": bool(acting.roles & MAY_SUBMIT),
        "local_copy": f"{acting.user.pk}:{asked.claim.case}:yttrande:{asked.claim_id}",
    }


def _to(name: str, asked: Hearing) -> HttpResponse:
    claim = asked.claim
    return redirect(
        f"repayments:{name}",
        round_key=claim.round.key,
        recipient_code=claim.recipient.code,
        claim_id=claim.pk,
    )
