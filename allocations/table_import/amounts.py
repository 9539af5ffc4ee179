"""One amount: a cell's text, or digits among words, read as whole kronor or refused."""

import re

from core.kronor import NotWholeKronor, parse_kronor
from core.sheets.cells import BadCell, refuse_what_is_no_text, shortened

__all__ = ["MAX_KR", "kr_in_cell", "kr_in_text"]

MAX_KR = 10**12
"""A thousand billion: more than the state's whole budget is a slip of the pen."""

GROUPS = re.compile(r"[.\s]")


def kr_in_cell(text: str) -> int:
    """The kronor of a tidy cell. Raises BadCell."""
    if not text:
        raise BadCell("Fyll i beloppet. Skriv 0 om mottagaren inte ska få något.")
    refuse_what_is_no_text(text)
    try:
        return _reasonable(parse_kronor(text))
    except NotWholeKronor as problem:
        raise BadCell(f"”{shortened(text)}” går inte att läsa. {problem}") from problem


def kr_in_text(text: str) -> int:
    """The kronor of digits in pasted text, where spaces may have been lost but not added.

    "4188 426" is 4 188 426; "50 295 5 086 774" is two numbers, and refused. Raises BadCell.
    """
    first, *groups = GROUPS.split(text)
    if all(len(group) % 3 == 0 for group in groups) and (first + "".join(groups)).isdigit():
        return kr_in_cell(first + "".join(groups))
    kr = kr_in_cell(text)
    if groups:
        raise BadCell(
            f"”{shortened(text)}” kan vara flera tal. Behåll bara det belopp som mottagaren ska få."
        )
    return kr


def _reasonable(kr: int) -> int:
    if kr < 0:
        raise BadCell("Beloppet är mindre än noll. Skriv 0 eller mer.")
    if kr > MAX_KR:
        raise BadCell("Beloppet är större än hela statens budget. Kontrollera siffrorna.")
    return kr
