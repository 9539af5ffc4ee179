"""The letters about reports: each kind once, found by a question to the data or by the plan."""

from correspondence.plan import LetterKind
from correspondence.planned import planned_kind
from reporting.letters import approvals, handling, submissions, unreported
from reporting.letters.matter import FIELDS

__all__ = ["KINDS"]

KINDS = (
    planned_kind(
        "report_opening",
        planned=unreported.OPENINGS,
        unwanted=unreported.reported_or_closed,
        label="Återrapporteringen är öppen, med länk och läsversion",
        fields=(*FIELDS, *unreported.FIELDS),
    ),
    planned_kind(
        "report_reminder",
        planned=unreported.REMINDERS,
        unwanted=unreported.reported_or_closed,
        label="Påminnelse om att återrapportera",
        fields=(*FIELDS, *unreported.FIELDS),
    ),
    planned_kind(
        "report_last_notice",
        planned=unreported.LAST_NOTICES,
        unwanted=unreported.reported_or_closed,
        label="Sista brevet före återkrav",
        fields=(*FIELDS, *unreported.FIELDS),
    ),
    LetterKind(
        "approval_request",
        approvals.requests,
        approvals.decided,
        is_personal=True,
        label="Begäran om godkännande",
    ),
    LetterKind(
        "approval_reminder",
        approvals.reminders,
        approvals.decided,
        is_personal=True,
        label="Påminnelse om godkännande",
        waits_for_morning=True,
    ),
    LetterKind(
        "approval_handed_over",
        approvals.handed_over,
        approvals.always_wanted,
        label="En ersättare godkänner",
    ),
    LetterKind(
        "approval_declined",
        approvals.declines,
        approvals.always_wanted,
        label="Godkännandet avböjdes",
        fields=(*FIELDS, approvals.COMMENT),
        must_say=frozenset({approvals.COMMENT.name}),
    ),
    LetterKind(
        "report_returned",
        submissions.returns,
        submissions.sent_in_again,
        label="Återrapporteringen lämnas tillbaka",
        fields=(*FIELDS, submissions.REASON),
        must_say=frozenset({submissions.REASON.name}),
    ),
    LetterKind(
        "report_receipt",
        submissions.receipts,
        submissions.always_wanted,
        label="Återrapporteringen har kommit in",
        fields=FIELDS,
    ),
    LetterKind(
        "extension_decided",
        handling.decisions,
        handling.always_wanted,
        label="Beslut om anstånd",
    ),
    LetterKind(
        "supplement_asked",
        handling.questions,
        handling.answered_or_withdrawn,
        label="Begäran om komplettering",
    ),
    LetterKind(
        "supplement_reminder",
        handling.reminders,
        handling.answered_or_withdrawn,
        label="Påminnelse om komplettering",
        waits_for_morning=True,
    ),
    LetterKind(
        "supplement_received",
        handling.answered,
        handling.always_wanted,
        label="Kompletteringen har kommit in",
    ),
    LetterKind(
        "supplement_withdrawn",
        handling.withdrawals,
        handling.always_wanted,
        label="Kompletteringen behövs inte",
    ),
    LetterKind(
        "submissions_raised",
        handling.raises,
        handling.always_wanted,
        label="Fler tillfällen att skicka in",
    ),
)
