"""The letters about requisitions and payments: each kind once, found by a question to the data."""

from correspondence.plan import LetterKind
from requisitions.letters import answers, money, unanswered

__all__ = ["KINDS"]

KINDS = (
    LetterKind("requisition_opening", unanswered.openings, unanswered.answered_or_closed),
    LetterKind("requisition_reminder", unanswered.reminders, unanswered.answered_or_closed),
    LetterKind("requisition_receipt", answers.receipts, answers.always_wanted),
    LetterKind("requisition_declined", answers.declines, answers.no_longer_declined),
    LetterKind("requisition_returned", answers.returns, answers.answered_again),
    LetterKind("requisition_refused", answers.refusals, answers.no_longer_refused),
    LetterKind("bankgiro_changed", money.new_accounts, money.taken_back),
    LetterKind("payment_advice", money.advices, money.sent_back),
    LetterKind("return_announced", money.announced_returns, money.arrived_or_withdrawn),
)
