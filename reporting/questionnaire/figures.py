"""Numbers with decimals: reading what people type, rounding, and writing what they read.

Whole kronor are core.kronor's; this is for everything else that is counted.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

from core import kronor
from reporting.questionnaire.document import Unit

LARGEST = 999_999_999_999
"""The largest amount or number that can be answered, either way from 0."""

LONGEST = 40
"""Characters: far more than any number of a form."""

PERCENT_DECIMALS = 1

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


def parse(text: str) -> Decimal | None:
    """Read a number as people write it: "1 234,5", "12.50", "−3"; None when it is none."""
    bare = _SPACES.sub("", text[:LONGEST]).replace("\N{MINUS SIGN}", "-")
    if len(text) > LONGEST or not _NUMBER.fullmatch(bare):
        return None
    return Decimal(bare.replace(",", "."))


def plain(number: Decimal) -> str:
    """The number as it is stored: "1234.5", "12", never with an exponent."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "+0") else text


def decimals_of(number: Decimal) -> int:
    """How many decimals it has, closing zeros apart."""
    return len(plain(number).partition(".")[2])


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Rounded half away from zero, as the schedules are."""
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def in_swedish(number: Decimal) -> str:
    """1234.5 → "1 234,5" with no-break spaces, minus as a real minus sign."""
    whole, _, fraction = f"{abs(number):f}".partition(".")
    written = kronor.grouped(int(whole)) + (f",{fraction}" if fraction else "")
    return f"\N{MINUS SIGN}{written}" if number < 0 else written


def with_measure(number: Decimal, measure: str) -> str:
    """ "2,5 årsarbetare", "13,1 %"; the bare number where nothing is said."""
    return f"{in_swedish(number)}{kronor.NBSP}{measure}" if measure else in_swedish(number)


def with_unit(number: Decimal, unit: Unit, measure: str = "") -> str:
    """A figure in its unit: whole kronor, per cent, or a number of something."""
    if unit == "kr":
        return kronor.with_unit(kronor.round_half_up(number))
    return with_measure(number, "%" if unit == "percent" else measure)
