"""Verbs that write claims, invoices, payments in and demands; the package's public door."""

from repayments.actions.claims import propose_breach, propose_claim, propose_missing
from repayments.actions.credits import issue_credit_note
from repayments.actions.decisions import decide_claim, decide_own_figure
from repayments.actions.deliveries import Noted, note_receipt, put_out, put_out_again
from repayments.actions.details import fill_in_invoice_details, tell_invoice_details
from repayments.actions.dunning import (
    copy_steps,
    demand_payment,
    give_steps,
    hold_invoice,
    lift_hold,
)
from repayments.actions.hearings import (
    ABSTAINS,
    communicate_claim,
    save_answer,
    seen_of,
    send_answer,
)
from repayments.actions.incoming import IncomingReading, concerns_incoming, read_incoming
from repayments.actions.invoices import issue_invoice
from repayments.actions.payments import (
    handle_rest,
    name_reversed,
    put_back,
    settle_payment,
    take_back_settlement,
)
from repayments.actions.runs import finish_run, start_run, take_item

__all__ = [
    "ABSTAINS",
    "IncomingReading",
    "Noted",
    "communicate_claim",
    "concerns_incoming",
    "copy_steps",
    "decide_claim",
    "decide_own_figure",
    "demand_payment",
    "fill_in_invoice_details",
    "finish_run",
    "give_steps",
    "handle_rest",
    "hold_invoice",
    "issue_credit_note",
    "issue_invoice",
    "lift_hold",
    "name_reversed",
    "note_receipt",
    "propose_breach",
    "propose_claim",
    "propose_missing",
    "put_back",
    "put_out",
    "put_out_again",
    "read_incoming",
    "save_answer",
    "seen_of",
    "send_answer",
    "settle_payment",
    "start_run",
    "take_back_settlement",
    "take_item",
    "tell_invoice_details",
]
