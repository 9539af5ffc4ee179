"""Page-shaped reads about reports."""

from core.models import Event
from core.transitions import history
from organisations.models import Recipient
from reporting.models import Approval, Report, Submission
from reporting.states import ApprovalStatus

__all__ = [
    "latest_declined",
    "latest_return",
    "latest_submission",
    "reports_of",
    "waiting_approval",
]


def reports_of(recipients: list[Recipient]) -> dict[tuple[int, int], Report]:
    """All reports of these recipients, keyed on (round id, recipient id); one query."""
    rows = Report.objects.filter(recipient__in=recipients)
    return {(row.round_id, row.recipient_id): row for row in rows}


def waiting_approval(report: Report) -> Approval | None:
    """The approval that the signatory has before her, if any."""
    return report.approvals.filter(status=ApprovalStatus.WAITING).first()


def latest_declined(report: Report) -> Approval | None:
    """The last approval, when it was declined: its comment says what to change."""
    latest = report.approvals.order_by("requested_at").last()
    return latest if latest and latest.status == ApprovalStatus.DECLINED else None


def latest_return(report: Report) -> Event | None:
    """The event by which staff sent the report back, when that is the last thing that happened."""
    latest = history(report).exclude(to_status="").last()
    return latest if latest and latest.action == "reopen" and latest.reason else None


def latest_submission(report: Report) -> Submission | None:
    """The one that applies, with the approval that it came by; one query."""
    sent_in = report.submissions.select_related("revision", "approval__revision")
    return sent_in.order_by("number").last()
