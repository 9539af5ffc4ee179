"""One figure of a statistic: a cell's text, read as a decimal number or refused."""

import re
from decimal import Decimal

from core.sheets.cells import BadCell, refuse_what_is_no_text, shortened

__all__ = ["figure_in", "is_figure"]

SPACES = re.compile(r"\s")
PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
NOT_KNOWN = frozenset({"", "..", ".", "-", "–", "…"})

MOST_DIGITS, MOST_DECIMALS = 12, 4
"""As the column in the database holds."""


def is_figure(text: str) -> bool:
    """Whether a tidy cell looks like a number, or says that there is none."""
    return text in NOT_KNOWN or bool(PLAIN.fullmatch(SPACES.sub("", text).lstrip("-\u2212")))


def figure_in(text: str) -> Decimal:
    """The number of a tidy cell: "50 323", "12,5". Raises BadCell.

    A lone point or comma before exactly three digits may be either mark, and is refused.
    """
    if text in NOT_KNOWN:
        raise BadCell("Värdet saknas. Fyll i det, eller hämta en tabell som har det.")
    refuse_what_is_no_text(text)
    bare = SPACES.sub("", text)
    if bare[0] in "-\u2212":
        raise BadCell("Värdet är mindre än noll. Skriv 0 eller mer.")
    if GROUPED.fullmatch(bare):
        raise BadCell(
            f"”{shortened(text)}” kan betyda två saker. Skriv värdet utan punkt eller komma "
            "mellan tusental."
        )
    if not PLAIN.fullmatch(bare) or not bare.isascii():
        raise BadCell(f"”{shortened(text)}” är inget tal. Skriv värdet med siffror.")
    whole, _, decimals = bare.replace(",", ".").partition(".")
    if len(whole.lstrip("0")) > MOST_DIGITS or len(decimals.rstrip("0")) > MOST_DECIMALS:
        said = f"Skriv högst {MOST_DIGITS} siffror och {MOST_DECIMALS} decimaler."
        raise BadCell(said)
    return Decimal(f"{whole}.{decimals}" if decimals else whole)
