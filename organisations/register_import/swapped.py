"""Columns that have changed places: the values of one look like those of another."""

from dataclasses import dataclass

from core.sheets.cells import BadCell
from core.sheets.problems import Problem, letter
from organisations.register_import.cells import read_cell
from organisations.register_import.columns import Column
from organisations.register_import.header import Header

__all__ = ["Misplaced", "misplaced"]

TELLING = (
    Column.ORGANISATIONSNUMMER, Column.CODE, Column.POSTAL_CODE, Column.BANKGIRO,
    Column.FROM_DATE, Column.REGISTRY, Column.CONTACT_EMAIL, Column.CONTACT_PHONE,
)  # fmt: skip
"""Columns whose values cannot be taken for those of another, the surest first."""

NAMES = (Column.HUVUDMAN, Column.RECIPIENT, Column.CONTACT, Column.TOWN, Column.ADDRESS)

ENOUGH = 3
"""So many wrong values alone tell that a column holds something else."""


@dataclass(frozen=True)
class Misplaced:
    """A column that holds something else."""

    column: Column
    problem: Problem


def misplaced(header: Header, values: dict[Column, dict[int, str]]) -> list[Misplaced]:
    """Columns most of whose values (text by row number) are wrong here but right elsewhere.

    A few such values are slips in cells, unless the other column is as wrong.
    """
    wrong = {column: _wrong(column, list(cells.values())) for column, cells in values.items()}
    found = []
    for column, texts in wrong.items():
        other = _looks_like(column, texts, header) if texts else None
        if other and (len(texts) >= ENOUGH or wrong.get(other)):
            said = _said(header, column, other, min(values[column]))
            found.append(Misplaced(column, said))
    return found


def _wrong(column: Column, texts: list[str]) -> list[str]:
    """The values that the column cannot hold, if they are most of them."""
    wrong = [text for text in texts if not _fits(column, text)]
    return wrong if 2 * len(wrong) > len(texts) else []


def _looks_like(column: Column, texts: list[str], header: Header) -> Column | None:
    """The column whose values these are; one that the file has comes before others."""
    candidates = sorted(
        (one for one in (*TELLING, *_other_names(column)) if one is not column),
        key=lambda one: one not in header.columns,
    )
    for one in candidates:
        if 5 * sum(_could_be(one, text) for text in texts) >= 4 * len(texts):
            return one
    return None


def _other_names(column: Column) -> tuple[Column, ...]:
    """Any words fit an address, so a column of names is only taken for what it cannot be."""
    if column is Column.TOWN:
        return (Column.ADDRESS,)
    return () if column in NAMES else NAMES


def _could_be(column: Column, text: str) -> bool:
    """Whether a value is what the column usually holds: an address has letters and a number."""
    if column is Column.ADDRESS and not (any(map(str.isalpha, text)) and text[-1:].isdigit()):
        return False
    return _fits(column, text)


def _fits(column: Column, text: str) -> bool:
    try:
        return bool(read_cell(column, text))
    except BadCell:
        return False


def _said(header: Header, column: Column, other: Column, row: int) -> Problem:
    said = f"Här ser det ut att stå {other.value}."
    if other in header.columns:
        place = letter(header.columns[other])
        said += f" Har kolumnen bytt plats med kolumn {place} ({other.value})?"
    else:
        said += " Kontrollera rubrikerna."
    return header.problem(row, column, said)
