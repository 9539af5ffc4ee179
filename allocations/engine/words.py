"""How the engine writes figures in Swedish: kr, rates, and values with their unit."""

from fractions import Fraction

from allocations.engine.values import Measured
from core.kronor import grouped, round_half_up, with_unit

ORE = 2
"""Decimals of a rate in a recipient's calculation."""

EXACT_RATE = 7
"""Decimals of a rate where the key is described: enough to come within a krona of any amount."""


def kr_words(kr: Fraction) -> str:
    """Rounded to whole kronor: "730 532 kr"; without its sign."""
    return with_unit(round_half_up(abs(kr)))


def rate_words(kr: Fraction, decimals: int = ORE) -> str:
    """ "86,61 kr"; whole kronor without decimals."""
    return f"{number_words(kr, decimals)}\N{NO-BREAK SPACE}kr"


def number_words(number: Fraction, decimals: int) -> str:
    """Not negative; rounded half up, with a decimal comma; a whole number as such."""
    if number.denominator == 1:
        return grouped(int(number))
    whole, part = divmod(round_half_up(number * 10**decimals), 10**decimals)
    return f"{grouped(whole)},{part:0{decimals}d}"


def plain_number(number: Fraction) -> str:
    """As many decimals as it has, four at most: a statistic's value, a limit, a share."""
    text = number_words(number, 4)
    return text.rstrip("0").rstrip(",") if "," in text else text


def value_words(value: Fraction, statistic: Measured) -> str:
    """ "50 295 invånare", "1 kommun"."""
    unit = statistic.unit_one if value == 1 and statistic.unit_one else statistic.unit
    return f"{plain_number(value)} {unit}"


def lower_first(label: str) -> str:
    """ "Fast del" → "fast del"; an abbreviation is left as it is: "RSS-del"."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
