"""What rows of a file say against one another."""

from collections.abc import Mapping

from core.sheets.problems import Problem
from organisations.register_import.columns import ORGANISATION_FIELDS, Column
from organisations.register_import.header import Header

__all__ = ["repeated"]

Rows = Mapping[int, Mapping[Column, str]]


def repeated(header: Header, rows: Rows) -> list[Problem]:
    """Recipients twice, and huvudmän of one organisationsnummer that differ."""
    return [*_recipients_twice(header, rows), *_huvudman_that_differ(header, rows)]


def _recipients_twice(header: Header, rows: Rows) -> list[Problem]:
    problems = []
    first: dict[str, int] = {}
    for number, values in rows.items():
        code = values.get(Column.CODE, "")
        seen = first.setdefault(code, number)
        if code and seen != number:
            said = f"{code} står redan på rad {seen}. Behåll en av raderna."
            problems.append(header.problem(number, Column.CODE, said))
    return problems


def _huvudman_that_differ(header: Header, rows: Rows) -> list[Problem]:
    """One huvudman may stand behind many recipients, but is then the same on every row."""
    problems = []
    first: dict[tuple[str, Column], tuple[int, str]] = {}
    for number, values in rows.items():
        orgnr = values.get(Column.ORGANISATIONSNUMMER)
        for column in ORGANISATION_FIELDS:
            if not orgnr or column not in values:
                continue
            seen, there = first.setdefault((orgnr, column), (number, values[column]))
            if there != values[column]:
                problems.append(
                    header.problem(number, column, _said(values[column], there, seen, orgnr))
                )
    return problems


def _said(here: str, there: str, seen: int, orgnr: str) -> str:
    printed = f"{orgnr[:6]}-{orgnr[6:]}"
    return f"Det står ”{here}”, men rad {seen} har ”{there}” för samma nummer ({printed})."
