"""The letters about reports: each kind once, found by a question to the data."""

from correspondence.plan import LetterKind
from reporting.letters import approvals, submissions, unreported

__all__ = ["KINDS"]

KINDS = (
    LetterKind("report_opening", unreported.openings, unreported.reported_or_closed),
    LetterKind("report_reminder", unreported.reminders, unreported.reported_or_closed),
    LetterKind("approval_request", approvals.requests, approvals.decided, is_personal=True),
    LetterKind("approval_declined", approvals.declines, approvals.always_wanted),
    LetterKind("report_returned", submissions.returns, submissions.sent_in_again),
    LetterKind("report_receipt", submissions.receipts, submissions.always_wanted),
)
