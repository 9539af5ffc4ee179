"""What requisitions, payments and returns must fulfil. Pure: values in, violations out."""

from requisitions.rules.approval import Approvable, approval_problems
from requisitions.rules.bank import LONGEST_REASON, Effect, Said, effect_of, said_by
from requisitions.rules.batches import (
    attest_problems,
    bank_day_problems,
    batch_problems,
    message_to_recipient,
    planned_payment_day,
)
from requisitions.rules.deviations import CaseFacts, Deviation, deviations, is_new_account
from requisitions.rules.requisition import (
    RequisitionValues,
    amount_problems,
    counts_as_late,
    problems,
    round_problems,
)
from requisitions.rules.returns import arrival_problems, return_ocr, return_problems

__all__ = [
    "LONGEST_REASON",
    "Approvable",
    "CaseFacts",
    "Deviation",
    "Effect",
    "RequisitionValues",
    "Said",
    "amount_problems",
    "approval_problems",
    "arrival_problems",
    "attest_problems",
    "bank_day_problems",
    "batch_problems",
    "counts_as_late",
    "deviations",
    "effect_of",
    "is_new_account",
    "message_to_recipient",
    "planned_payment_day",
    "problems",
    "return_ocr",
    "return_problems",
    "round_problems",
    "said_by",
]
