"""Fylla i: the form's pages, kept as they are typed, by one or by several people."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import RuleViolated, StaleState
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT
from reporting.desk import Desk, at_desk
from reporting.files import Received, receive, take_away
from reporting.filling.merging import ASKED, Clash, seen
from reporting.filling.pages import Kept, OpenPage, keep, open_page
from reporting.lost_pages import typed_on_lost_page
from reporting.models import Report
from reporting.questionnaire import Page
from reporting.questionnaire import answers as typed
from reporting.questionnaire.document import QuestionType
from reporting.questionnaire.page_form import label_of
from reporting.revisions import changes_since
from reporting.views.common import context_of, desk_of, saved_in_words, url_of
from reporting.views.logged_out import forget_typed, keeps_what_is_typed, typed_before_log_in
from requisitions.access import for_case

__all__ = ["autosave", "edit_page"]

FORM_CHANGED = (
    "Formuläret har ändrats medan ni skrev. Tryck på Spara och fortsätt, så visar vi vad som "
    "hände med det ni skrev."
)


@keeps_what_is_typed
@for_case(roles=MAY_EDIT, look_up=at_desk)
@require_http_methods(["GET", "POST"])
def edit_page(request: HttpRequest, acting: ActingFor, round_key: str, page: str) -> HttpResponse:
    """One page of the form. Every post is saved, right or wrong; only a faultless one goes on.

    Where somebody else has changed the same answer meanwhile, both versions are shown instead.
    """
    desk = desk_of(acting)
    if request.method == "GET":
        return _opened(request, desk, page)
    if not _has(desk, page):
        return _page_gone(request, desk, page)
    return _sent(request, desk, page)


@for_case(roles=MAY_EDIT, look_up=at_desk)
@require_POST
def autosave(request: HttpRequest, acting: ActingFor, round_key: str, page: str) -> HttpResponse:
    """Keep what is typed, for static/js/autosave.js: `{saved, seen}`, or 409 with a `message`."""
    desk = desk_of(acting)
    if not _has(desk, page):
        return _stopped(FORM_CHANGED)
    try:
        kept = keep(desk, page, request.POST, at=clock.now(), by_itself=True)
    except (RuleViolated, StaleState) as refused:
        return _stopped(str(refused))
    if kept.lost:
        return _stopped(FORM_CHANGED)
    if kept.merged.clashes:
        return _stopped(
            f"{_other(desk, kept)} har ändrat samma fråga som ni. Det ni skriver sparas inte av "
            "sig självt längre. Tryck på Spara och fortsätt, så får ni se båda och välja."
        )
    answer = {"saved": f"{clock.now():%H:%M}", "seen": seen(kept.sent.filled.answers())}
    if kept.merged.theirs:
        answer["note"] = (
            f"{_other(desk, kept)} har samtidigt ändrat annat på sidan. Ni ser det när ni öppnar "
            "sidan nästa gång."
        )
    return JsonResponse(answer)


def _opened(request: HttpRequest, desk: Desk, page: str) -> HttpResponse:
    if not desk.is_draft:
        return redirect(url_of("tasks", desk.report))
    if not _has(desk, page):
        raise Http404
    left = typed_before_log_in(request)
    if left is None:
        return _page(request, desk, open_page(desk, page, check="kontrollera" in request.GET))
    answers = open_page(desk, page, left).filled.answers()
    opened = open_page(desk, page, typed_over=answers)
    return _page(request, desk, opened, seen=left.get("seen", ""), is_left=True)


def _sent(request: HttpRequest, desk: Desk, page: str) -> HttpResponse:
    received = receive(
        desk.report,
        desk.report.revision.content.page(page),
        request.POST,
        request.FILES,
        by=desk.user,
        at=clock.now(),
    )
    try:
        kept = keep(desk, page, request.POST, at=clock.now(), received=received)
    except RuleViolated as refused:
        return _not_saved(request, desk, page, str(refused), received)
    except StaleState as stale:
        said = f"{stale} Det ni skrev står kvar här men är inte sparat."
        return _not_saved(request, desk, page, said, received)
    forget_typed(request)
    if kept.merged.clashes:
        return _choose(request, desk, kept)
    take_away(desk.report, request.POST, by=desk.user, at=clock.now())
    if received.refused:
        return _page(request, desk, kept.sent, lost=kept.lost)
    now = kept.sent if kept.is_as_sent else open_page(desk, page, check=True)
    moves_on = not now.filled.errors and not kept.sent.filled.is_reshaped
    if not kept.lost and (moves_on or "later" in request.POST or "back" in request.POST):
        return redirect(_onwards(request, desk, now))
    return _page(request, desk, now, lost=kept.lost, is_kept=True)


def _choose(request: HttpRequest, desk: Desk, kept: Kept) -> HttpResponse:
    """Both versions of what two people have changed; her own stands in the fields."""
    clashes, key = kept.merged.clashes, kept.sent.page.key
    mine = {**kept.merged.answers, **{clash.key: clash.mine for clash in clashes}}
    more = {
        "clashes": [_clash(clash, desk.report) for clash in clashes],
        "saved_by": _other(desk, kept),
        "is_asked_again": ASKED in request.POST.get("seen", ""),
        "seen": seen(kept.sent.filled.shown(), clashes),
    }
    return _page(request, desk, open_page(desk, key, typed_over=mine), **more)


def _not_saved(
    request: HttpRequest, desk: Desk, page: str, why: str, received: Received
) -> HttpResponse:
    opened = open_page(desk, page, request.POST, received=received)
    more = {"violations": [(why, "")], "seen": request.POST.get("seen", "")}
    return _page(request, desk, opened, **more)


def _page(request: HttpRequest, desk: Desk, opened: OpenPage, **more: Any) -> HttpResponse:
    """The page as it is opened, with what `more` there is to say."""
    report, filled, key = desk.report, opened.filled, opened.page.key
    reach = filled.reach_of(report.answers)
    context = context_of(desk) | {
        "drawn": opened.html(),
        "form": filled.form if filled.errors else None,
        "is_multipart": filled.is_multipart,
        "page": opened.page,
        "number": _number(opened.page, reach.pages),
        "pages": len(reach.pages),
        "saved": saved_in_words(report, key),
        "remark": desk.remarks.get(key),
        "seen": seen(filled.answers()),
        "autosave": url_of("autosave", report, page=key) if desk.is_draft else "",
        "local_copy": f"{desk.user.pk}:{report.case}:{key}",
        "has_errors": bool("violations" in more or filled.errors),
    }
    return render(request, "reporting/page.html", context | more)


def _page_gone(request: HttpRequest, desk: Desk, page: str) -> HttpResponse:
    """The form changed while she wrote, and lost the page: what she typed is shown, not lost."""
    said = typed_on_lost_page(desk.report, page, request.POST)
    if said is None:
        raise Http404
    context = context_of(desk) | {"typed": said, "changes": changes_since(desk.report)}
    return render(request, "reporting/page_gone.html", context, status=HTTPStatus.CONFLICT)


def _stopped(message: str) -> JsonResponse:
    return JsonResponse({"message": message}, status=HTTPStatus.CONFLICT)


def _has(desk: Desk, page: str) -> bool:
    return any(one.key == page for one in desk.report.revision.content.pages)


def _other(desk: Desk, kept: Kept) -> str:
    """Who saved the page meanwhile: somebody else, or she herself elsewhere."""
    return "Någon med ditt namn" if kept.saved_by == str(desk.user) else kept.saved_by


def _clash(clash: Clash, report: Report) -> dict[str, Any]:
    place = report.revision.content.by_key[clash.key]
    return {
        "key": clash.key,
        "label": label_of(place),
        "theirs": typed.text(place.field, clash.theirs),
        "mine": typed.text(place.field, clash.mine),
        "stored": clash.stored,
        "may_be_both": place.field.type is QuestionType.LONG_TEXT and clash.mine and clash.theirs,
    }


def _number(page: Page, pages: tuple[Page, ...]) -> int:
    """The page's place among those to go through; 0 for one that a jump has left out."""
    keys = [one.key for one in pages]
    return keys.index(page.key) + 1 if page.key in keys else 0


def _onwards(request: HttpRequest, desk: Desk, opened: OpenPage) -> str:
    """Where "Spara och fortsätt" and "Spara och gå till översikten" lead."""
    report, here = desk.report, opened.page
    if "later" in request.POST:
        return url_of("tasks", report)
    reach = opened.filled.reach_of(report.answers)
    if "back" in request.POST:
        before = reach.before(here)
        return url_of("page", report, page=before.key) if before else url_of("tasks", report)
    if "kontrollera" in request.GET:
        return url_of("check", report)
    after = reach.after(here)
    return url_of("page", report, page=after.key) if after else url_of("check", report)
