"""Uploaded files for the tests: ways to write rows as bytes, right and broken."""

import csv
import io
from collections.abc import Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from core.sheets.files import read_file
from core.sheets.problems import Problem, Unreadable


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


def refusal(name: str, data: bytes) -> tuple[Problem, ...]:
    """Why a file cannot be read at all; nothing when it can."""
    try:
        read_file(name, data)
    except Unreadable as refused:
        return refused.problems
    return ()
