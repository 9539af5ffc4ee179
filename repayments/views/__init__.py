"""The recipient's pages of a claim: what is proposed, and its answer."""

from repayments.views.hearing import autosave, check, hearing, send

__all__ = ["autosave", "check", "hearing", "send"]
