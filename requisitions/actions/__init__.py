"""Verbs that write requisitions, payments and returns; one transaction each.

Rows are locked in one order, round, batch, requisition, payment, so that nobody waits for each
other in a ring; who binds a round's money holds the round, so that sums are counted one by one.
"""

from requisitions.actions.bank import Reading, fail_by_hand, read_bank_reply, settle_by_hand
from requisitions.actions.batches import (
    attest_batch,
    dissolve_batch,
    mark_sent,
    prepare_batch,
    refuse_batch,
    replan_payment,
)
from requisitions.actions.calls import note_call
from requisitions.actions.decisions import (
    approve_requisition,
    confirm_account,
    reconsider_requisition,
    refuse_requisition,
    return_requisition,
    undo_approval,
)
from requisitions.actions.recipient import (
    decline_requisition,
    reopen_requisition,
    save_draft,
    submit_requisition,
    withdraw_requisition,
)
from requisitions.actions.returns import announce_return, register_return, withdraw_return

__all__ = [
    "Reading",
    "announce_return",
    "approve_requisition",
    "attest_batch",
    "confirm_account",
    "decline_requisition",
    "dissolve_batch",
    "fail_by_hand",
    "mark_sent",
    "note_call",
    "prepare_batch",
    "read_bank_reply",
    "reconsider_requisition",
    "refuse_batch",
    "refuse_requisition",
    "register_return",
    "reopen_requisition",
    "replan_payment",
    "return_requisition",
    "save_draft",
    "settle_by_hand",
    "submit_requisition",
    "undo_approval",
    "withdraw_requisition",
    "withdraw_return",
]
