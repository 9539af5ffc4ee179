"""Bankgiro numbers: 7–8 digits, the last one a Luhn check digit."""

import re

from stdnum import luhn

__all__ = ["NotABankgiro", "compact", "printed"]


class NotABankgiro(ValueError):
    """The text is no bankgiro number; str() is the Swedish sentence to show."""


def compact(text: str) -> str:
    """Read a bankgiro number as typed ("5050-1055") and return its digits.

    Raises NotABankgiro with a sentence to show.
    """
    digits = re.sub(r"[\s\u00a0-]", "", text)
    if not re.fullmatch(r"[0-9]{7,8}", digits):
        raise NotABankgiro("Ett bankgironummer har 7 eller 8 siffror, till exempel 5050-1055.")
    if not luhn.is_valid(digits):
        raise NotABankgiro("Bankgironumret stämmer inte: kontrollera att alla siffror är rätt.")
    return digits


def printed(digits: str) -> str:
    """With the hyphen that people read: 50501055 → 5050-1055, 9912346 → 991-2346."""
    return f"{digits[:-4]}-{digits[-4:]}"
