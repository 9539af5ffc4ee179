"""Register files for the tests: faultless rows, and the ways to write them as bytes."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from stdnum import luhn

from core.fixtures import read_csv
from core.sheets.files import read_file
from core.sheets.problems import Problem, Unreadable
from organisations.register_import.columns import Column
from organisations.register_import.sheet import Sheet, read_sheet

SKANE = ["RSS-12", "RSS Skåne", "Skånes Kommuner", "229900-9908", "221 00", "Lund"]
TITLES = ["kod", "mottagare", "huvudman", "organisationsnummer", "postnummer", "postort"]


def orgnr(number: int) -> str:
    """An organisationsnummer whose check digit is right."""
    digits = f"2299{number:05d}"
    return digits + luhn.calc_check_digit(digits)


def as_csv(
    rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", separator: str = ";"
) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator).writerows(rows)
    return file.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[Any]], *, merge: str = "") -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_member(xlsx: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with one more file in its zip."""
    file = io.BytesIO(xlsx)
    with ZipFile(file, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def changed(row: Sequence[str], **values: str) -> list[str]:
    """A row with other values, by title."""
    return [values.get(title, cell) for title, cell in zip(TITLES, row, strict=True)]


def read(*rows: Sequence[str]) -> Sheet:
    """Rows below the usual titles, read as a csv."""
    return read_sheet(read_file("register.csv", as_csv([TITLES, *rows])))


def said(*rows: Sequence[str]) -> list[str]:
    return [str(problem) for problem in read(*rows).problems]


def refusal(name: str, data: bytes) -> tuple[Problem, ...]:
    """Why a file cannot be read at all; nothing when it can."""
    try:
        read_file(name, data)
    except Unreadable as refused:
        return refused.problems
    return ()


def every_recipient() -> list[dict[Column, str]]:
    """A row for each of the 314, with Region Gotland behind both a kommun and an RSS."""
    kommuner = read_csv("registers/kommuner.csv")
    names: Mapping[str, str] = {row["rss_kod"]: row["rss"] for row in kommuner} | {
        row["kommunkod"]: row["kommun"] for row in kommuner
    }
    behind = {code: number for number, code in enumerate(names)}
    behind["RSS-09"] = behind["0980"]
    return [_row(code, name, behind[code]) for code, name in names.items()]


def _row(code: str, name: str, number: int) -> dict[Column, str]:
    return {
        Column.CODE: code,
        Column.RECIPIENT: name,
        Column.HUVUDMAN: f"Förbund nr {number}",
        Column.ORGANISATIONSNUMMER: orgnr(number),
        Column.ADDRESS: f"Ågatan {number}",
        Column.POSTAL_CODE: "221 00",
        Column.TOWN: "Åmål",
        Column.REGISTRY: f"registrator{number}@example.se",
        Column.CONTACT: "Åsa Öberg",
        Column.CONTACT_EMAIL: f"asa.{code.lower()}@example.se",
        Column.FROM_DATE: "2025-01-01",
    }
