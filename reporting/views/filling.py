"""Återrapportera: task list, the form's pages, check answers, to the signatory, receipts."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import RuleViolated, StaleState
from correspondence.queries import documents_of
from correspondence.views import document_rows
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT, MAY_SUBMIT
from reporting import actions, rules
from reporting.case_facts import case_facts
from reporting.documents import submission_document
from reporting.models import Report
from reporting.queries import latest_declined, latest_return, waiting_approval
from reporting.questionnaire import (
    FormDocument,
    Page,
    PageState,
    options_of,
    page_states,
    presentation,
    reachable,
    unsettled,
    unsettled_by_page,
)
from reporting.questionnaire.document import QuestionType
from reporting.questionnaire.page_form import page_form
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


@for_case()
def tasks(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """The report's start: where it stands, and its pages with their states."""
    report = _report(round_key, acting)
    document, facts = report.revision.content, case_facts(report)
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
    context = _context(report, acting) | {
        "tasks": rows,
        "ready": ready,
        "asked": len(asked),
        "all_ready": not any(found.values()),
        "intro": document.intro,
        "changes": changes_since(report),
        "reading_copy": documents_of([report.case]).filter(kind="reading_copy").first(),
    }
    return render(request, "reporting/tasks.html", context)


@for_case(roles=MAY_EDIT)
@require_http_methods(["GET", "POST"])
def edit_page(request: HttpRequest, acting: ActingFor, round_key: str, page: str) -> HttpResponse:
    """One page of the form. Every post is saved, right or wrong; only a faultless one goes on."""
    report = _report(round_key, acting)
    if report.status != ReportStatus.DRAFT and request.method == "GET":
        return redirect(_url("tasks", report))
    document, facts = report.revision.content, case_facts(report)
    try:
        shown = document.page(page)
    except KeyError:
        raise Http404 from None
    data = request.POST if request.method == "POST" else None
    form = page_form(
        document, shown, report.answers, facts, data, check="kontrollera" in request.GET
    )
    not_saved = ""
    if data is not None:
        try:
            report = actions.save_page(
                report,
                acting,
                page=page,
                answers=form.answers(),
                at=clock.now(),
                seen=data.get("seen"),
            )
        except RuleViolated as refused:
            not_saved = str(refused)
        except StaleState as stale:
            not_saved = f"{stale} Det ni skrev står kvar här men är inte sparat."
        moves_on = not form.errors and not form.is_reshaped
        if not not_saved and (moves_on or "later" in data or "back" in data):
            return redirect(_onwards(request, report, shown.key))
    reach = reachable(document, report.answers, facts)
    context = _context(report, acting) | {
        "form": form,
        "page": shown,
        "number": _number(shown, reach.pages),
        "pages": len(reach.pages),
        "saved": _saved(report, shown.key),
        "seen": report.pages.get(shown.key, {"at": ""})["at"],
        "violations": [(not_saved, "")] if not_saved else [],
        "has_errors": bool(not_saved)
        or (bool(form.errors) and (data is not None or "kontrollera" in request.GET)),
    }
    return render(request, "reporting/page.html", context)


@for_case()
def check(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """All answers on one page, with links to change them."""
    report = _report(round_key, acting)
    document, facts = report.revision.content, case_facts(report)
    found = unsettled(document, report.answers, facts)
    is_draft = report.status == ReportStatus.DRAFT
    context = _context(report, acting) | {
        "pages": [
            (page, _url("page", report, page=page.key) + "?kontrollera=1" if is_draft else "")
            for page in presentation(document, report.answers, facts)
        ],
        "problems": [
            (
                violation.message,
                _url("page", report, page=document.by_key[violation.field or ""].page.key)
                + f"?kontrollera=1#{_anchor(document, violation.field or '')}",
            )
            for violation in found
        ],
        "has_errors": bool(found),
        "may_submit": bool(acting.roles & MAY_SUBMIT),
    }
    return render(request, "reporting/check.html", context)


@for_case(roles=MAY_SUBMIT)
def lock(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """To the signatory. A second click finds it locked and shows the same page."""
    report = _report(round_key, acting)
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


@for_case(roles=MAY_SUBMIT)
def unlock(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Take it back from the signatory to change it."""
    report = _report(round_key, acting)
    if report.status == ReportStatus.LOCKED and request.method == "POST":
        actions.unlock_report(report, acting, at=clock.now())
    return redirect(_url("tasks", report))


@for_case(roles=MAY_SUBMIT)
def reopen(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Change what was sent in; it applies until something new is sent in."""
    report = _report(round_key, acting)
    if report.status == ReportStatus.SUBMITTED and request.method == "POST":
        try:
            actions.reopen_report(report, acting, at=clock.now())
        except RuleViolated as refused:
            messages.error(request, str(refused))
    return redirect(_url("tasks", report))


@for_case()
def receipt(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """What has been sent in, for ever: every submission with its document."""
    report = _report(round_key, acting)
    submissions = list(report.submissions.select_related("revision", "approval"))
    if not submissions:
        return redirect(_url("tasks", report))
    latest = submissions[-1]
    pages = presentation(latest.revision.content, latest.answers, latest.facts)
    context = _context(report, acting) | {
        "latest": latest,
        "documents": document_rows(submission_document(one) for one in reversed(submissions)),
        "pages": [(page, "") for page in pages],
    }
    return render(request, "reporting/receipt.html", context)


def _report(round_key: str, acting: ActingFor) -> Report:
    return get_object_or_404(
        Report.objects.with_case(), round__key=round_key, recipient=acting.recipient
    )


def _context(report: Report, acting: ActingFor) -> dict[str, Any]:
    made = report.submissions.count()
    return {
        "report": report,
        "round": report.round,
        "acting": acting,
        "approval": waiting_approval(report),
        "made": made,
        "left": rules.submissions_left(report.round, made=made),
        "is_draft": report.status == ReportStatus.DRAFT,
        "is_late": clock.today() > report.last_on and not made,
        **(_what_came_back(report) if report.status == ReportStatus.DRAFT else {}),
        "may_edit": bool(acting.roles & MAY_EDIT),
        "may_submit": bool(acting.roles & MAY_SUBMIT),
    }


def _what_came_back(report: Report) -> dict[str, Any]:
    """Why the report is a draft again: the signatory's comment, or what staff want mended."""
    returned = latest_return(report)
    return {"declined": latest_declined(report), "returned": returned}


def _state_in_words(state: PageState, *, faultless: bool) -> dict[str, str]:
    if state == PageState.NOT_STARTED and faultless:
        return {"status": "Frivillig", "tone": "neutral"}
    status, tone = STATES[state]
    return {"status": status, "tone": tone}


def _number(page: Page, pages: tuple[Page, ...]) -> int:
    """The page's place among those to go through; 0 for one that a jump has left out."""
    keys = [one.key for one in pages]
    return keys.index(page.key) + 1 if page.key in keys else 0


def _anchor(document: FormDocument, key: str) -> str:
    """The id of a field's control, or of the first choice of a group."""
    field = document.by_key[key].field
    is_choice = bool(options_of(field)) or field.type == QuestionType.SCALE
    return f"id_{key}_0" if is_choice else f"id_{key}"


def _url(name: str, report: Report, **more: str) -> str:
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    return reverse(f"reporting:{name}", kwargs={**case, **more})


def _onwards(request: HttpRequest, report: Report, page: str) -> str:
    """Where "Spara och fortsätt" and "Spara och gå till översikten" lead."""
    if "later" in request.POST:
        return _url("tasks", report)
    full = Report.objects.with_case().get(pk=report.pk)
    reach = reachable(full.revision.content, report.answers, case_facts(full))
    here = full.revision.content.page(page)
    if "back" in request.POST:
        before = reach.before(here)
        return _url("page", full, page=before.key) if before else _url("tasks", full)
    if "kontrollera" in request.GET:
        return _url("check", report)
    after = reach.after(here)
    return _url("page", full, page=after.key) if after else _url("check", full)


def _saved(report: Report, page: str) -> str:
    log = report.pages.get(page)
    if not log:
        return ""
    day, time = log["at"][:10], log["at"][11:16]
    when = time if day == clock.today().isoformat() else f"{day} {time}"
    return f"Sparat {when} av {log['by']}"
