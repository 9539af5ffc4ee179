"""What is wrong in a file, and where, as one sentence."""

from dataclasses import dataclass

__all__ = ["WHOLE_FILE", "WHOLE_ROW", "Problem", "Unreadable", "letter"]

WHOLE_FILE = "Hela filen, från rad 1 och kolumn A"
WHOLE_ROW = -1
"""The column of a problem with a row that has no columns, such as a line of pasted text."""


@dataclass(frozen=True)
class Problem:
    """A sentence that begins with the place: "Rad 7, kolumn D (organisationsnummer): …".

    Rows are counted from 1 as a spreadsheet does, columns from 0; no row means the whole
    file, and WHOLE_ROW no single column.
    """

    text: str
    row: int | None = None
    column: int = 0
    title: str = ""
    last_column: int | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"

    @property
    def place(self) -> str:
        if self.row is None:
            return WHOLE_FILE
        if self.column == WHOLE_ROW:
            return f"Rad {self.row}"
        columns = letter(self.column)
        if self.last_column is not None and self.last_column > self.column:
            columns += f" till {letter(self.last_column)}"
        title = f" ({self.title})" if self.title else ""
        return f"Rad {self.row}, kolumn {columns}{title}"


class Unreadable(ValueError):
    """The file cannot be read as a table at all; `problems` say why."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(" ".join(map(str, problems)))


def letter(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA, as spreadsheets name their columns."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
