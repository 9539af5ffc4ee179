"""A table of cells as entries: which column is which, and one entry a row."""

import re

from allocations.table_import.amounts import kr_in_cell
from allocations.table_import.entries import Entries, Entry, Field
from allocations.table_import.names import split_code
from core.sheets.cells import BadCell, refuse_what_is_no_text, tidy
from core.sheets.files import Table
from core.sheets.limits import MAX_COLUMNS
from core.sheets.problems import Problem, letter

__all__ = ["entries_of", "title_of"]

KNOWN_AS: dict[Field, tuple[str, ...]] = {
    Field.CODE: (
        "kod", "kommunkod", "rss-kod", "rss kod", "mottagarkod", "regionkod", "länskod", "lanskod",
    ),
    Field.NAME: (
        "namn", "namn i bilagan", "mottagare", "bidragsmottagare", "kommun",
        "kommun enligt bilaga", "kommunnamn", "rss", "län/rss", "region", "län", "lan",
    ),
    Field.AMOUNT: (
        "belopp", "fördelningsram", "ram", "kronor", "kr", "summa", "tilldelat", "fördelning",
    ),
}  # fmt: skip
"""Titles of each column, the surest first: where a file has several, the others are not read."""

SEARCHED_ROWS = 30
"""How far down the titles may stand; above them there may be a heading."""


def entries_of(table: Table) -> Entries:
    """The rows below the titles. What is wrong with cells is in the entries and the problems."""
    row = _title_row(table)
    if row is None:
        return Entries(problems=[_no_titles()])
    titles = [title_of(cell) for cell in table[row][:MAX_COLUMNS]]
    columns = _columns(titles)
    entries = Entries(columns=columns, notes=_not_read(table[row], columns))
    entries.problems += _titles_twice(titles, columns, row)
    for number, cells in enumerate(table[row + 1 :], start=row + 2):
        texts = {
            what: tidy(cells[place]) if place < len(cells) else ""
            for what, place in columns.items()
        }
        if any(texts.values()):
            _read(entries, number, texts)
    if not entries.found and not entries.problems:
        said = "Filen har rubriker men inga rader. Fyll i dem, och läs in filen igen."
        entries.problems.append(Problem(said, row=row + 2))
    return entries


def title_of(cell: str) -> str:
    """ "Belopp, kr" → "belopp"; "kommun_enligt_bilaga" → "kommun enligt bilaga"."""
    title = tidy(cell.replace("_", " ")).casefold().rstrip(":*.").strip()
    return re.sub(r"(,? \(?i? ?(kr|kronor)\)?|, kr)$", "", title).strip()


def _title_row(table: Table) -> int | None:
    for row, cells in enumerate(table[:SEARCHED_ROWS]):
        found = _columns([title_of(cell) for cell in cells[:MAX_COLUMNS]])
        if Field.AMOUNT in found and len(found) > 1:
            return row
    return None


def _columns(titles: list[str]) -> dict[Field, int]:
    columns = {}
    for what, names in KNOWN_AS.items():
        place = next((titles.index(name) for name in names if name in titles), None)
        if place is not None:
            columns[what] = place
    return columns


def _read(entries: Entries, row: int, texts: dict[Field, str]) -> None:
    code, name = texts.get(Field.CODE, ""), texts.get(Field.NAME, "")
    try:
        for text in (code, name):
            refuse_what_is_no_text(text)
    except BadCell as refused:
        wrong = Field.CODE if text is code else Field.NAME
        entry = Entry(row, code, name)
        entries.problems.append(entries.problem(entry, wrong, str(refused)))
        return
    if not code:
        code, name = split_code(name)
    try:
        kr = kr_in_cell(texts[Field.AMOUNT])
    except BadCell as refused:
        if not code and not texts[Field.AMOUNT]:
            entries.notes.append(f"Rad {row} (”{name[:40]}”) har inget belopp och läses inte.")
            return
        entries.found.append(Entry(row, code, name, refused=str(refused)))
    else:
        entries.found.append(Entry(row, code, name, kr=kr))


def _not_read(cells: list[str], columns: dict[Field, int]) -> list[str]:
    return [
        f"Kolumn {letter(place)} (”{tidy(cell)[:40]}”) läses inte."
        for place, cell in enumerate(cells[:MAX_COLUMNS])
        if tidy(cell) and place not in columns.values()
    ]


def _titles_twice(titles: list[str], columns: dict[Field, int], row: int) -> list[Problem]:
    return [
        Problem(
            f"Rubriken finns redan i kolumn {letter(columns[what])}. Ta bort den ena kolumnen.",
            row=row + 1,
            column=place,
            title=what.value,
        )
        for what in columns
        for place, title in enumerate(titles)
        if place != columns[what] and title == titles[columns[what]]
    ]


def _no_titles() -> Problem:
    return Problem(
        "Filen saknar en rad med rubriker. Skriv ”kod”, ”namn” och ”belopp” över kolumnerna, och "
        "en rubrik i varje cell."
    )
