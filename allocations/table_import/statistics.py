"""A statistic from a file: a figure for each recipient, by code, and the day that it is of.

SCB's csv and JSON, and any table with a column of codes and one of figures.
"""

import calendar
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from allocations.table_import.figures import figure_in, is_figure
from allocations.table_import.known import Known
from allocations.table_import.names import Directory, interpretation, split_code
from allocations.table_import.scb_json import is_json, table_of_json
from allocations.table_import.sheet import title_of
from core.fingerprint import canonical_sha256
from core.sheets.cells import BadCell, shortened, tidy
from core.sheets.files import Table, read_file, too_large
from core.sheets.problems import Problem, Unreadable, letter

__all__ = [
    "StatisticReading", "StatisticRow", "read_statistic", "sha256_of", "statistic_rows_as_text",
    "statistic_rows_from_text",
]  # fmt: skip

CODES = ("kommunkod", "rss-kod", "rss kod", "regionkod", "mottagarkod", "kod", "region", "kommun")
WEAK_CODES = ("länskod", "lanskod", "län", "lan")
NAMES = ("namn", "kommunnamn", "kommun", "rss", "mottagare", "region", "län", "lan")
TIMES = ("datum", "avser dag", "mätdatum", "tid", "år")
PARTS = ("ålder", "kön", "civilstånd", "tabellinnehåll", "contentscode")
"""Columns by which SCB divides a figure; the reader wants the sum of them."""

SEARCHED_ROWS = 10
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:-(\d\d)-(\d\d)|M(\d\d))?(?!\d)")


@dataclass(frozen=True)
class StatisticRow:
    """One recipient's figure, and the row of the file that it stands on."""

    code: str
    name: str
    value: Decimal
    number: int = 0


@dataclass(frozen=True)
class StatisticReading:
    """What a file says. With problems it can be looked at, but not adopted."""

    rows: list[StatisticRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[Known] = field(default_factory=list)
    measured_on: date | None = None

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def sum(self) -> Decimal:
        return sum((row.value for row in self.rows), Decimal())

    @property
    def sha256(self) -> str:
        return sha256_of(self.rows)


@dataclass(frozen=True)
class _Columns:
    """Where things stand, from 0; `row` is that of the titles."""

    row: int
    titles: list[str]
    code: int
    value: int
    name: int | None
    time: int | None

    def problem(self, row: int, place: int, text: str) -> Problem:
        return Problem(text, row=row, column=place, title=self.titles[place])


def read_statistic(name: str, data: bytes, recipients: Sequence[Known]) -> StatisticReading:
    """Read a csv, xlsx or JSON. Never raises: what is wrong is among the problems."""
    try:
        if problem := too_large(len(data)):
            raise Unreadable(problem)
        table = table_of_json(data) if is_json(data) else read_file(name, data)
        columns = _columns(table)
    except Unreadable as refused:
        return StatisticReading(problems=list(refused.problems))
    directory = Directory(recipients)
    parts = _divided(table, columns)
    if parts:
        return StatisticReading(problems=parts, missing=list(recipients))
    return _matched(table, columns, directory)


def statistic_rows_as_text(rows: Iterable[StatisticRow]) -> str:
    """Rows to travel between preview and adoption; `statistic_rows_from_text` reads them."""
    return json.dumps([[row.code, row.name, str(row.value), row.number] for row in rows])


def statistic_rows_from_text(text: str) -> list[StatisticRow]:
    """The rows again. Only for text that we have signed ourselves."""
    return [
        StatisticRow(code, name, Decimal(value), number)
        for code, name, value, number in json.loads(text)
    ]


def sha256_of(rows: Iterable[StatisticRow]) -> str:
    """Of the figures that a preview shows."""
    return canonical_sha256([[row.code, str(row.value)] for row in rows])


# --- Which column is which --------------------------------------------------------------------


def _columns(table: Table) -> _Columns:
    for row, cells in enumerate(table[:SEARCHED_ROWS]):
        titles = [title_of(cell) for cell in cells]
        code = _first(titles, CODES) if len(titles) > 1 else None
        if code is None and len(titles) > 1:
            code = _first(titles, WEAK_CODES)
        if code is not None:
            name, time = _first(titles, NAMES, but=code), _first(titles, TIMES)
            value = _value_column(table, row, titles, {code, name, time})
            return _Columns(row, titles, code, value, name, time)
    raise Unreadable(
        Problem("Filen saknar rubriker. Skriv ”kod” och ”värde” över kolumnerna med kod och tal.")
    )


def _first(titles: list[str], names: Iterable[str], but: int | None = None) -> int | None:
    places = (titles.index(name) for name in names if name in titles)
    return next((place for place in places if place != but), None)


def _value_column(table: Table, row: int, titles: list[str], taken: set[int | None]) -> int:
    """The only column of figures; one that is called ”värde” before others."""
    passed = {*PARTS, *CODES, *WEAK_CODES, *NAMES, *TIMES, ""}
    rows = table[row + 1 :]
    numeric = [
        place
        for place, title in enumerate(titles)
        if place not in taken and title not in passed and _is_numeric(rows, place)
    ]
    called = [place for place, title in enumerate(titles) if title == "värde"]
    if len(called or numeric) == 1:
        return (called or numeric)[0]
    if not numeric and not called:
        said = "Filen har ingen kolumn med tal. Kontrollera att värdena finns med."
        raise Unreadable(Problem(said, row=row + 1))
    which = ", ".join(f"{letter(place)} (”{titles[place]}”)" for place in numeric)
    said = f"Filen har flera kolumner med tal: {which}. Behåll en, eller döp den till ”värde”."
    raise Unreadable(Problem(said, row=row + 1, column=numeric[0], last_column=numeric[-1]))


def _is_numeric(rows: Table, place: int) -> bool:
    texts = [tidy(cells[place]) for cells in rows if place < len(cells)]
    return 2 * sum(map(is_figure, filter(None, texts))) > sum(map(bool, texts))


def _divided(table: Table, columns: _Columns) -> list[Problem]:
    """A file that divides its figures by age, sex or year has no one figure for a recipient."""
    problems = []
    for place, title in enumerate(columns.titles):
        if title not in (*PARTS, *TIMES):
            continue
        rows = table[columns.row + 1 :]
        found = {tidy(cells[place]) for cells in rows if place < len(cells)} - {""}
        if len(found) > 1:
            said = f"Siffrorna är delade efter {title} ({len(found)} olika). "
            said += "Hämta tabellen med bara en rad för varje mottagare."
            problems.append(columns.problem(columns.row + 1, place, said))
    return problems


# --- Rows -------------------------------------------------------------------------------------


def _matched(table: Table, columns: _Columns, directory: Directory) -> StatisticReading:
    rows: dict[str, StatisticRow] = {}
    problems, notes, wider = [], [], []
    for number, cells in enumerate(table[columns.row + 1 :], start=columns.row + 2):
        texts = [tidy(cell) for cell in cells] + [""] * (len(columns.titles) - len(cells))
        code, name = _who(texts, columns)
        if not code and not name:
            continue
        if _is_wider(code, directory):
            wider.append(f"{code} {name}".strip())
            continue
        known, said = _known(code, name, directory)
        if known is None:
            problems.append(columns.problem(number, columns.code, said))
        elif known.code in rows:
            said = f"{known.code} {known.name} står redan på rad {rows[known.code].number}."
            problems.append(columns.problem(number, columns.code, f"{said} Behåll en av raderna."))
        else:
            notes += [f"Rad {number}: {said}"] if said else []
            try:
                value = figure_in(texts[columns.value])
            except BadCell as refused:
                problems.append(columns.problem(number, columns.value, str(refused)))
            else:
                rows[known.code] = StatisticRow(known.code, known.name, value, number)
    notes += _passed_over(wider)
    measured_on, said = _day(table, columns)
    missing = [one for one in directory.recipients if one.code not in rows]
    return StatisticReading(
        list(rows.values()), problems, [*notes, *filter(None, [said])], missing, measured_on
    )


def _who(texts: list[str], columns: _Columns) -> tuple[str, str]:
    code, name = split_code(texts[columns.code])
    if columns.name is not None:
        name = texts[columns.name] or name
    return code, name


def _is_wider(code: str, directory: Directory) -> bool:
    """Riket, and the län of a table of kommuner, are other rows' sums."""
    is_kommuner = any(one.isdigit() for one in directory.by_code)
    return code == "00" or (is_kommuner and len(code) == 2 and code.isdigit())


def _known(code: str, name: str, directory: Directory) -> tuple[Known | None, str]:
    """The recipient, and what was interpreted; or none, and what is wrong."""
    found = directory.with_code(code) if code else directory.named(name)
    if len(found) != 1:
        what = f"har koden {shortened(code)}" if code else f"heter ”{shortened(name)}”"
        how = "Flera mottagare" if found else "Ingen mottagare av det valda slaget"
        return None, f"{how} {what}. Kontrollera koden."
    others = directory.named(name) if code and name else []
    if others and found[0] not in others:
        return None, (
            f"Koden {code} är {found[0].name}, men raden heter ”{shortened(name)}”. "
            "Kontrollera om koderna har bytt plats."
        )
    return found[0], interpretation(name, found[0].name)


def _passed_over(wider: list[str]) -> list[str]:
    if not wider:
        return []
    if len(wider) == 1:
        return [f"{wider[0]} gäller ett större område och läses inte."]
    return [f"{wider[0]} och {len(wider) - 1} till gäller större områden och läses inte."]


def _day(table: Table, columns: _Columns) -> tuple[date | None, str]:
    """The day that the file says, and a note when a year or month was taken for its last day."""
    texts = [columns.titles[columns.value]]
    if columns.time is not None:
        rows = table[columns.row + 1 :]
        texts = [tidy(cells[columns.time]) for cells in rows[:1] if columns.time < len(cells)]
    said = YEAR.search(" ".join(texts))
    if said is None:
        return None, ""
    year, month, day, of_month = said.groups()
    try:
        if day:
            return date(int(year), int(month), int(day)), ""
        number = int(of_month or 12)
        last = date(int(year), number, calendar.monthrange(int(year), number)[1])
    except ValueError:
        return None, ""
    note = f"”{said[0]}” har lästs som {last}. Ändra dagen om siffrorna avser en annan."
    return last, note
