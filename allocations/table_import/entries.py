"""What a line of a table says before anybody has asked which recipient it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.sheets.cells import tidy
from core.sheets.problems import WHOLE_ROW, Problem

__all__ = ["Entries", "Entry", "Field"]

SUM_WORDS = frozenset({
    "summa", "summa kr", "summa kronor", "summa totalt", "totalt", "total", "totalsumma", "s:a",
    "summa kommuner", "samtliga", "hela riket",
})  # fmt: skip


class Field(StrEnum):
    """A column of a table, by the title that it has in our own files."""

    CODE = "kod"
    NAME = "namn"
    AMOUNT = "belopp"


@dataclass(frozen=True)
class Entry:
    """A line's texts; `kr` once the amount is read, else what is wrong with it in `refused`."""

    row: int
    code: str
    name: str
    kr: int | None = None
    refused: str = ""

    @property
    def is_sum(self) -> bool:
        """The line that states what all the others add up to."""
        if not self.code and not self.name:
            return True
        return tidy(self.name or self.code).casefold().rstrip(":.") in SUM_WORDS


@dataclass
class Entries:
    """All lines of a table. Without `columns` it is text, and a problem names the row alone."""

    found: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    columns: Mapping[Field, int] = field(default_factory=dict)

    def problem(self, entry: Entry, what: Field, text: str) -> Problem:
        """A problem with one of an entry's texts."""
        place = self.columns.get(what)
        if place is None:
            return Problem(text, row=entry.row, column=WHOLE_ROW)
        return Problem(text, row=entry.row, column=place, title=what.value)
