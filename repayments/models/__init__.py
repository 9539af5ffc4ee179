"""From unused krona to settled invoice: claims, invoices, payments in, and reminders to pay.

What was claimed, decided, invoiced, paid or demanded is content and never changes; what happens
later is rows of its own.
"""

from repayments.models.claims import Claim, ClaimDecision, ClaimQuerySet, Ground, Hearing, Outcome
from repayments.models.dunning import Demand, DunningStep, Hold, HoldReason, ReferenceRate
from repayments.models.invoices import (
    CreditNote,
    CreditNoteQuerySet,
    CreditNoteSeries,
    Delivery,
    DeliveryChannel,
    DeliveryStatus,
    Invoice,
    InvoiceDetail,
    InvoiceQuerySet,
    InvoiceSeries,
)
from repayments.models.payments import (
    BankReversal,
    IncomingFile,
    IncomingPayment,
    PaymentHandling,
    RestHandling,
    Settlement,
)
from repayments.models.runs import Run, RunItem, RunItemStatus

__all__ = [
    "BankReversal",
    "Claim",
    "ClaimDecision",
    "ClaimQuerySet",
    "CreditNote",
    "CreditNoteQuerySet",
    "CreditNoteSeries",
    "Delivery",
    "DeliveryChannel",
    "DeliveryStatus",
    "Demand",
    "DunningStep",
    "Ground",
    "Hearing",
    "Hold",
    "HoldReason",
    "IncomingFile",
    "IncomingPayment",
    "Invoice",
    "InvoiceDetail",
    "InvoiceQuerySet",
    "InvoiceSeries",
    "Outcome",
    "PaymentHandling",
    "ReferenceRate",
    "RestHandling",
    "Run",
    "RunItem",
    "RunItemStatus",
    "Settlement",
]
