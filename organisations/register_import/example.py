"""The example file: every column, and rows that show what they hold. All of it is made up."""

import csv
import io

from openpyxl import Workbook

from organisations.register_import.columns import Column

__all__ = ["EXAMPLE_ROWS", "as_csv", "as_xlsx"]

EXAMPLE_ROWS: list[dict[Column, str]] = [
    {
        Column.CODE: "RSS-12",
        Column.RECIPIENT: "RSS Skåne",
        Column.HUVUDMAN: "Exempelförbundet",
        Column.ORGANISATIONSNUMMER: "229900-9908",
        Column.ADDRESS: "Storgatan 1",
        Column.POSTAL_CODE: "221 00",
        Column.TOWN: "Lund",
        Column.REGISTRY: "registrator@exempelforbundet.example",
        Column.BANKGIRO: "5050-1055",
        Column.E_INVOICE: "0007:2299009908",
        Column.CONTACT: "Åsa Öberg",
        Column.CONTACT_EMAIL: "asa.oberg@exempelforbundet.example",
        Column.CONTACT_PHONE: "010-123 45 67",
        Column.FROM_DATE: "2026-01-01",
    },
    {
        Column.CODE: "0114",
        Column.RECIPIENT: "Upplands Väsby",
        Column.HUVUDMAN: "Exempelkommunen",
        Column.ORGANISATIONSNUMMER: "229900-9916",
        Column.ADDRESS: "Torget 2",
        Column.POSTAL_CODE: "194 80",
        Column.TOWN: "Upplands Väsby",
        Column.REGISTRY: "kommun@exempelkommunen.example",
        Column.BANKGIRO: "991-2346",
        Column.FROM_DATE: "2026-01-01",
    },
]


def as_csv(rows: list[dict[Column, str]]) -> bytes:
    """With semicolons and a mark of UTF-8, as Swedish spreadsheets open without asking."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerows(_table(rows))
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(rows: list[dict[Column, str]]) -> bytes:
    """With every cell as text, so that 0114 keeps its zero."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Register"
    for number, values in enumerate(_table(rows), start=1):
        for place, text in enumerate(values, start=1):
            cell = sheet.cell(number, place, text)
            cell.number_format = "@"
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _table(rows: list[dict[Column, str]]) -> list[list[str]]:
    return [[column.value for column in Column]] + [
        [row.get(column, "") for column in Column] for row in rows
    ]
