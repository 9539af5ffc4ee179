"""A decided table as rows of recipient and kr, with all that is wrong and all that was interpreted.

The package's door for tables: `read_table` for files, `read_pasted` for text.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from allocations.table_import.entries import Entries, Entry, Field
from allocations.table_import.known import Known, Row
from allocations.table_import.names import Directory, interpretation
from allocations.table_import.pasted import entries_in
from allocations.table_import.sheet import entries_of
from core.kronor import with_unit
from core.sheets.cells import shortened
from core.sheets.files import read_file
from core.sheets.problems import Problem, Unreadable

__all__ = ["Reading", "read_pasted", "read_table", "recipient_meant"]


@dataclass(frozen=True)
class Reading:
    """What a table says. With problems it can be looked at, but not kept.

    `stated_total_kr` is what the table itself says that it adds up to, None when it doesn't.
    """

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stated_total_kr: int | None = None


def read_table(name: str, data: bytes, recipients: Sequence[Known]) -> Reading:
    """Read an xlsx or csv. Never raises: what is wrong is among the problems."""
    try:
        table = read_file(name, data)
    except Unreadable as refused:
        return Reading(problems=list(refused.problems))
    return _matched(entries_of(table), Directory(recipients))


def read_pasted(text: str, recipients: Sequence[Known]) -> Reading:
    """Read text copied from a bilaga. Never raises."""
    directory = Directory(recipients)
    return _matched(entries_in(text, directory), directory)


def _matched(entries: Entries, directory: Directory) -> Reading:
    rows, problems, notes = [], list(entries.problems), list(entries.notes)
    totals, subtotals = [], []
    for entry in entries.found:
        if entry.refused:
            problems.append(entries.problem(entry, Field.AMOUNT, entry.refused))
        elif entry.is_sum:
            totals.append(entry)
        elif not entry.code and directory.lan_of(entry.name):
            subtotals.append(entry)
        else:
            known, problem = recipient_meant(entry, entries, directory)
            problems += [problem] if problem else []
            if known is not None:
                rows.append(Row(known.code, entry.name or known.name, entry.kr or 0, entry.row))
                notes += _interpreted(entry, known)
    problems += _twice(rows, entries, directory)
    problems += _wrong_subtotals(subtotals, rows, entries, directory)
    problems += _several_totals(totals, entries)
    problems.sort(key=lambda one: (one.row or 0, one.column))
    return Reading(rows, problems, notes, totals[0].kr if totals else None)


def recipient_meant(
    entry: Entry, entries: Entries, directory: Directory
) -> tuple[Known | None, Problem | None]:
    """The recipient of an entry: by its code when it has one, and then the name must agree."""
    if not entry.code:
        found = directory.named(entry.name)
        said = "" if len(found) == 1 else _said_of_name(entry.name, found, directory)
        return (None, entries.problem(entry, Field.NAME, said)) if said else (found[0], None)
    found = directory.with_code(entry.code)
    if len(found) != 1:
        return None, entries.problem(entry, Field.CODE, _said_of_code(entry.code, found))
    known, others = found[0], directory.named(entry.name) if entry.name else []
    if others and known not in others:
        said = (
            f"Koden {entry.code} är {known.name}, men raden heter ”{shortened(entry.name)}” "
            f"({others[0].code}). Kontrollera om koderna har bytt plats."
        )
        return None, entries.problem(entry, Field.CODE, said)
    return known, None


def _said_of_name(name: str, found: list[Known], directory: Directory) -> str:
    if found:
        which = " eller ".join(f"{one.name} ({one.code})" for one in found[:4])
        return f"”{shortened(name)}” kan vara {which}. Skriv koden i en egen kolumn."
    said = f"Ingen mottagare heter ”{shortened(name)}”."
    like = directory.resembling(name)
    return (
        f"{said} Menas {like}? Skriv det, eller lägg till koden."
        if like
        else (f"{said} Kontrollera namnet, och att tabellen hör till den här omgången.")
    )


def _said_of_code(code: str, found: list[Known]) -> str:
    if found:
        which = ", ".join(one.code for one in found)
        return f"Koden {shortened(code)} är ett län med flera mottagare ({which}). Skriv deras kod."
    return f"Ingen mottagare i omgången har koden {shortened(code)}. Kontrollera den."


def _interpreted(entry: Entry, known: Known) -> list[str]:
    said = interpretation(entry.name, known.name)
    return [f"Rad {entry.row}: {said}"] if said else []


def _twice(rows: Iterable[Row], entries: Entries, directory: Directory) -> list[Problem]:
    problems = []
    first: dict[str, int] = {}
    for row in rows:
        if row.code in first:
            name = directory.by_code[row.code].name
            said = f"{row.code} {name} står redan på rad {first[row.code]}. Behåll en av raderna."
            entry = Entry(row.number, row.code, row.printed_name)
            problems.append(entries.problem(entry, Field.CODE, said))
        first.setdefault(row.code, row.number)
    return problems


def _wrong_subtotals(
    subtotals: list[Entry], rows: Iterable[Row], entries: Entries, directory: Directory
) -> list[Problem]:
    """A län's line must be what its recipients add up to: a lost digit shows."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[directory.by_code[row.code].lanskod] += row.kr
    problems = []
    for entry in subtotals:
        sum_kr = sums.get(directory.lan_of(entry.name))
        if sum_kr is None:
            said = f"Tabellen har inga mottagare i {entry.name}. Lägg till raderna för dem."
            problems.append(entries.problem(entry, Field.NAME, said))
        elif sum_kr != entry.kr:
            said = (
                f"Raden säger {with_unit(entry.kr or 0)} för {entry.name}, men länets mottagare "
                f"summerar till {with_unit(sum_kr)}. Kontrollera siffrorna."
            )
            problems.append(entries.problem(entry, Field.AMOUNT, said))
    return problems


def _several_totals(totals: list[Entry], entries: Entries) -> list[Problem]:
    different = list({entry.kr: entry for entry in totals}.values())
    if len(different) < 2:
        return []
    sums = " och ".join(with_unit(entry.kr or 0) for entry in different)
    said = f"Tabellen anger flera summor: {sums}. Behåll den som gäller hela tabellen."
    return [entries.problem(different[1], Field.AMOUNT, said)]
