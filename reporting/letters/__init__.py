"""The letters about reports: each kind once, found by a question to the data."""

from correspondence.plan import LetterKind
from reporting.letters import approvals, handling, submissions, unreported

__all__ = ["KINDS"]

KINDS = (
    LetterKind("report_opening", unreported.openings, unreported.reported_or_closed),
    LetterKind("report_reminder", unreported.reminders, unreported.reminder_not_wanted),
    LetterKind("approval_request", approvals.requests, approvals.decided, is_personal=True),
    LetterKind("approval_reminder", approvals.reminders, approvals.decided, is_personal=True),
    LetterKind("approval_handed_over", approvals.handed_over, approvals.always_wanted),
    LetterKind("approval_declined", approvals.declines, approvals.always_wanted),
    LetterKind("report_returned", submissions.returns, submissions.sent_in_again),
    LetterKind("report_receipt", submissions.receipts, submissions.always_wanted),
    LetterKind("extension_decided", handling.decisions, handling.always_wanted),
    LetterKind("supplement_asked", handling.questions, handling.answered_or_withdrawn),
    LetterKind("supplement_reminder", handling.reminders, handling.answered_or_withdrawn),
    LetterKind("supplement_received", handling.answered, handling.always_wanted),
    LetterKind("supplement_withdrawn", handling.withdrawals, handling.always_wanted),
    LetterKind("submissions_raised", handling.raises, handling.always_wanted),
)
