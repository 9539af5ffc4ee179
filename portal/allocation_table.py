"""An allocation as a table that can be searched and sorted: what is asked for, and the answer.

Pure: rows and the address's question in, rows in order out. A question that makes no sense is
answered with the whole table by name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from allocations.models import AllocationRow
from core.swedish import swedish_key

__all__ = ["Column", "Question", "columns", "question"]

BY: dict[str, tuple[str, Callable[[AllocationRow], Any]]] = {
    "mottagare": ("Mottagare", lambda row: swedish_key(row.recipient.name)),
    "lan": ("Län", lambda row: (swedish_key(row.recipient.lan.name), row.recipient.code)),
    "belopp": ("Kronor", lambda row: (row.kr, row.recipient.code)),
}
"""What a table may be sorted by: the word in the address → heading and key."""

FIRST = "mottagare"


@dataclass(frozen=True)
class Question:
    """?sok=…&sortera=belopp; "-belopp" is the highest first."""

    search: str = ""
    by: str = FIRST
    is_descending: bool = False

    def answer(self, rows: Iterable[AllocationRow]) -> list[AllocationRow]:
        """The rows that were asked for, in order."""
        found = [row for row in rows if self._is_about(row)]
        return sorted(found, key=BY[self.by][1], reverse=self.is_descending)

    def _is_about(self, row: AllocationRow) -> bool:
        """By name, name in the source, code or län; capitals and accents don't matter."""
        sought = swedish_key(self.search)[0]
        recipient = row.recipient
        names = (recipient.name, row.printed_name, recipient.code, recipient.lan.name)
        return any(sought in swedish_key(name)[0] for name in names)

    @property
    def sort_word(self) -> str:
        return f"-{self.by}" if self.is_descending else self.by


@dataclass(frozen=True)
class Column:
    """A heading that sorts: `order` is "ascending", "descending" or nothing, as ARIA says it."""

    key: str
    label: str
    url: str
    order: str

    @property
    def is_number(self) -> bool:
        return self.key == "belopp"


def question(asked: Mapping[str, str]) -> Question:
    """What an address asks for (request.GET)."""
    sort = asked.get("sortera", FIRST)
    by = sort.removeprefix("-")
    if by not in BY:
        sort = by = FIRST
    return Question(asked.get("sok", "").strip(), by, sort.startswith("-"))


def columns(asked: Question) -> list[Column]:
    """The headings; the one that the table is sorted by turns it around, amounts highest first."""
    return [_column(key, label, asked) for key, (label, _) in BY.items()]


def _column(key: str, label: str, asked: Question) -> Column:
    is_current = key == asked.by
    turned = not asked.is_descending if is_current else key == "belopp"
    wanted = {"sok": asked.search, "sortera": f"-{key}" if turned else key}
    address = urlencode({word: value for word, value in wanted.items() if value})
    order = ("descending" if asked.is_descending else "ascending") if is_current else ""
    return Column(key, label, f"?{address}#fordelning", order)
