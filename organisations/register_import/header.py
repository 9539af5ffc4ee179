"""The row of titles: which column is which, whatever their order."""

from dataclasses import dataclass, field

from core.sheets.cells import tidy
from core.sheets.limits import MAX_COLUMNS
from core.sheets.problems import Problem, letter
from organisations.register_import.columns import KNOWN_AS, REQUIRED, Column

__all__ = ["Header", "read_header"]


@dataclass(frozen=True)
class Header:
    """Where the columns are, from 0, and in which row their titles stand, from 1."""

    row: int = 1
    columns: dict[Column, int] = field(default_factory=dict)

    def problem(self, row: int, column: Column, text: str) -> Problem:
        """A problem with a cell of this file."""
        return Problem(text, row=row, column=self.columns.get(column, 0), title=column.value)


def read_header(table: list[list[str]]) -> tuple[Header, list[Problem], list[str]]:
    """The header, what is wrong with it, and which columns are passed over."""
    filled = (number for number, cells in enumerate(table, start=1) if any(map(tidy, cells)))
    row = next(filled, 1)
    titles = [tidy(cell) for cell in (table[row - 1] if table else [])]
    header, problems, notes = Header(row), [], []
    for place, title in enumerate(titles[:MAX_COLUMNS]):
        column = KNOWN_AS.get(title.lower().rstrip(":*").strip())
        if column is None:
            if title:
                notes.append(f"Kolumn {letter(place)} (”{title[:40]}”) läses inte.")
        elif column in header.columns:
            said = f"Kolumnen finns redan i kolumn {letter(header.columns[column])}. Ta bort en."
            problems.append(Problem(said, row=row, column=place, title=column.value))
        else:
            header.columns[column] = place
    problems += _missing(header, last=max(len(titles) - 1, 0))
    problems += _untitled(table, row, titles)
    return header, problems, notes


def _missing(header: Header, *, last: int) -> list[Problem]:
    return [
        Problem(
            f"Rubriken ”{column.value}” saknas. Skriv den över rätt kolumn.",
            row=header.row,
            last_column=min(last, MAX_COLUMNS - 1),
        )
        for column in REQUIRED
        if column not in header.columns
    ]


def _untitled(table: list[list[str]], row: int, titles: list[str]) -> list[Problem]:
    """Columns with values and no title, as a merged title leaves them in a csv."""
    width = min(max(map(len, table), default=0), MAX_COLUMNS)
    return [
        Problem("Kolumnen har värden men ingen rubrik. Skriv en rubrik.", row=row, column=place)
        for place in range(width)
        if not (place < len(titles) and titles[place])
        and any(place < len(cells) and tidy(cells[place]) for cells in table[row:])
    ]
