"""Claims, invoices, payments in and demands for staff; importing a module registers its pages."""

from repayments.admin import claims, credits, invoices, runs

__all__ = ["claims", "credits", "invoices", "runs"]
