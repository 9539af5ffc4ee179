"""Återrapportera: the task list and the form's pages."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import RuleViolated, StaleState
from correspondence.queries import documents_of
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT
from reporting import actions
from reporting.desk import Desk, at_desk
from reporting.lost_pages import typed_on_lost_page
from reporting.models import Report
from reporting.questionnaire import (
    Page,
    PageState,
    page_states,
    reachable,
    unsettled_by_page,
)
from reporting.questionnaire.page_form import FilledPage, compiled_form, fill
from reporting.revisions import changes_since
from reporting.views.common import context_of, desk_of, url_of
from requisitions.access import for_case

__all__ = ["edit_page", "tasks"]

STATES = {
    PageState.INFORMATION: ("Läs", "neutral"),
    PageState.NOT_STARTED: ("Inte påbörjad", "neutral"),
    PageState.STARTED: ("Påbörjad", "info"),
    PageState.MUST_BE_CORRECTED: ("Måste rättas", "error"),
    PageState.READY: ("Klar", "success"),
}


@for_case(look_up=at_desk)
def tasks(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """The report's start: where it stands, and its pages with their states."""
    desk = desk_of(acting)
    report, facts = desk.report, desk.facts
    document = report.revision.content
    found = unsettled_by_page(document, report.answers, facts)
    states = page_states(document, report.answers, facts)
    pages = reachable(document, report.answers, facts).pages
    rows = [
        {
            "title": page.title,
            "url": url_of("page", report, page=page.key),
            "hint": _saved(report, page.key),
            **_state_in_words(states[page.key], faultless=not found[page.key]),
        }
        for page in pages
    ]
    asked = [page for page in pages if found[page.key] or states[page.key] == PageState.READY]
    ready = sum(states[page.key] == PageState.READY for page in asked)
    context = context_of(desk) | {
        "tasks": rows,
        "ready": ready,
        "asked": len(asked),
        "all_ready": not any(found.values()),
        "intro": document.intro,
        "changes": changes_since(report),
        "reading_copy": documents_of([report.case]).filter(kind="reading_copy").first(),
    }
    return render(request, "reporting/tasks.html", context)


@for_case(roles=MAY_EDIT, look_up=at_desk)
@require_http_methods(["GET", "POST"])
def edit_page(request: HttpRequest, acting: ActingFor, round_key: str, page: str) -> HttpResponse:
    """One page of the form. Every post is saved, right or wrong; only a faultless one goes on."""
    desk = desk_of(acting)
    report = desk.report
    if not desk.is_draft and request.method == "GET":
        return redirect(url_of("tasks", report))
    data = request.POST if request.method == "POST" else None
    before = reachable(report.revision.content, report.answers, desk.facts)
    try:
        shown = before.document.page(page)
    except KeyError:
        if data is None:
            raise Http404 from None
        return _page_gone(request, desk, page)
    compiled = compiled_form(report.revision.sha256, before.document).page(shown, before)
    filled = fill(
        shown,
        before,
        report.answers,
        desk.facts,
        data,
        possible=compiled.possible,
        check="kontrollera" in request.GET,
    )
    not_saved = _save(desk, filled, data) if data is not None else ""
    if data is not None and not not_saved:
        moves_on = not filled.errors and not filled.is_reshaped
        if moves_on or "later" in data or "back" in data:
            return redirect(_onwards(request, desk, filled))
    reach = filled.reach_of(report.answers)
    context = context_of(desk) | {
        "drawn": compiled.html(filled),
        "form": filled.form if filled.errors else None,
        "is_multipart": filled.is_multipart,
        "page": shown,
        "number": _number(shown, reach.pages),
        "pages": len(reach.pages),
        "saved": _saved(report, shown.key),
        "seen": report.pages.get(shown.key, {"at": ""})["at"],
        "violations": [(not_saved, "")] if not_saved else [],
        "has_errors": bool(not_saved or filled.errors),
    }
    return render(request, "reporting/page.html", context)


def _save(desk: Desk, filled: FilledPage, data: QueryDict) -> str:
    """Saves what was sent, right or wrong; returns why it could not be, or nothing."""
    try:
        actions.save_page(
            desk.report,
            desk,
            page=filled.page.key,
            answers=filled.answers(),
            at=clock.now(),
            seen=data.get("seen"),
        )
    except RuleViolated as refused:
        return str(refused)
    except StaleState as stale:
        return f"{stale} Det ni skrev står kvar här men är inte sparat."
    return ""


def _page_gone(request: HttpRequest, desk: Desk, page: str) -> HttpResponse:
    """The form changed while she wrote, and lost the page: what she typed is shown, not lost."""
    typed = typed_on_lost_page(desk.report, page, request.POST)
    if typed is None:
        raise Http404
    context = context_of(desk) | {"typed": typed, "changes": changes_since(desk.report)}
    return render(request, "reporting/page_gone.html", context, status=HTTPStatus.CONFLICT)


def _state_in_words(state: PageState, *, faultless: bool) -> dict[str, str]:
    if state == PageState.NOT_STARTED and faultless:
        return {"status": "Frivillig", "tone": "neutral"}
    status, tone = STATES[state]
    return {"status": status, "tone": tone}


def _number(page: Page, pages: tuple[Page, ...]) -> int:
    """The page's place among those to go through; 0 for one that a jump has left out."""
    keys = [one.key for one in pages]
    return keys.index(page.key) + 1 if page.key in keys else 0


def _onwards(request: HttpRequest, desk: Desk, filled: FilledPage) -> str:
    """Where "Spara och fortsätt" and "Spara och gå till översikten" lead."""
    report, here = desk.report, filled.page
    if "later" in request.POST:
        return url_of("tasks", report)
    reach = filled.reach_of(report.answers)
    if "back" in request.POST:
        before = reach.before(here)
        return url_of("page", report, page=before.key) if before else url_of("tasks", report)
    if "kontrollera" in request.GET:
        return url_of("check", report)
    after = reach.after(here)
    return url_of("page", report, page=after.key) if after else url_of("check", report)


def _saved(report: Report, page: str) -> str:
    log = report.pages.get(page)
    if not log:
        return ""
    day, time = log["at"][:10], log["at"][11:16]
    when = time if day == clock.today().isoformat() else f"{day} {time}"
    return f"Sparat {when} av {log['by']}"
