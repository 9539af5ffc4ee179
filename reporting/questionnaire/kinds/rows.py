"""Answers of several parts: the rows of a table, and references to stored files.

What the browser sends of each is a list of JSON objects, one a row or file; page_form makes them.
A table counts as its number of rows, an attachment as its number of files.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from reporting.questionnaire.conditions import Comparable, number_of
from reporting.questionnaire.document import NUMERIC, Field, Files, QuestionType
from reporting.questionnaire.figures import in_swedish
from reporting.questionnaire.kinds.base import (
    ANSWERED,
    COMPARISONS,
    Cells,
    Kind,
    Problem,
    Stored,
    UnreadableError,
    printable,
)

ROW = "_row"
"""Where a row that the form names keeps its key; no column's key begins so."""

_UNFIT = Kind()
"""Reads cells of a kind that no column may be of; the linter refuses those."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE_PARTS = {"id", "name", "size", "sha256"}


class Table(Kind):
    """Rows of cells, each cell an answer of its column's kind; empty rows aren't kept."""

    operators = (*ANSWERED, *COMPARISONS)
    empty_message = "Fyll i minst en rad på {question}."

    def __init__(self, cells: Mapping[QuestionType, Kind]) -> None:
        self._cells = cells

    def gather(self, field: Field, raw: Sequence[str]) -> Stored:
        rows = [self._gathered(field, sent) for sent in _objects(raw)]
        return [row for row in rows if set(row) - {ROW}]

    def read(self, field: Field, stored: Stored) -> Stored:
        if not isinstance(stored, list) or not all(isinstance(row, dict) for row in stored):
            raise UnreadableError("table", "Fyll i tabellen på nytt.")
        rows = [self._proper(field, row) for row in stored if isinstance(row, dict)]
        if field.rows:
            given = {row.get(ROW): row for row in reversed(rows)}
            rows = [given[one.key] for one in field.rows if one.key in given]
        return [row for row in rows if set(row) - {ROW}]

    def problems(self, field: Field, value: Stored) -> Iterator[Problem]:
        """What is wrong with each cell, and with the number of rows."""
        rows = _rows(value)
        for at, row in enumerate(rows, 1):
            for column in field.columns:
                found = self._cell_problem(column, row.get(column.key))
                if found:
                    where = f"{row_label(field, row, at)}, ”{column.label}”"
                    yield Problem(found.code, f"{where}: {found.message}")
        if len(rows) > field.max_rows:
            yield Problem("max_rows", f"Tabellen får ha högst {field.max_rows} rader.")
        elif len(rows) < field.min_rows:
            yield Problem("min_rows", f"Fyll i minst {field.min_rows} rader.")

    def check(self, field: Field, value: Stored) -> Problem | None:
        return next(self.problems(field, value), None)

    def compare(self, value: Stored) -> Comparable:
        return Decimal(len(_rows(value)))

    def text(self, field: Field, value: Stored) -> str:
        return "\n".join(
            f"{row_label(field, row, at)}: {'; '.join(self._cells_in_words(field, row))}"
            for at, row in enumerate(_rows(value), 1)
        )

    def form_value(self, field: Field, value: Stored) -> str | list[str]:
        return [json.dumps(self._sent(field, row), ensure_ascii=False) for row in _rows(value)]

    def cell(self, column: Field, value: object) -> str:
        """One cell as people read it; "" when it is empty."""
        stored = _scalar(value)
        if stored in (None, ""):
            return ""
        kind = self._kind(column)
        try:
            return kind.text(column, kind.read(column, stored))
        except UnreadableError:
            return str(stored)

    def sums(self, field: Field, value: Stored) -> dict[str, Decimal | None]:
        """Each numeric column's sum by "table.column"; None while a cell in it is missing.

        A cell that may be left empty counts as nothing.
        """
        return {
            f"{field.key}.{column.key}": self._sum(column, _rows(value))
            for column in field.columns
            if column.type in NUMERIC
        }

    def _sum(self, column: Field, rows: Sequence[Cells]) -> Decimal | None:
        total = Decimal(0)
        for row in rows:
            stored = _scalar(row.get(column.key))
            if stored in (None, ""):
                if column.required:
                    return None
                continue
            try:
                total += number_of(self._kind(column).read(column, stored)) or 0
            except UnreadableError:
                return None
        return total if rows else None

    def _kind(self, column: Field) -> Kind:
        return self._cells.get(column.type, _UNFIT)

    def _gathered(self, field: Field, sent: Mapping[str, Any]) -> Cells:
        row: Cells = {ROW: sent[ROW]} if field.rows and isinstance(sent.get(ROW), str) else {}
        for column in field.columns:
            kind = self._kind(column)
            typed = _scalar(kind.gather(column, [str(sent.get(column.key, ""))]))
            if typed not in (None, ""):
                row[column.key] = typed
        return self._proper(field, row)

    def _proper(self, field: Field, row: Mapping[str, object]) -> Cells:
        named = row.get(ROW)
        proper: Cells = {ROW: named} if field.rows and isinstance(named, str) else {}
        for column in field.columns:
            stored = _scalar(row.get(column.key))
            if stored in (None, ""):
                continue
            kind = self._kind(column)
            try:
                proper[column.key] = _scalar(kind.read(column, stored))
            except UnreadableError:
                proper[column.key] = stored
        return proper

    def _cell_problem(self, column: Field, stored: object) -> Problem | None:
        value = _scalar(stored)
        if value is None:
            return Problem("required", "Fyll i rutan.") if column.required else None
        kind = self._kind(column)
        try:
            return kind.check(column, kind.read(column, value))
        except UnreadableError as refused:
            return refused.problem

    def _cells_in_words(self, field: Field, row: Cells) -> list[str]:
        cells = ((column.label, self.cell(column, row.get(column.key))) for column in field.columns)
        return [f"{label} {text}" for label, text in cells if text]

    def _sent(self, field: Field, row: Cells) -> dict[str, object]:
        sent: dict[str, object] = {ROW: row[ROW]} if ROW in row else {}
        for column in field.columns:
            if column.key in row:
                sent[column.key] = self._cell_sent(column, row[column.key])
        return sent

    def _cell_sent(self, column: Field, stored: str | int | bool | None) -> object:
        kind = self._kind(column)
        try:
            return kind.form_value(column, kind.read(column, stored))
        except UnreadableError:
            return str(stored)


class Attachment(Kind):
    """References to stored files. Keeping the files themselves is the application's work."""

    operators = (*ANSWERED, *COMPARISONS)
    empty_message = "Bifoga en fil på {question}."

    def gather(self, field: Field, raw: Sequence[str]) -> Stored:
        return [
            {part: one.get(part) for part in ("id", "name", "size", "sha256")}
            for one in _objects(raw)
        ]

    def read(self, field: Field, stored: Stored) -> Stored:
        if not isinstance(stored, list) or not all(map(_is_reference, stored)):
            raise UnreadableError("file", "Filen kan inte läsas. Bifoga den på nytt.")
        return stored

    def check(self, field: Field, value: Stored) -> Problem | None:
        allowed = field.files or Files()
        files = _rows(value)
        if len(files) > allowed.most:
            return Problem("too_many", f"Bifoga högst {in_swedish(Decimal(allowed.most))} filer.")
        for one in files:
            name, ending = str(one["name"]), str(one["name"]).rpartition(".")[2].lower()
            if ending not in allowed.types:
                kinds = ", ".join(allowed.types)
                return Problem("file_type", f"”{name}” kan inte tas emot. Bifoga: {kinds}.")
            if (number_of(one["size"]) or 0) > allowed.megabytes * 1_000_000:
                most = f"{allowed.megabytes} MB"
                return Problem("too_large", f"”{name}” är för stor. Den får vara högst {most}.")
        return None

    def compare(self, value: Stored) -> Comparable:
        return Decimal(len(_rows(value)))

    def text(self, field: Field, value: Stored) -> str:
        return "\n".join(str(one["name"]) for one in _rows(value))

    def form_value(self, field: Field, value: Stored) -> str | list[str]:
        return [json.dumps(one, ensure_ascii=False) for one in _rows(value)]


def row_label(table: Field, row: Mapping[str, object], at: int) -> str:
    """What a row is called: the form's own words, else "Rad 2"."""
    labels: dict[object, str] = {one.key: one.label for one in table.rows}
    return labels.get(row.get(ROW), f"Rad {at}")


def _rows(value: Stored) -> list[Cells]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _objects(raw: Sequence[str]) -> Iterator[dict[str, Any]]:
    for text in raw:
        try:
            sent = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(sent, dict):
            yield sent


def _scalar(value: object) -> str | int | bool | None:
    if isinstance(value, str):
        return printable(value)
    return value if isinstance(value, bool | int) else None


def _is_reference(one: object) -> bool:
    if not isinstance(one, dict) or set(one) != _FILE_PARTS:
        return False
    size, sha256 = one["size"], one["sha256"]
    texts = all(isinstance(one[part], str) and one[part] for part in ("id", "name"))
    counted = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    return texts and counted and isinstance(sha256, str) and bool(_SHA256.fullmatch(sha256))
