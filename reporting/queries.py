"""Page-shaped reads about reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.models import Event
from core.transitions import history
from organisations.models import Recipient
from reporting.models import Approval, Extension, Report, Submission, Supplement
from reporting.states import ApprovalStatus, ExtensionStatus, SupplementStatus

__all__ = [
    "Beside",
    "asked_extensions",
    "beside",
    "latest_declined",
    "latest_return",
    "latest_submission",
    "reports_of",
    "supplements_asked",
    "supplements_late",
    "supplements_to_read",
    "waiting_approval",
]


@dataclass(frozen=True)
class Beside:
    """What has been asked beside a report, by either side, oldest first."""

    supplements: list[Supplement]
    extensions: list[Extension]
    raised: Event | None

    @property
    def to_answer(self) -> list[Supplement]:
        """What waits for the recipient."""
        return [one for one in self.supplements if one.status == SupplementStatus.ASKED]

    @property
    def asked_extension(self) -> Extension | None:
        """What the recipient has asked for and staff have not decided."""
        asked = (one for one in self.extensions if one.status == ExtensionStatus.ASKED)
        return next(asked, None)

    @property
    def granted(self) -> Extension | None:
        """The extension that holds: the last one granted."""
        given = [one for one in self.extensions if one.status == ExtensionStatus.GRANTED]
        return given[-1] if given else None


def beside(report: Report) -> Beside:
    """For the report's task list (2 queries, 3 when it may be sent in more times)."""
    raised = history(report).filter(action="raise_submissions")
    return Beside(
        supplements=list(report.supplements.all()),
        extensions=list(report.extensions.all()),
        raised=raised.last() if report.extra_submissions else None,
    )


def supplements_asked(recipients: Iterable[Recipient]) -> dict[tuple[int, int], list[Supplement]]:
    """What waits for an answer, keyed on (round id, recipient id), first day first; one query."""
    rows = Supplement.objects.filter(
        status=SupplementStatus.ASKED, report__recipient__in=list(recipients)
    )
    found: dict[tuple[int, int], list[Supplement]] = {}
    for row in rows.select_related("report").order_by("answer_by", "id"):
        found.setdefault((row.report.round_id, row.report.recipient_id), []).append(row)
    return found


def supplements_to_read() -> int:
    """How many have been answered and wait for staff."""
    return Supplement.objects.filter(status=SupplementStatus.ANSWERED).count()


def supplements_late(*, on: date) -> int:
    """How many have not been answered though their last day has passed."""
    return Supplement.objects.filter(status=SupplementStatus.ASKED, answer_by__lt=on).count()


def asked_extensions() -> int:
    """How many wait to be decided."""
    return Extension.objects.filter(status=ExtensionStatus.ASKED).count()


def reports_of(recipients: list[Recipient]) -> dict[tuple[int, int], Report]:
    """All reports of these recipients, keyed on (round id, recipient id); one query.

    Each with `extended_at`: when an extension moved its last day, None if none has.
    """
    rows = Report.objects.filter(recipient__in=recipients).with_extension()
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
