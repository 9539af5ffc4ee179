"""From a filled-in draft to what is sent in: check answers, to the signatory, receipts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core import clock
from core.errors import RuleViolated, StaleState
from correspondence.views import document_rows
from organisations.access import ActingFor
from organisations.roles import MAY_SUBMIT
from reporting import actions
from reporting.desk import at_desk
from reporting.documents import submission_document
from reporting.drawn_answers import drawn_pages
from reporting.files import address_for_member
from reporting.models import Submission
from reporting.queries import latest_submission
from reporting.questionnaire import options_of, unsettled
from reporting.questionnaire.document import Place, QuestionType
from reporting.states import ReportStatus
from reporting.versions import draft_version, is_unchanged
from reporting.views.common import context_of, desk_of, differs_since, url_of
from requisitions.access import for_case

__all__ = ["check", "lock", "receipt", "reopen", "unlock"]


@for_case(look_up=at_desk)
def check(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """All answers on one page, with links to change them."""
    desk = desk_of(acting)
    report, facts = desk.report, desk.facts
    document = report.revision.content
    problems: list[tuple[str, str]] = []
    asked: list[tuple[str, str]] = []
    for one in unsettled(document, report.answers, facts):
        place = document.by_key[one.field or ""]
        link = f"{url_of('page', report, page=place.page.key)}?kontrollera=1"
        told = (one.message, f"{link}#{_anchor(place)}")
        (asked if place.rule else problems).append(told)
    is_draft = report.status == ReportStatus.DRAFT
    version = draft_version(report, facts)
    latest = latest_submission(report) if desk.made else None
    context = context_of(desk) | {
        "pages": [
            (page, url_of("page", report, page=page["key"]) + "?kontrollera=1" if is_draft else "")
            for page in drawn_pages(
                document, report.answers, facts, file_address=address_for_member(report)
            )
        ],
        "problems": problems,
        "asked": asked,
        "has_errors": bool(problems),
        "latest": latest,
        "unchanged": is_unchanged(version, latest),
        **differs_since(latest, version),
    }
    return render(request, "reporting/check.html", context)


@for_case(roles=MAY_SUBMIT, look_up=at_desk)
def lock(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """To the signatory. A second click finds it locked and shows the same page."""
    desk = desk_of(acting)
    report = desk.report
    if request.method != "POST":
        return redirect(url_of("check", report))
    try:
        actions.lock_for_approval(report, acting, at=clock.now())
    except RuleViolated as refused:
        if all(violation.field for violation in refused.violations):
            return redirect(url_of("check", report))
        for violation in refused.violations:
            messages.error(request, violation.message)
        return redirect(url_of("check", report))
    except StaleState:
        pass  # the other click got there first
    return redirect(url_of("tasks", report))


@for_case(roles=MAY_SUBMIT, look_up=at_desk)
def unlock(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Take it back from the signatory to change it."""
    desk = desk_of(acting)
    report = desk.report
    if report.status == ReportStatus.LOCKED and request.method == "POST":
        actions.unlock_report(report, acting, at=clock.now())
    return redirect(url_of("tasks", report))


@for_case(roles=MAY_SUBMIT, look_up=at_desk)
def reopen(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Change what was sent in; it applies until something new is sent in."""
    desk = desk_of(acting)
    report = desk.report
    if report.status == ReportStatus.SUBMITTED and request.method == "POST":
        try:
            actions.reopen_report(report, acting, at=clock.now())
        except RuleViolated as refused:
            messages.error(request, str(refused))
    return redirect(url_of("tasks", report))


@for_case(look_up=at_desk)
def receipt(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """What has been sent in, for ever: every submission with its document."""
    desk = desk_of(acting)
    report = desk.report
    submissions = list(report.submissions.select_related("revision", "approval"))
    if not submissions:
        return redirect(url_of("tasks", report))
    latest = submissions[-1]
    documents = [submission_document(one) for one in reversed(submissions)]
    pages = drawn_pages(
        latest.revision.content,
        latest.answers,
        latest.facts,
        file_address=address_for_member(report),
    )
    context = context_of(desk) | {
        "latest": latest,
        "documents": [
            row | {"note": _standing(one, submissions)}
            for one, row in zip(reversed(submissions), document_rows(documents), strict=True)
        ],
        "pages": [(page, "") for page in pages],
    }
    return render(request, "reporting/receipt.html", context)


def _standing(submission: Submission, submissions: list[Submission]) -> str:
    """Whether what was sent in still applies."""
    if submission is submissions[-1]:
        return "Denna gäller."
    return f"Ersatt av nummer {submission.number + 1}."


def _anchor(place: Place) -> str:
    """The id of a field's control, or of the first choice of a group."""
    is_choice = bool(options_of(place.field)) or place.field.type == QuestionType.SCALE
    return f"id_{place.key}_0" if is_choice else f"id_{place.key}"
