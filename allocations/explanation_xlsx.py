"""An allocation as an Excel workbook: every recipient's terms in columns, with real numbers.

Amounts in kr; the terms are exact, shown with two decimals. The second sheet is the key in words.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from allocations.explained import Explained, Explanation, still_explained
from allocations.models import Allocation, AllocationRow

__all__ = ["workbook"]

WHOLE_KRONOR = "#,##0"
WITH_ORE = "#,##0.00"
BOLD = Font(bold=True)
AT_TOP = Alignment(vertical="top", wrap_text=True)

Value = str | int | float | None
Line = list[Value]
NAMES = ["Kod", "Mottagare", "Län"]
NAME_WIDTHS = [26, 30, 22]


def workbook(allocation: Allocation) -> bytes:
    """The file's content; the decided amounts alone when no key explains them."""
    found = still_explained(allocation)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Fördelning"
    if found is None:
        _decided_alone(sheet, allocation)
    else:
        _with_terms(sheet, found)
        _key_in_words(book.create_sheet("Nyckeln"), found)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _decided_alone(sheet: Worksheet, allocation: Allocation) -> None:
    rows = list(allocation.rows.select_related("recipient__lan"))
    lines: list[Line] = [[*_names(row), row.kr] for row in rows]
    _table(sheet, [*NAMES, "Beslutat, kr"], lines, ore=range(0))


def _with_terms(sheet: Worksheet, found: Explained) -> None:
    labels = _labels(found)
    headings = [
        *NAMES,
        "Beslutat, kr",
        *(f"{label}, kr" for label in labels),
        "Uträknat, kr",
        "Justering, kr",
        "Skillnad, kr",
    ]
    lines = [[*_names(row), *_amounts(one, labels)] for row, one in found.rows]
    ore = range(len(NAMES) + 2, len(NAMES) + 2 + len(labels))
    _table(sheet, headings, lines, ore=ore)
    last = len(headings) + 1
    _write(sheet.cell(1, last), "Uträkning").font = BOLD
    for place, (_, one) in enumerate(found.rows, start=2):
        _write(sheet.cell(place, last), one.words)
    sheet.column_dimensions[get_column_letter(last)].width = 90


def _labels(found: Explained) -> list[str]:
    """The parts in the key's order, then the cap if it took or gave anything."""
    parts = [one.part.label for one in found.followed.done.parts]
    others = [term.label for row in found.followed.done.rows for term in row.terms]
    return list(dict.fromkeys([*parts, *others]))


def _names(row: AllocationRow) -> Line:
    return [row.recipient.code, row.printed_name, row.recipient.lan.name]


def _amounts(one: Explanation, labels: Sequence[str]) -> Line:
    terms = {term.label: float(term.kr) for term in one.terms}
    return [
        one.decided_kr,
        *(terms.get(label, 0) for label in labels),
        one.computed_kr,
        one.adjustment_kr,
        one.difference_kr,
    ]


def _table(
    sheet: Worksheet, headings: Sequence[str], lines: Sequence[Line], *, ore: Iterable[int]
) -> None:
    """Heading, lines and a total; columns in `ore` (from 1) show two decimals."""
    first = len(NAMES)
    columns = list(zip(*lines, strict=True))[first:]
    totals = [sum(v for v in column if isinstance(v, int | float)) for column in columns]
    written: list[Line] = [list(headings), *lines, ["Summa", "", "", *totals]]
    for place, line in enumerate(written, start=1):
        for column, value in enumerate(line, start=1):
            cell = _write(sheet.cell(place, column), value)
            if column > first:
                cell.number_format = WITH_ORE if column in ore else WHOLE_KRONOR
            if place in (1, len(written)):
                cell.font = BOLD
    widths = [*NAME_WIDTHS, *(max(16, len(heading) + 2) for heading in headings[first:])]
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "C2"


def _key_in_words(sheet: Worksheet, found: Explained) -> None:
    allocation, key = found.allocation, found.key
    lines = [key.name, f"Källa: {allocation.source}", *found.followed.words]
    lines += list(filter(None, [key.note, allocation.deviation_reason]))
    for place, text in enumerate(lines, start=1):
        _write(sheet.cell(place, 1), text).alignment = AT_TOP
    sheet.cell(1, 1).font = BOLD
    sheet.column_dimensions["A"].width = 110


def _write(cell: Cell, value: Value) -> Cell:
    """A text stays a text, also when it begins as a formula does."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
