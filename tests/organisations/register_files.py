"""Register files for the tests: faultless rows, and what is read from them."""

from collections.abc import Mapping, Sequence

from stdnum import luhn

from core.fixtures import read_csv
from core.sheets.files import read_file
from organisations.register_import.columns import Column
from organisations.register_import.sheet import Sheet, read_sheet
from tests.core.sheet_files import as_csv

SKANE = ["RSS-12", "RSS Skåne", "Skånes Kommuner", "229900-9908", "221 00", "Lund"]
TITLES = ["kod", "mottagare", "huvudman", "organisationsnummer", "postnummer", "postort"]


def orgnr(number: int) -> str:
    """An organisationsnummer whose check digit is right."""
    digits = f"2299{number:05d}"
    return digits + luhn.calc_check_digit(digits)


def changed(row: Sequence[str], **values: str) -> list[str]:
    """A row with other values, by title."""
    return [values.get(title, cell) for title, cell in zip(TITLES, row, strict=True)]


def read(*rows: Sequence[str]) -> Sheet:
    """Rows below the usual titles, read as a csv."""
    return read_sheet(read_file("register.csv", as_csv([TITLES, *rows])))


def said(*rows: Sequence[str]) -> list[str]:
    return [str(problem) for problem in read(*rows).problems]


def every_recipient() -> list[dict[Column, str]]:
    """A row for each of the 314, with Region Gotland behind both a kommun and an RSS."""
    kommuner = read_csv("registers/kommuner.csv")
    names: Mapping[str, str] = {row["rss_kod"]: row["rss"] for row in kommuner} | {
        row["kommunkod"]: row["kommun"] for row in kommuner
    }
    behind = {code: number for number, code in enumerate(names)}
    behind["RSS-09"] = behind["0980"]
    return [_row(code, name, behind[code]) for code, name in names.items()]


def _row(code: str, name: str, number: int) -> dict[Column, str]:
    return {
        Column.CODE: code,
        Column.RECIPIENT: name,
        Column.HUVUDMAN: f"Förbund nr {number}",
        Column.ORGANISATIONSNUMMER: orgnr(number),
        Column.ADDRESS: f"Ågatan {number}",
        Column.POSTAL_CODE: "221 00",
        Column.TOWN: "Åmål",
        Column.REGISTRY: f"registrator{number}@example.se",
        Column.CONTACT: "Åsa Öberg",
        Column.CONTACT_EMAIL: f"asa.{code.lower()}@example.se",
        Column.FROM_DATE: "2025-01-01",
    }
