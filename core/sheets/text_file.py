"""A csv file as a table: the encoding and the separator are found out from the text itself."""

import codecs
import csv
import io

from core.sheets.limits import MAX_ROWS
from core.sheets.problems import Problem, Unreadable

__all__ = ["read_text_file"]

SEPARATORS = ";\t,"


def read_text_file(data: bytes) -> list[list[str]]:
    """The cells of a csv. Raises Unreadable for what is no text, or too long."""
    text = _decoded(data)
    if "\x00" in text:
        raise Unreadable(Problem("Filen är ingen tabell. Läs in en xlsx- eller csv-fil."))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    table: list[list[str]] = []
    try:
        for row in reader:
            if len(table) > MAX_ROWS:
                said = f"Filen får ha högst {MAX_ROWS} rader med uppgifter. Dela upp den."
                raise Unreadable(Problem(said, row=len(table) + 1))
            table.append(row)
    except csv.Error as problem:
        said = "Raden går inte att dela upp i kolumner. Kontrollera citattecknen."
        raise Unreadable(Problem(said, row=len(table) + 1)) from problem
    return table


def _decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, else UTF-8, else Windows' own Latin-1.

    What no encoding explains becomes U+FFFD, which the check of the cell points out.
    """
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", errors="replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    """The one that the first line with any has most of."""
    for line in text.splitlines():
        counts = {one: line.count(one) for one in SEPARATORS}
        best = max(counts, key=lambda one: counts[one])
        if counts[best]:
            return best
    return SEPARATORS[0]
