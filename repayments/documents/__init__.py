"""The papers of repayment, each made once and stored."""

from repayments.documents.invoices import invoice_document

__all__ = ["invoice_document"]
