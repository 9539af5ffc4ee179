"""Whole kronor: reading what people type, and writing what they read. All rounding is here.

Amounts are `int` in whole kronor everywhere; names end in `_kr`.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

LONGEST = 20
"""Characters: far more than any amount that the state hands out."""

NBSP = "\N{NO-BREAK SPACE}"

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]")
_GROUPED_BY_DOTS = re.compile(r"^[+-]?\d{1,3}(\.\d{3})+$")
_WHOLE = re.compile(r"^[+-]?\d+$")
_WITH_ORE = re.compile(r"^[+-]?[\d.]*\d[,.]\d{1,2}$")


class NotWholeKronor(ValueError):
    """The text can't be read as whole kronor; str() is the Swedish sentence to show."""


def parse_kronor(text: str) -> int:
    """Read an amount as people write it: "1 481 482", "1.481.482", "1481482 kr".

    Returns whole kronor (may be negative). Raises NotWholeKronor with a sentence to show.
    """
    bare = _SPACES.sub("", text)
    if len(bare) > LONGEST:
        raise NotWholeKronor("Beloppet är för långt. Skriv det i hela kronor.")
    bare = re.sub(r"(?i)(kr|kronor|sek|:-|,-)$", "", bare).replace("\N{MINUS SIGN}", "-")
    if _GROUPED_BY_DOTS.match(bare):
        bare = bare.replace(".", "")
    if _WHOLE.match(bare) and bare.lstrip("+-").isascii():
        return int(bare)
    if _WITH_ORE.match(bare):
        raise NotWholeKronor("Skriv beloppet utan ören, till exempel 1 481 482.")
    raise NotWholeKronor("Skriv beloppet i hela kronor med siffror, till exempel 1 481 482.")


def grouped(kr: int) -> str:
    """1481482 → "1 481 482" with no-break spaces, minus as a real minus sign."""
    digits = f"{abs(kr):,}".replace(",", NBSP)
    return f"\N{MINUS SIGN}{digits}" if kr < 0 else digits


def with_unit(kr: int) -> str:
    """1481482 → "1 481 482 kr"."""
    return f"{grouped(kr)}{NBSP}kr"


def round_half_up(value: Decimal | Fraction) -> int:
    """Round to whole kronor, half a krona away from zero, as the decided schedules do."""
    if isinstance(value, Decimal):
        return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    nearest = floor(abs(value) + Fraction(1, 2))
    return -nearest if value < 0 else nearest


def percent(part_kr: int, whole_kr: int) -> Decimal:
    """Share in per cent with one decimal (211 111 of 1 611 111 → 13.1); 0 when the whole is 0."""
    if whole_kr == 0:
        return Decimal("0.0")
    share = Decimal(part_kr) * 100 / Decimal(whole_kr)
    return share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def kronor_and_ore(amount: Decimal) -> str:
    """1 234,50 kr, for money that came in; whole kronor without öre."""
    if amount == int(amount):
        return with_unit(int(amount))
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    kr, ore = divmod(abs(amount), 1)
    return f"{sign}{grouped(int(kr))},{int(ore * 100):02d}{NBSP}kr"
