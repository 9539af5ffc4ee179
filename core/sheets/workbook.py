"""An xlsx file as a table of text, read as the untrusted zip of XML that it is.

Before openpyxl sees it: no more members and unpacked bytes than a table needs (zipfile never
unpacks more than a member declares), no macros, no document types, no merged cells. Formulas come
out as text that begins with "="; the check of the cells refuses them.
"""

import io
import re
import zlib
from collections.abc import Iterable
from datetime import date, datetime
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException

from core.sheets.limits import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_UNPACKED_BYTES,
    MAX_ZIP_MEMBERS,
    megabytes,
)
from core.sheets.problems import Problem, Unreadable

__all__ = ["read_workbook"]

SCANNED_ROWS = 10 * MAX_ROWS
"""How far down empty rows are passed over."""

BROKEN = (
    BadZipFile, InvalidFileException, ParseError, zlib.error, KeyError, ValueError, TypeError,
    IndexError, AttributeError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What zipfile and openpyxl raise for a zip that is no workbook, or a damaged one."""

SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
MERGED = re.compile(rb"mergeCell\s[^>]*?ref=[\"']([A-Z]+)(\d+)(?::([A-Z]+)\d+)?[\"']")


def read_workbook(data: bytes) -> list[list[str]]:
    """The cells of the only sheet. Raises Unreadable."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            _inspect(archive)
        return _cells(data)
    except Unreadable:
        raise
    except BROKEN as problem:
        said = "Filen går inte att läsa som xlsx. Öppna den, spara om den och försök igen."
        raise Unreadable(Problem(said)) from problem


def _inspect(archive: ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED_BYTES or len(members) > MAX_ZIP_MEMBERS:
        said = (
            f"Filen blir {megabytes(unpacked)} när den packas upp och lästes inte. "
            "Spara bara bladet med tabellen, utan bilder och formatering."
        )
        raise Unreadable(Problem(said))
    if any("vbaproject" in member.filename.lower() for member in members):
        raise Unreadable(Problem("Filen innehåller makron. Spara den som .xlsx eller .csv."))
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")):
            content = archive.read(member)
            if b"<!DOCTYPE" in content:
                said = "Filen är inte gjord av ett kalkylprogram. Spara om den som .xlsx."
                raise Unreadable(Problem(said))
            if SHEET.fullmatch(member.filename):
                _refuse_merged(content)


def _refuse_merged(sheet: bytes) -> None:
    problems = [
        Problem(
            "Cellerna är sammanfogade. Dela upp dem, och skriv ett värde i varje cell.",
            row=int(row),
            column=column_index_from_string(first.decode()) - 1,
            last_column=column_index_from_string((last or first).decode()) - 1,
        )
        for first, row, last in MERGED.findall(sheet)[:MAX_COLUMNS]
    ]
    if problems:
        raise Unreadable(*problems)


def _cells(data: bytes) -> list[list[str]]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        if len(book.sheetnames) != 1:
            said = f"Filen har {len(book.sheetnames)} blad. Behåll bara bladet med tabellen."
            raise Unreadable(Problem(said))
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size is not to be relied on
        return _bounded(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True))
    finally:
        book.close()


def _bounded(rows: Iterable[Iterable[object]]) -> list[list[str]]:
    table: list[list[str]] = []
    last = 0
    for number, row in enumerate(rows, start=1):
        if number > SCANNED_ROWS:
            said = "Filen fortsätter långt ner. Ta bort de tomma raderna efter den sista."
            raise Unreadable(Problem(said, row=number))
        cells = [_text(value) for value in row]
        table.append(cells)
        last = number if any(cells) else last
        if last > MAX_ROWS + 1:
            said = f"Filen får ha högst {MAX_ROWS} rader med uppgifter. Dela upp den."
            raise Unreadable(Problem(said, row=number))
    return table[:last]


def _text(value: object) -> str:
    """What the cell shows: whole numbers without decimals, days as 2026-01-31."""
    match value:
        case None:
            return ""
        case str():
            return value
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
    return f"={value}"
