"""What every page about a report begins with: whose it is, its head, its addresses."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse

from core import clock
from core.dates import day_and_year
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT, MAY_SUBMIT
from reporting import rules
from reporting.desk import Desk
from reporting.differences import differences
from reporting.models import Approval, Report, Submission
from reporting.versions import Version, kept_version

__all__ = ["context_of", "desk_of", "differs_since", "saved_in_words", "url_of"]


def desk_of(acting: ActingFor) -> Desk:
    """Whoever acts for a recipient that has no report finds nothing here."""
    if not isinstance(acting, Desk):
        raise Http404
    return acting


def context_of(desk: Desk) -> dict[str, Any]:
    report, waiting = desk.report, desk.waiting()
    return {
        "report": report,
        "round": report.round,
        "acting": desk,
        "approval": waiting,
        "link_over": bool(waiting and not _works(waiting)),
        "made": desk.made,
        "left": rules.submissions_left(report, made=desk.made),
        "is_draft": desk.is_draft,
        "is_late": clock.today() > report.last_on and not desk.made,
        "declined": desk.declined(),
        "returned": desk.returned(),
        "may_edit": bool(desk.roles & MAY_EDIT),
        "may_submit": bool(desk.roles & MAY_SUBMIT),
    }


def differs_since(latest: Submission | None, version: Version) -> dict[str, Any]:
    """What reporting/_differences.html shows: the submission before, and what differs from it."""
    if latest is None:
        return {"before": None, "differences": []}
    return {"before": latest, "differences": differences(kept_version(latest.approval), version)}


def saved_in_words(report: Report, page: str) -> str:
    """Who changed the page last, and when; "" for one that nobody has saved."""
    log = report.pages.get(page)
    if not log:
        return ""
    at = datetime.fromisoformat(log["at"])
    when = f"{at:%H:%M}" if at.date() == clock.today() else f"{day_and_year(at.date())} {at:%H:%M}"
    return f"Sparat {when} av {log['by']}"


def url_of(name: str, report: Report, **more: str) -> str:
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    return reverse(f"reporting:{name}", kwargs={**case, **more})


def _works(approval: Approval) -> bool:
    """Whether the signatory still gets in by her link."""
    return clock.now() <= approval.expires_at and approval.codes_left > 0
