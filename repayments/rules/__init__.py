"""What claims and invoices must fulfil. Pure: values in, violations out."""

from repayments.rules.claims import (
    LAST_REMINDER,
    Asked,
    Correction,
    answer_problems,
    breach_problems,
    claim_problems,
    correction,
    decision_problems,
    hearing_problems,
    missing_problems,
)
from repayments.rules.dunning import DueStep, hold_problems, interest, step_to_demand
from repayments.rules.invoices import (
    LABELS,
    Buyer,
    askable,
    buyer_problems,
    credit_note_number,
    credit_problems,
    due_on,
    invoice_number,
)
from repayments.rules.payments import (
    OpenInvoice,
    Paid,
    Suggestion,
    part_of,
    settlement_problems,
    suggestions,
)

__all__ = [
    "LABELS",
    "LAST_REMINDER",
    "Asked",
    "Buyer",
    "Correction",
    "DueStep",
    "OpenInvoice",
    "Paid",
    "Suggestion",
    "answer_problems",
    "askable",
    "breach_problems",
    "buyer_problems",
    "claim_problems",
    "correction",
    "credit_note_number",
    "credit_problems",
    "decision_problems",
    "due_on",
    "hearing_problems",
    "hold_problems",
    "interest",
    "invoice_number",
    "missing_problems",
    "part_of",
    "settlement_problems",
    "step_to_demand",
    "suggestions",
]
