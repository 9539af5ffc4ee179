"""The letters about requisitions and payments: each kind once, found by a question to the data or
by the plan.
"""

from correspondence.plan import LetterKind
from correspondence.planned import planned_kind
from correspondence.wording import FACTS
from requisitions.letters import answers, money, to_staff, unanswered
from requisitions.letters.matter import FIELDS, REASON

__all__ = ["KINDS"]

KINDS = (
    planned_kind(
        "requisition_opening",
        planned=unanswered.OPENINGS,
        unwanted=unanswered.answered_or_closed,
        label="Rekvisitionen är öppen, med länk",
        fields=(*FIELDS, *unanswered.FIELDS),
    ),
    planned_kind(
        "requisition_reminder",
        planned=unanswered.REMINDERS,
        unwanted=unanswered.answered_or_closed,
        label="Påminnelse om att rekvirera",
        fields=(*FIELDS, *unanswered.FIELDS),
    ),
    planned_kind(
        "requisition_list",
        planned=to_staff.LISTS,
        unwanted=to_staff.nobody_left,
        label="Till handläggarna: vilka som inte har rekvirerat",
    ),
    LetterKind(
        "requisition_receipt",
        answers.receipts,
        answers.always_wanted,
        label="Rekvisitionen har kommit in",
        fields=FIELDS,
    ),
    LetterKind(
        "requisition_declined",
        answers.declines,
        answers.no_longer_declined,
        label="Mottagaren avstår",
        fields=FIELDS,
    ),
    LetterKind(
        "requisition_returned",
        answers.returns,
        answers.answered_again,
        label="Rekvisitionen lämnas tillbaka",
        fields=(*FIELDS, REASON),
        must_say=frozenset({REASON.name}),
    ),
    LetterKind(
        "requisition_refused",
        answers.refusals,
        answers.no_longer_refused,
        label="Rekvisitionen avvisas",
        fields=(*FIELDS, REASON),
        must_say=frozenset({REASON.name}),
    ),
    LetterKind(
        "bankgiro_changed",
        money.new_accounts,
        money.taken_back,
        label="Nytt bankgiro",
    ),
    LetterKind(
        "payment_advice",
        money.advices,
        money.sent_back,
        label="Pengarna är utbetalda",
        fields=FIELDS,
        must_say=frozenset({FACTS}),
    ),
    LetterKind(
        "return_announced",
        money.announced_returns,
        money.arrived_or_withdrawn,
        label="Så betalar ni tillbaka",
        fields=FIELDS,
        must_say=frozenset({FACTS}),
    ),
)
