"""A table of text read as a register: rows with values, and everything that is wrong with them."""

from dataclasses import dataclass, field

from core.sheets.cells import BadCell, tidy
from core.sheets.files import Table
from core.sheets.problems import Problem
from organisations.register_import.cells import read_cell
from organisations.register_import.columns import REQUIRED, Column
from organisations.register_import.header import Header, read_header
from organisations.register_import.known import Values
from organisations.register_import.repeated import repeated
from organisations.register_import.swapped import misplaced

__all__ = ["Row", "Sheet", "read_sheet"]


@dataclass(frozen=True)
class Row:
    """A row of the file: its number there, and its values; empty cells are left out."""

    number: int
    values: Values


@dataclass(frozen=True)
class Sheet:
    """What a file says. `rows` are those without problems of their own."""

    header: Header = field(default_factory=Header)
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_sheet(table: Table) -> Sheet:
    """Read a table. Never raises: what is wrong is among the problems."""
    header, problems, notes = read_header(table)
    if problems:
        return Sheet(header, [], problems, notes)
    texts = _texts(header, table)
    if not texts:
        said = "Filen har rubriker men inga rader. Fyll i dem, och läs in filen igen."
        return Sheet(header, [], [Problem(said, row=header.row + 1)], notes)
    wrong_columns = misplaced(header, _by_column(texts))
    skipped = {one.column for one in wrong_columns}
    problems = [one.problem for one in wrong_columns]
    rows = []
    for number, cells in texts.items():
        row, wrong = _row(header, number, cells, skipped)
        problems += wrong
        rows += [] if wrong else [row]
    problems += repeated(header, {row.number: row.values for row in rows})
    problems.sort(key=lambda one: (one.row or 0, one.column))
    if skipped:
        return Sheet(header, [], problems, notes)  # a row without the column says something else
    bad = {problem.row for problem in problems}
    return Sheet(header, [row for row in rows if row.number not in bad], problems, notes)


def _texts(header: Header, table: Table) -> dict[int, Values]:
    """Tidy text by row number and column, without empty cells and rows."""
    found = {}
    for number, cells in enumerate(table[header.row :], start=header.row + 1):
        texts = {
            column: text
            for column, place in header.columns.items()
            if place < len(cells) and (text := tidy(cells[place]))
        }
        if texts:
            found[number] = texts
    return found


def _by_column(texts: dict[int, Values]) -> dict[Column, dict[int, str]]:
    columns: dict[Column, dict[int, str]] = {}
    for number, cells in texts.items():
        for column, text in cells.items():
            columns.setdefault(column, {})[number] = text
    return columns


def _row(
    header: Header, number: int, cells: Values, skipped: set[Column]
) -> tuple[Row, list[Problem]]:
    values: Values = {}
    problems = [
        header.problem(number, column, f"Fyll i {column.value}.")
        for column in REQUIRED
        if column not in cells and column not in skipped
    ]
    for column, text in cells.items():
        if column in skipped:
            continue
        try:
            values[column] = read_cell(column, text)
        except BadCell as refused:
            problems.append(header.problem(number, column, str(refused)))
    return Row(number, values), problems
