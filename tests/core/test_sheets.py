"""Uploaded files: what is a table is read, what is not gets a sentence."""

import io
from zipfile import ZipFile

import pytest

from core.sheets.cells import BadCell, refuse_what_is_no_text, tidy
from core.sheets.files import read_file, too_large
from core.sheets.limits import MAX_BYTES, MAX_ROWS
from core.sheets.problems import WHOLE_ROW, Problem, letter
from tests.core.sheet_files import as_csv, as_xlsx, refusal, with_member

ROWS = [["kod", "namn"], ["1281", "Lund"]]


@pytest.mark.parametrize("data", [as_csv(ROWS), as_csv(ROWS, separator="\t"), as_xlsx(ROWS)])
def test_both_kinds_of_file_become_the_same_rows(data: bytes) -> None:
    assert [row[:2] for row in read_file("a", data)] == ROWS


def test_merged_titles_are_told() -> None:
    problem = refusal("r.xlsx", as_xlsx(ROWS, merge="B1:C1"))[0]
    assert str(problem).startswith("Rad 1, kolumn B till C: Cellerna är sammanfogade.")


def test_50_megabytes_are_refused_by_their_size_alone() -> None:
    assert str(too_large(50 * 1024 * 1024)).startswith(
        "Hela filen, från rad 1 och kolumn A: Filen är 50 MB och lästes inte. "
        "Den får vara högst 5 MB."
    )
    assert too_large(MAX_BYTES) is None


def test_zip_that_unpacks_to_very_much_is_refused() -> None:
    bomb = with_member(as_xlsx(ROWS), "xl/media/bomb.bin", b"\0" * 41 * 1024 * 1024)
    assert len(bomb) < 100_000
    assert "när den packas upp och lästes inte" in str(refusal("r.xlsx", bomb)[0])


def test_macros_are_refused_by_name_and_by_content() -> None:
    data = as_xlsx(ROWS)
    assert "makron" in str(refusal("register.XLSM", data)[0])
    assert "makron" in str(refusal("r.xlsx", with_member(data, "xl/vbaProject.bin", b"x"))[0])


def test_document_type_in_a_workbook_is_refused() -> None:
    data = with_member(as_xlsx(ROWS), "xl/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]>')
    assert "inte gjord av ett kalkylprogram" in str(refusal("r.xlsx", data)[0])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Filen är tom."),
        (b" ;;\r\n\t\r\n", "Filen är tom."),
        (b"%PDF-1.7\n\x00\x01", "Filen är ingen tabell."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Filen är en äldre eller lösenordsskyddad Excelfil."),
        (b"PK\x03\x04 and then nothing", "Filen går inte att läsa som xlsx."),
        (b"kod\n" * (MAX_ROWS + 2), f"Filen får ha högst {MAX_ROWS} rader"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, sentence: str) -> None:
    assert sentence in str(refusal("register.csv", data)[0])


def test_zip_that_is_no_workbook_is_refused() -> None:
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("hej.txt", "hej")
    assert "går inte att läsa som xlsx" in str(refusal("r.xlsx", file.getvalue())[0])


def test_rows_far_below_the_others_are_not_passed_over_in_silence() -> None:
    data = as_xlsx([*ROWS, *[[None]] * (MAX_ROWS + 5), ROWS[1]])
    assert f"Filen får ha högst {MAX_ROWS} rader" in str(refusal("r.xlsx", data)[0])


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_problem_names_its_place() -> None:
    assert str(Problem("Nej.", row=7, column=3, title="kod")) == "Rad 7, kolumn D (kod): Nej."
    assert str(Problem("Nej.", row=7, column=WHOLE_ROW)) == "Rad 7: Nej."


def test_text_is_tidied_before_it_is_compared() -> None:
    assert tidy(" Va\u0308xjo\u0308\u200b  kommun ") == "Växjö kommun"


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "VÃ¤xjÃ¶", "Lu\x07nd", "L" * 400])
def test_what_nobody_meant_to_write_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        refuse_what_is_no_text(text)
