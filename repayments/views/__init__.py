"""The recipient's pages of a claim: the proposal, its answer, and what its invoice lacks."""

from repayments.views.details import details
from repayments.views.hearing import autosave, check, hearing, send

__all__ = ["autosave", "check", "details", "hearing", "send"]
