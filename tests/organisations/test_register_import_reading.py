"""Reading a register file: what is right is kept, what is wrong gets a sentence and a place."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sheets.files import read_file
from core.sheets.problems import Unreadable
from organisations.register_import import example
from organisations.register_import.columns import KNOWN_AS, Column
from organisations.register_import.sheet import read_sheet
from tests.core.sheet_files import as_csv, as_xlsx
from tests.organisations.register_files import (
    SKANE,
    TITLES,
    changed,
    every_recipient,
    read,
    said,
)

Write = Callable[[list[dict[Column, str]]], bytes]
BOTH_KINDS = pytest.mark.parametrize(
    ("name", "write"), [("r.csv", example.as_csv), ("r.xlsx", example.as_xlsx)]
)

# --- What is right ----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_swedish_letters_are_read_right_in_every_encoding(encoding: str, separator: str) -> None:
    row = changed(SKANE, huvudman="Ängsjö Åkerö, förbund")
    data = as_csv([TITLES, row], encoding=encoding, separator=separator)
    sheet = read_sheet(read_file("register.csv", data))
    assert sheet.rows[0].values[Column.HUVUDMAN] == "Ängsjö Åkerö, förbund"


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert read(changed(SKANE, postort="Va\u0308xjo\u0308")).rows[0].values[Column.TOWN] == "Växjö"


def test_order_and_case_of_titles_do_not_matter() -> None:
    table = [["OrgNr", " HUVUDMAN ", "Kommunkod:"], ["2299009908", "Lunds kommun", "1281"]]
    assert read_sheet(table).rows[0].values[Column.CODE] == "1281"


def test_code_that_a_spreadsheet_took_for_a_number_gets_its_zero_back() -> None:
    data = as_xlsx([TITLES, [114, "Upplands Väsby", "Väsby", 2299009908, 19480, "Väsby"]])
    values = read_sheet(read_file("r.xlsx", data)).rows[0].values
    assert (values[Column.CODE], values[Column.POSTAL_CODE]) == ("0114", "194 80")


def test_huvudman_behind_several_recipients_is_no_problem() -> None:
    sheet = read(SKANE, changed(SKANE, kod="1281", mottagare="Lund"))
    assert (len(sheet.rows), sheet.problems) == (2, [])


def test_empty_rows_are_passed_over_and_numbers_are_those_of_the_file() -> None:
    assert [row.number for row in read([""] * 6, SKANE, [""] * 6).rows] == [3]


@BOTH_KINDS
def test_all_314_recipients_are_read_from_either_kind_of_file(name: str, write: Write) -> None:
    sheet = read_sheet(read_file(name, write(every_recipient())))
    assert sheet.problems == []
    assert sheet.rows[-1].values[Column.TOWN] == "Åmål"
    assert len(sheet.rows) == 314


@BOTH_KINDS
def test_example_file_is_faultless(name: str, write: Write) -> None:
    sheet = read_sheet(read_file(name, write(example.EXAMPLE_ROWS)))
    assert (sheet.problems, sheet.notes) == ([], [])
    assert len(sheet.header.columns) == len(Column)


def test_column_that_is_not_ours_is_passed_over_and_told() -> None:
    sheet = read_sheet([[*TITLES, "Anteckning"], [*SKANE, "Ring först"]])
    assert sheet.notes == ["Kolumn G (”Anteckning”) läses inte."]


# --- What is wrong in a cell ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "value", "sentence"),
    [
        ("organisationsnummer", "229900-9907", "D (organisationsnummer): Kontrollsiffran stämmer"),
        ("organisationsnummer", "229900", "D (organisationsnummer): Organisationsnumret ska ha"),
        ("organisationsnummer", "121212-1212", "D (organisationsnummer): Numret ser ut som ett p"),
        ("organisationsnummer", "", "D (organisationsnummer): Fyll i organisationsnummer."),
        ("kod", "Skåne", "A (kod): ”Skåne” är ingen kod."),
        ("postnummer", "2210", "E (postnummer): Postnumret ska ha fem siffror"),
        ("postort", "=A1&B1", "F (postort): Cellen är en formel."),
        ("postort", "#N/A", "F (postort): Cellen är ett fel i kalkylbladet"),
        ("postort", "VÃ¤sterÃ¥s", "F (postort): Texten ”VÃ¤sterÃ¥s” har fel teckenkodning."),
        ("postort", "Lu\x07nd", "F (postort): Cellen har osynliga styrtecken."),
        ("postort", "L" * 61, "F (postort): Texten är 61 tecken. Skriv högst 60."),
        ("huvudman", "12345", "C (huvudman): Här ska det stå ett namn."),
        ("huvudman", "H" * 400, "C (huvudman): Texten är 400 tecken."),
    ],
)
def test_wrong_cell_is_told_with_row_and_column(title: str, value: str, sentence: str) -> None:
    others = [changed(SKANE, kod=code, mottagare="") for code in ("1281", "1280")]
    found = said(*others, changed(SKANE, **{title: value}))
    assert len(found) == 1
    assert found[0].startswith(f"Rad 4, kolumn {sentence}")


@pytest.mark.parametrize(
    ("title", "value", "sentence"),
    [
        ("registrator (e-post)", "kommunen.se", "är ingen e-postadress"),
        ("bankgiro", "5050-1056", "Bankgironumret stämmer inte"),
        ("kontakt telefon", "ring mig", "är inget telefonnummer"),
        ("gäller från", "2026-02-30", "är inget datum"),
    ],
)
def test_wrong_detail_is_told_with_row_and_column(title: str, value: str, sentence: str) -> None:
    problem = str(read_sheet([[*TITLES, title], [*SKANE, value]]).problems[0])
    assert problem.startswith(f"Rad 2, kolumn G ({KNOWN_AS[title]}): ")
    assert sentence in problem


def test_bytes_of_another_encoding_are_pointed_out() -> None:
    data = as_csv([TITLES, SKANE]).replace("å".encode(), b"\x81")
    problem = read_sheet(read_file("register.csv", data)).problems[0]
    assert str(problem).startswith("Rad 2, kolumn B (mottagare): Texten ”RSS Sk\ufffdne” har fel")


def test_formula_of_a_workbook_is_refused() -> None:
    data = as_xlsx([TITLES, changed(SKANE, organisationsnummer="=1+1")])
    problem = str(read_sheet(read_file("register.xlsx", data)).problems[0])
    assert problem.startswith("Rad 2, kolumn D (organisationsnummer): Cellen är en formel.")


# --- What rows say against one another, and columns in each other's place ------------------------


def test_recipient_twice_is_told() -> None:
    assert said(SKANE, SKANE) == [
        "Rad 3, kolumn A (kod): RSS-12 står redan på rad 2. Behåll en av raderna."
    ]


def test_doubled_organisationsnummer_with_another_name_is_told() -> None:
    assert said(SKANE, changed(SKANE, kod="1281", huvudman="Lunds kommun")) == [
        "Rad 3, kolumn C (huvudman): Det står ”Lunds kommun”, men rad 2 har ”Skånes Kommuner” "
        "för samma nummer (229900-9908)."
    ]


def test_swapped_columns_are_told_once_each_and_by_name() -> None:
    swap = {"organisationsnummer": "221 00", "postnummer": "229900-9908"}
    found = said(*(changed(SKANE, kod=f"128{n}", **swap) for n in range(5)))
    assert found == [
        "Rad 2, kolumn D (organisationsnummer): Här ser det ut att stå postnummer. "
        "Har kolumnen bytt plats med kolumn E (postnummer)?",
        "Rad 2, kolumn E (postnummer): Här ser det ut att stå organisationsnummer. "
        "Har kolumnen bytt plats med kolumn D (organisationsnummer)?",
    ]


def test_name_and_number_that_changed_places_are_told() -> None:
    swap = {"organisationsnummer": "Skånes Kommuner", "huvudman": "229900-9908"}
    found = said(changed(SKANE, **swap))
    assert found[0].startswith("Rad 2, kolumn C (huvudman): Här ser det ut att stå organisations")
    assert found[1].startswith("Rad 2, kolumn D (organisationsnummer): Här ser det ut att stå huv")


# --- What is wrong with the titles or the file ---------------------------------------------------


def test_missing_title_is_told() -> None:
    problems = read_sheet([["kod", "huvudman"], ["1281", "Lunds kommun"]]).problems
    assert str(problems[0]) == (
        "Rad 1, kolumn A till B: Rubriken ”organisationsnummer” saknas. Skriv den över rätt kolumn."
    )


def test_title_twice_is_told() -> None:
    problems = read_sheet([[*TITLES, "org.nr"], [*SKANE, "2299009908"]]).problems
    assert str(problems[0]).startswith("Rad 1, kolumn G (organisationsnummer): Kolumnen finns")


def test_column_with_values_and_no_title_is_told() -> None:
    problems = read_sheet([TITLES, [*SKANE, "?"]]).problems
    assert str(problems[0]).startswith("Rad 1, kolumn G: Kolumnen har värden men ingen rubrik.")


def test_titles_alone_are_told() -> None:
    assert "Rad 2, kolumn A: Filen har rubriker men inga rader." in said()[0]


# --- Whatever people send -------------------------------------------------------------------------

CELLS = st.one_of(st.text(max_size=30), st.sampled_from([*KNOWN_AS, *SKANE, "1281", "=1", "#N/A"]))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=9), max_size=9), st.booleans())
def test_any_table_of_text_is_read_or_told(table: list[list[str]], with_titles: bool) -> None:
    sheet = read_sheet([TITLES, *table] if with_titles else table)
    assert sheet.rows or sheet.problems
    assert all(str(problem).startswith("Rad ") for problem in sheet.problems)


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"kod;huvudman\n"])
)
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    try:
        read_sheet(read_file("register.csv", start + data))
    except Unreadable as refused:
        assert str(refused)
