"""What every page about a report begins with: whose it is, its head, its addresses."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from core import clock
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT, MAY_SUBMIT
from reporting import rules
from reporting.desk import Desk
from reporting.models import Report

__all__ = ["context_of", "desk_of", "url_of"]


def desk_of(acting: ActingFor) -> Desk:
    """Whoever acts for a recipient that has no report finds nothing here."""
    if not isinstance(acting, Desk):
        raise Http404
    return acting


def context_of(desk: Desk) -> dict[str, Any]:
    report = desk.report
    return {
        "report": report,
        "round": report.round,
        "acting": desk,
        "approval": desk.waiting(),
        "made": desk.made,
        "left": rules.submissions_left(report, made=desk.made),
        "is_draft": desk.is_draft,
        "is_late": clock.today() > report.last_on and not desk.made,
        "declined": desk.declined(),
        "returned": desk.returned(),
        "may_edit": bool(desk.roles & MAY_EDIT),
        "may_submit": bool(desk.roles & MAY_SUBMIT),
    }


def url_of(name: str, report: Report, **more: str) -> str:
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    return reverse(f"reporting:{name}", kwargs={**case, **more})
