"""Page-shaped reads about repayment; the package's public door."""

from repayments.queries.claims import (
    claims_of,
    claims_to_decide,
    claims_to_invoice,
    missing_reports,
    work_lists,
)
from repayments.queries.deliveries import (
    credits_to_put_out,
    invoices_of,
    invoices_to_put_out,
    rejected_documents,
    with_peppol_status,
)
from repayments.queries.dunning import invoices_past_due, still_demanded, to_enforce
from repayments.queries.invoices import (
    CREDIT_DOCUMENT,
    INVOICE_DOCUMENT,
    asked_details,
    credited_kr,
    credits_without_document,
    invoice_of,
    invoices_without_document,
    missing_invoice_data,
)
from repayments.queries.payments import (
    overpaid_invoices,
    payments_to_return,
    payments_to_settle,
    reversals_to_name,
    standing_settlements,
    suggested_for,
)
from repayments.queries.standing import (
    Standing,
    over_claimed,
    reports_to_claim,
    standing_of,
)

__all__ = [
    "CREDIT_DOCUMENT",
    "INVOICE_DOCUMENT",
    "Standing",
    "asked_details",
    "claims_of",
    "claims_to_decide",
    "claims_to_invoice",
    "credited_kr",
    "credits_to_put_out",
    "credits_without_document",
    "invoice_of",
    "invoices_of",
    "invoices_past_due",
    "invoices_to_put_out",
    "invoices_without_document",
    "missing_invoice_data",
    "missing_reports",
    "over_claimed",
    "overpaid_invoices",
    "payments_to_return",
    "payments_to_settle",
    "rejected_documents",
    "reports_to_claim",
    "reversals_to_name",
    "standing_of",
    "standing_settlements",
    "still_demanded",
    "suggested_for",
    "to_enforce",
    "with_peppol_status",
    "work_lists",
]
