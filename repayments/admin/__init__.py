"""Claims, invoices, payments in and demands for staff; importing a module registers its pages."""

from repayments.admin import claims, credits, dunning, files, invoices, payments, runs

__all__ = ["claims", "credits", "dunning", "files", "invoices", "payments", "runs"]
