"""Decided tables for the tests: the recipients as they are, and the bilagor as files."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.conf import settings

from allocations.table_import.known import Known
from allocations.table_import.reading import Reading, read_pasted, read_table
from core.fixtures import read_csv
from tests.core.sheet_files import as_csv

TITLES = ["kommunkod", "namn", "belopp"]
VASBY = ["0114", "Upplands Väsby", "5086774"]
BRO = ["0139", "Upplands-Bro", "3572418"]
STAFFANSTORP = ["1230", "Staffanstorp", "3037453"]


@cache
def kommuner() -> tuple[Known, ...]:
    """All 290."""
    lan = _lan()
    return tuple(
        Known(row["kommunkod"], row["kommun"], row["lanskod"], lan[row["lanskod"]])
        for row in read_csv("registers/kommuner.csv")
    )


@cache
def rss() -> tuple[Known, ...]:
    """All 24."""
    lan = _lan()
    names = {row["rss_kod"]: row for row in read_csv("registers/kommuner.csv")}
    return tuple(
        Known(code, row["rss"], row["lanskod"], lan[row["lanskod"]]) for code, row in names.items()
    )


def regioner() -> tuple[Known, ...]:
    """Three of the 21."""
    names = {"12": "Region Skåne", "06": "Region Jönköpings län", "14": "Västra Götalandsregionen"}
    return tuple(Known(f"REG-{lan}", name, lan, _lan()[lan]) for lan, name in names.items())


def _lan() -> dict[str, str]:
    return {row["lanskod"]: row["lan"] for row in read_csv("registers/lan.csv")}


def bilaga(name: str) -> bytes:
    """A decided table as it lies among the fixtures."""
    return (Path(settings.BASE_DIR) / "fixtures" / "allocations" / f"{name}.csv").read_bytes()


def printed(name: str, heading: str, columns: tuple[str, str], total: str) -> str:
    """The same as text, as it is copied out of the decision."""
    rows = list(csv.DictReader(bilaga(name).decode().splitlines()))
    lines = [f"{row[columns[0]]} {row[columns[1]]}" for row in rows]
    return "\n".join([heading, "Kommun Belopp, kr", *lines, total])


def read(*rows: Sequence[str], titles: Sequence[str] = TITLES) -> Reading:
    """Rows below the usual titles, read as a csv about kommuner."""
    return read_table("tabell.csv", as_csv([titles, *rows]), kommuner())


def pasted(text: str, recipients: Sequence[Known] | None = None) -> Reading:
    """Text about kommuner, unless told otherwise."""
    return read_pasted(text, kommuner() if recipients is None else recipients)


def said(reading: Reading) -> list[str]:
    return [str(problem) for problem in reading.problems]


def frames(reading: Reading) -> dict[str, int]:
    """Kronor by code."""
    return {row.code: row.kr for row in reading.rows}
