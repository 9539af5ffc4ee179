"""Saving a page of the draft: what everybody does most, in one statement.

The database is the truth: the draft is changed only if it still is one, and only if nobody else has
saved the page since its writer saw it. Only the report's row is locked, and only while the
statement runs, so that it can't deadlock with those who lock the round first
(reporting.actions.holding).
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from django.db import connection

from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT
from reporting.models import Report
from reporting.states import ReportStatus

__all__ = ["save_page"]

SAVE = f"""
    UPDATE {Report._meta.db_table}
    SET answers = answers || %(answers)s::jsonb,
        pages = pages || jsonb_build_object(%(page)s::text, %(saved)s::jsonb)
    WHERE id = %(report)s AND status = '{ReportStatus.DRAFT}' AND revision_id = %(revision)s
        AND (%(seen)s::text IS NULL OR coalesce(pages -> %(page)s ->> 'at', '') = %(seen)s)
    RETURNING answers, pages
"""  # noqa: S608 - the names are our own


def save_page(
    report: Report,
    acting: ActingFor,
    *,
    page: str,
    answers: Mapping[str, Any],
    at: datetime,
    seen: str | None = None,
    by_itself: bool = False,
) -> Report:
    """Keep a page's answers, right or wrong, in the draft; the other pages stay as they are.

    `seen` is when the page had been saved last as its writer saw it ("" for never); another time
    means that somebody else has saved it since, and raises RuleViolated instead of overwriting.
    `by_itself` says that nobody pressed a button. Raises NotAllowed for the role, StaleState when
    the report is not a draft any more or its form has just changed. Returns the report with the
    draft as it is now, what others have saved meanwhile included.
    """
    if not acting.roles & MAY_EDIT:
        raise NotAllowed("Din roll ger inte rätt att fylla i återrapporteringen.")
    log = _log(report, acting, page=page, answers=answers, at=at, by_itself=by_itself)
    values: dict[str, str | int | None] = {
        "answers": json.dumps(dict(answers)),
        "page": page,
        "saved": json.dumps(log),
        "report": report.pk,
        "revision": report.revision_id,
        "seen": seen,
    }
    with connection.cursor() as cursor:
        cursor.execute(SAVE, values)
        saved = cursor.fetchone()
    if saved is None:
        _refuse(Report.objects.get(pk=report.pk), page, seen)
    report.answers, report.pages = map(json.loads, saved)
    return report


def _log(
    report: Report,
    acting: ActingFor,
    *,
    page: str,
    answers: Mapping[str, Any],
    at: datetime,
    by_itself: bool,
) -> dict[str, Any]:
    """When and by whom the page was changed last; who saves it as it was has changed nothing.

    While a page has only been saved by itself, nobody has said that it is ready to be judged.
    """
    before = report.pages.get(page)
    is_same = before and all(report.answers.get(key) == answers[key] for key in answers)
    now = {"at": at.isoformat(), "by": str(acting.user), "who": acting.user.pk}
    log = dict(before) if is_same else now
    log.pop("by_itself", None)
    if by_itself and (before is None or "by_itself" in before):
        log["by_itself"] = True
    return log


def _refuse(report: Report, page: str, seen: str | None) -> NoReturn:
    """Say why nothing was saved, as it looks now."""
    if report.status != ReportStatus.DRAFT:
        status = report.get_status_display().lower()
        raise StaleState(f"Återrapporteringen är {status} och kan inte ändras nu.")
    saved = report.pages.get(page, {"at": "", "by": ""})
    if saved["at"] == seen:
        raise StaleState("Återrapporteringen ändrades just. Spara igen.")
    message = (
        f"{saved['by']} sparade sidan medan ni skrev. Det ni skrev står kvar här men är inte "
        "sparat. Spara igen om det ska ersätta det som är sparat."
    )
    raise RuleViolated(Violation("page_changed", None, message))
