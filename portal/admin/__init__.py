"""Staff pages that need every app: rounds with their counts, tables read in, the demo's clock."""

from portal.admin import allocation_proposals, demo_clock, letter_words, mailings, rounds

__all__ = ["allocation_proposals", "demo_clock", "letter_words", "mailings", "rounds"]
