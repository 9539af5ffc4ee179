"""The letters of repayment: each module's kinds, joined for the letter plan."""

from repayments.letters import invoices

__all__ = ["KINDS"]

KINDS = (*invoices.KINDS,)
