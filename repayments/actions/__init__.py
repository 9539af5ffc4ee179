"""Verbs that write claims, invoices, payments in and demands; the package's public door."""

from repayments.actions.claims import decide_own_figure, propose_claim
from repayments.actions.invoices import issue_invoice

__all__ = ["decide_own_figure", "issue_invoice", "propose_claim"]
