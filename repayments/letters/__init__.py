"""The letters of repayment: each module's kinds, joined for the letter plan."""

from repayments.letters import claims, credits, demands, details, invoices

__all__ = ["KINDS"]

KINDS = (*claims.KINDS, *details.KINDS, *invoices.KINDS, *credits.KINDS, *demands.KINDS)
