"""Återrapportera: task list, the form's pages, check answers, to the signatory, receipts."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import RuleViolated, StaleState
from correspondence.queries import documents_of
from correspondence.views import document_rows
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT, MAY_SUBMIT
from reporting import actions, rules
from reporting.desk import Desk, at_desk
from reporting.documents import submission_document
from reporting.drawn_answers import drawn_pages
from reporting.lost_pages import typed_on_lost_page
from reporting.models import Report
from reporting.questionnaire import (
    Page,
    PageState,
    options_of,
    page_states,
    reachable,
    unsettled,
    unsettled_by_page,
)
from reporting.questionnaire.document import Place, QuestionType
from reporting.questionnaire.page_form import FilledPage, compiled_form, fill
from reporting.revisions import changes_since
from reporting.states import ReportStatus
from requisitions.access import for_case

__all__ = ["check", "edit_page", "lock", "receipt", "reopen", "tasks", "unlock"]

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
    desk = _desk(acting)
    report, facts = desk.report, desk.facts
    document = report.revision.content
    found = unsettled_by_page(document, report.answers, facts)
    states = page_states(document, report.answers, facts)
    pages = reachable(document, report.answers, facts).pages
    rows = [
        {
            "title": page.title,
            "url": _url("page", report, page=page.key),
            "hint": _saved(report, page.key),
            **_state_in_words(states[page.key], faultless=not found[page.key]),
        }
        for page in pages
    ]
    asked = [page for page in pages if found[page.key] or states[page.key] == PageState.READY]
    ready = sum(states[page.key] == PageState.READY for page in asked)
    context = _context(desk) | {
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
    desk = _desk(acting)
    report = desk.report
    if not desk.is_draft and request.method == "GET":
        return redirect(_url("tasks", report))
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
    context = _context(desk) | {
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


@for_case(look_up=at_desk)
def check(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """All answers on one page, with links to change them."""
    desk = _desk(acting)
    report, facts = desk.report, desk.facts
    document = report.revision.content
    problems: list[tuple[str, str]] = []
    asked: list[tuple[str, str]] = []
    for one in unsettled(document, report.answers, facts):
        place = document.by_key[one.field or ""]
        link = f"{_url('page', report, page=place.page.key)}?kontrollera=1"
        told = (one.message, f"{link}#{_anchor(place)}")
        (asked if place.rule else problems).append(told)
    is_draft = report.status == ReportStatus.DRAFT
    context = _context(desk) | {
        "pages": [
            (page, _url("page", report, page=page["key"]) + "?kontrollera=1" if is_draft else "")
            for page in drawn_pages(document, report.answers, facts)
        ],
        "problems": problems,
        "asked": asked,
        "has_errors": bool(problems),
        "may_submit": bool(acting.roles & MAY_SUBMIT),
    }
    return render(request, "reporting/check.html", context)


@for_case(roles=MAY_SUBMIT, look_up=at_desk)
def lock(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """To the signatory. A second click finds it locked and shows the same page."""
    desk = _desk(acting)
    report = desk.report
    if request.method != "POST":
        return redirect(_url("check", report))
    try:
        actions.lock_for_approval(report, acting, at=clock.now())
    except RuleViolated as refused:
        if all(violation.field for violation in refused.violations):
            return redirect(_url("check", report))
        for violation in refused.violations:
            messages.error(request, violation.message)
        return redirect(_url("check", report))
    except StaleState:
        pass  # the other click got there first
    return redirect(_url("tasks", report))


@for_case(roles=MAY_SUBMIT, look_up=at_desk)
def unlock(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Take it back from the signatory to change it."""
    desk = _desk(acting)
    report = desk.report
    if report.status == ReportStatus.LOCKED and request.method == "POST":
        actions.unlock_report(report, acting, at=clock.now())
    return redirect(_url("tasks", report))


@for_case(roles=MAY_SUBMIT, look_up=at_desk)
def reopen(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Change what was sent in; it applies until something new is sent in."""
    desk = _desk(acting)
    report = desk.report
    if report.status == ReportStatus.SUBMITTED and request.method == "POST":
        try:
            actions.reopen_report(report, acting, at=clock.now())
        except RuleViolated as refused:
            messages.error(request, str(refused))
    return redirect(_url("tasks", report))


@for_case(look_up=at_desk)
def receipt(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """What has been sent in, for ever: every submission with its document."""
    desk = _desk(acting)
    report = desk.report
    submissions = list(report.submissions.select_related("revision", "approval"))
    if not submissions:
        return redirect(_url("tasks", report))
    latest = submissions[-1]
    pages = drawn_pages(latest.revision.content, latest.answers, latest.facts)
    context = _context(desk) | {
        "latest": latest,
        "documents": document_rows(submission_document(one) for one in reversed(submissions)),
        "pages": [(page, "") for page in pages],
    }
    return render(request, "reporting/receipt.html", context)


def _page_gone(request: HttpRequest, desk: Desk, page: str) -> HttpResponse:
    """The form changed while she wrote, and lost the page: what she typed is shown, not lost."""
    typed = typed_on_lost_page(desk.report, page, request.POST)
    if typed is None:
        raise Http404
    context = _context(desk) | {"typed": typed, "changes": changes_since(desk.report)}
    return render(request, "reporting/page_gone.html", context, status=HTTPStatus.CONFLICT)


def _desk(acting: ActingFor) -> Desk:
    """Whoever acts for a recipient that has no report finds nothing here."""
    if not isinstance(acting, Desk):
        raise Http404
    return acting


def _context(desk: Desk) -> dict[str, Any]:
    report = desk.report
    return {
        "report": report,
        "round": report.round,
        "acting": desk,
        "approval": desk.waiting(),
        "made": desk.made,
        "left": rules.submissions_left(report.round, made=desk.made),
        "is_draft": desk.is_draft,
        "is_late": clock.today() > report.last_on and not desk.made,
        "declined": desk.declined(),
        "returned": desk.returned(),
        "may_edit": bool(desk.roles & MAY_EDIT),
        "may_submit": bool(desk.roles & MAY_SUBMIT),
    }


def _state_in_words(state: PageState, *, faultless: bool) -> dict[str, str]:
    if state == PageState.NOT_STARTED and faultless:
        return {"status": "Frivillig", "tone": "neutral"}
    status, tone = STATES[state]
    return {"status": status, "tone": tone}


def _number(page: Page, pages: tuple[Page, ...]) -> int:
    """The page's place among those to go through; 0 for one that a jump has left out."""
    keys = [one.key for one in pages]
    return keys.index(page.key) + 1 if page.key in keys else 0


def _anchor(place: Place) -> str:
    """The id of a field's control, or of the first choice of a group."""
    is_choice = bool(options_of(place.field)) or place.field.type == QuestionType.SCALE
    return f"id_{place.key}_0" if is_choice else f"id_{place.key}"


def _url(name: str, report: Report, **more: str) -> str:
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    return reverse(f"reporting:{name}", kwargs={**case, **more})


def _onwards(request: HttpRequest, desk: Desk, filled: FilledPage) -> str:
    """Where "Spara och fortsätt" and "Spara och gå till översikten" lead."""
    report, here = desk.report, filled.page
    if "later" in request.POST:
        return _url("tasks", report)
    reach = filled.reach_of(report.answers)
    if "back" in request.POST:
        before = reach.before(here)
        return _url("page", report, page=before.key) if before else _url("tasks", report)
    if "kontrollera" in request.GET:
        return _url("check", report)
    after = reach.after(here)
    return _url("page", report, page=after.key) if after else _url("check", report)


def _saved(report: Report, page: str) -> str:
    log = report.pages.get(page)
    if not log:
        return ""
    day, time = log["at"][:10], log["at"][11:16]
    when = time if day == clock.today().isoformat() else f"{day} {time}"
    return f"Sparat {when} av {log['by']}"
