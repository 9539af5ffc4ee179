"""Page-shaped reads about repayment; the package's public door."""

from repayments.queries.claims import (
    claims_of,
    claims_to_decide,
    claims_to_invoice,
    reports_to_claim,
)
from repayments.queries.invoices import (
    INVOICE_DOCUMENT,
    invoice_of,
    invoices_without_document,
    missing_invoice_data,
)

__all__ = [
    "INVOICE_DOCUMENT",
    "claims_of",
    "claims_to_decide",
    "claims_to_invoice",
    "invoice_of",
    "invoices_without_document",
    "missing_invoice_data",
    "reports_to_claim",
]
