"""Återrapportera: the task list, from which everything about the report begins."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from correspondence.queries import documents_of
from organisations.access import ActingFor
from reporting.desk import Desk, at_desk
from reporting.models import Report
from reporting.queries import beside
from reporting.questionnaire import (
    Page,
    PageState,
    page_states,
    reachable,
    unsettled_by_page,
)
from reporting.revisions import changes_since
from reporting.views.common import context_of, desk_of, saved_in_words, url_of
from requisitions.access import for_case

__all__ = ["tasks"]

STATES = {
    PageState.INFORMATION: ("Läs", "neutral"),
    PageState.NOT_STARTED: ("Inte påbörjad", "neutral"),
    PageState.STARTED: ("Påbörjad", "info"),
    PageState.MUST_BE_CORRECTED: ("Måste rättas", "error"),
    PageState.READY: ("Klar", "success"),
}
DONE = frozenset({PageState.INFORMATION, PageState.READY})


@for_case(look_up=at_desk)
def tasks(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """The report's start: where it stands, and its pages with their states."""
    desk = desk_of(acting)
    report, facts = desk.report, desk.facts
    document = report.revision.content
    found = unsettled_by_page(document, report.answers, facts)
    states = _states(report, page_states(document, report.answers, facts))
    pages = reachable(document, report.answers, facts).pages
    rows = [
        {
            "title": page.title,
            "url": url_of("page", report, page=page.key),
            "hint": saved_in_words(report, page.key),
            "note": desk.remarks.get(page.key),
            **_state_in_words(
                states[page.key],
                faultless=not found[page.key],
                remarked=page.key in desk.unmended,
            ),
        }
        for page in pages
    ]
    asked = [page for page in pages if found[page.key] or states[page.key] == PageState.READY]
    ready = sum(states[page.key] == PageState.READY for page in asked)
    resumed = _page_to_resume(desk, pages, states) if any(found.values()) else None
    context = context_of(desk) | {
        "tasks": rows,
        "ready": ready,
        "asked": len(asked),
        "all_ready": not any(found.values()),
        "resumed": resumed,
        "resumed_url": url_of("page", report, page=resumed.key) if resumed else "",
        "intro": document.intro,
        "changes": changes_since(report),
        "beside": beside(report),
        "reading_copy": documents_of([report.case]).filter(kind="reading_copy").first(),
    }
    return render(request, "reporting/tasks.html", context)


def _states(report: Report, states: Mapping[str, PageState]) -> dict[str, PageState]:
    """What has only been saved while being typed is not called wrong before a button is pressed."""
    return {
        key: PageState.STARTED
        if state == PageState.MUST_BE_CORRECTED and "by_itself" in report.pages.get(key, {})
        else state
        for key, state in states.items()
    }


def _state_in_words(state: PageState, *, faultless: bool, remarked: bool) -> dict[str, str]:
    if remarked:
        return {"status": "Att rätta", "tone": "error"}
    if state == PageState.NOT_STARTED and faultless:
        return {"status": "Frivillig", "tone": "neutral"}
    status, tone = STATES[state]
    return {"status": status, "tone": tone}


def _page_to_resume(
    desk: Desk, pages: Sequence[Page], states: Mapping[str, PageState]
) -> Page | None:
    """Where she was: the page that she changed last (else anybody), or the next one if it is done.

    None before anything has been saved, and when there is nothing left after that page.
    """
    logs = {key: log for key, log in desk.report.pages.items() if key in states}
    own = {key: log for key, log in logs.items() if log.get("who") == desk.user.pk}
    latest = max(own or logs, key=lambda key: str(logs[key]["at"]), default=None)
    if latest is None:
        return None
    keys = [page.key for page in pages]
    here = keys.index(latest)
    return next((page for page in pages[here:] if states[page.key] not in DONE), None)
