"""The papers of repayment, each made once and stored."""

from repayments.documents.claims import answer_document, decision_document, hearing_document
from repayments.documents.credits import credit_document
from repayments.documents.demands import demand_document
from repayments.documents.invoices import invoice_document
from repayments.documents.xml import file_name, peppol_document

__all__ = [
    "answer_document",
    "credit_document",
    "decision_document",
    "demand_document",
    "file_name",
    "hearing_document",
    "invoice_document",
    "peppol_document",
]
