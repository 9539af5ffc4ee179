"""Reading a decided table from a file: rows by code; what is wrong gets a sentence and a place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocations.table_import.reading import read_table
from core.sheets.files import too_large
from tests.allocations.tables import (
    BRO,
    STAFFANSTORP,
    TITLES,
    VASBY,
    bilaga,
    frames,
    kommuner,
    read,
    regioner,
    rss,
    said,
)
from tests.core.sheet_files import as_csv, as_xlsx, with_member

# --- What is right ----------------------------------------------------------------------------


def test_290_rows_are_read_and_staffanstorps_is_noted() -> None:
    reading = read_table("bilaga.csv", bilaga("socialtjanst-kommun-2025"), kommuner())
    assert (len(reading.rows), sum(row.kr for row in reading.rows)) == (290, 1_145_499_999)
    assert reading.problems == []
    assert reading.notes == ["Rad 98: ”Staffanstorps” har lästs som Staffanstorp."]


def test_the_printed_column_is_not_read_beside_the_amounts() -> None:
    reading = read_table("bilaga.csv", bilaga("aldreomsorg-rss-2025"), rss())
    assert (len(reading.rows), sum(row.kr for row in reading.rows)) == (24, 100_000_000)
    assert "Kolumn E (”belopp_som_tryckt”) läses inte." in reading.notes


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_every_kind_of_csv_is_read(separator: str, encoding: str) -> None:
    data = as_csv([TITLES, VASBY], separator=separator, encoding=encoding)
    assert frames(read_table("t.csv", data, kommuner())) == {"0114": 5_086_774}


def test_a_workbook_with_a_heading_above_and_a_sum_below_is_read() -> None:
    titles, total = ["Kommun", "Kod", "Belopp, kr"], ["Summa", None, 5086774]
    data = as_xlsx([["Bilaga 1"], [], titles, ["Upplands Väsby", 114, 5086774.0], total])
    reading = read_table("t.xlsx", data, kommuner())
    assert (frames(reading), reading.stated_total_kr) == ({"0114": 5_086_774}, 5_086_774)
    assert reading.problems == []


@pytest.mark.parametrize("amount", ["5 086 774", "5.086.774", "5\u00a0086\u00a0774 kr", "5086 774"])
def test_thousands_may_be_spaced_or_dotted(amount: str) -> None:
    assert frames(read(["0114", "Upplands Väsby", amount])) == {"0114": 5_086_774}


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Staffanstorps", "1230"), ("Staffanstorps kommun", "1230"), ("STAFFANSTORP", "1230"),
        ("Staffanstorp:s kommun", "1230"), ("Stockholms stad", "0180"), ("Borås", "1490"),
        ("Region Gotland", "0980"), ("Va\u0308xjo\u0308", "0780"), ("Upplands Bro", "0139"),
        ("Habos", "0643"), ("Håbo kommun", "0305"),
    ],
)  # fmt: skip
def test_without_codes_names_are_known_in_the_forms_that_people_print(
    printed: str, code: str
) -> None:
    assert frames(read([printed, "1000"], titles=["namn", "belopp"])) == {code: 1000}


@pytest.mark.parametrize(
    ("printed", "code"), [("Skåne", "REG-12"), ("Skåne län", "REG-12"), ("12", "REG-12"),
                          ("Region Jönköping", "REG-06")]
)  # fmt: skip
def test_regioner_are_known_by_name_and_by_lan(printed: str, code: str) -> None:
    data = as_csv([["region", "belopp"], [printed, "1000"]])
    assert frames(read_table("t.csv", data, regioner())) == {code: 1000}


# --- What is wrong ------------------------------------------------------------------------------


def test_swapped_codes_are_refused_on_both_rows() -> None:
    reading = read([VASBY[0], *BRO[1:]], [BRO[0], *VASBY[1:]], STAFFANSTORP)
    assert said(reading) == [
        "Rad 2, kolumn A (kod): Koden 0114 är Upplands Väsby, men raden heter ”Upplands-Bro” "
        "(0139). Kontrollera om koderna har bytt plats.",
        "Rad 3, kolumn A (kod): Koden 0139 är Upplands-Bro, men raden heter ”Upplands Väsby” "
        "(0114). Kontrollera om koderna har bytt plats.",
    ]
    assert frames(reading) == {"1230": 3_037_453}


def test_a_doubled_row_names_the_first() -> None:
    assert said(read(VASBY, BRO, VASBY)) == [
        "Rad 4, kolumn A (kod): 0114 Upplands Väsby står redan på rad 2. Behåll en av raderna."
    ]


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("ca 5 Mkr", "”ca 5 Mkr” går inte att läsa. Skriv beloppet i hela kronor med siffror"),
        ("-5", "Beloppet är mindre än noll. Skriv 0 eller mer."),
        ("5086774,50", "”5086774,50” går inte att läsa. Skriv beloppet utan ören"),
        ("5086774.00", "”5086774.00” går inte att läsa. Skriv beloppet utan ören"),
        ("", "Fyll i beloppet. Skriv 0 om mottagaren inte ska få något."),
        ("=SUM(C2:C9)", "Cellen är en formel. Klistra in värdet i stället för formeln."),
        ("#N/A", "Cellen är ett fel i kalkylbladet (#N/A). Skriv värdet."),
        ("9" * 19, "Beloppet är större än hela statens budget."),
    ],
)
def test_an_amount_that_is_none_is_told_with_its_place(amount: str, sentence: str) -> None:
    (problem,) = said(read(["0114", "Upplands Väsby", amount]))
    assert problem.startswith(f"Rad 2, kolumn C (belopp): {sentence}")


def test_a_formula_in_a_workbook_is_refused() -> None:
    data = as_xlsx([TITLES, VASBY, ["Summa", None, "=SUM(C2:C2)"]])
    assert said(read_table("t.xlsx", data, kommuner())) == [
        "Rad 3, kolumn C (belopp): Cellen är en formel. Klistra in värdet i stället för formeln."
    ]


def test_an_unknown_code_is_told() -> None:
    assert said(read(["9999", "Ingenstans", "5"])) == [
        "Rad 2, kolumn A (kod): Ingen mottagare i omgången har koden 9999. Kontrollera den."
    ]


def test_a_name_that_only_looks_like_another_is_asked_about_and_not_guessed() -> None:
    reading = read(["Stafanstorp", "5"], titles=["namn", "belopp"])
    assert reading.rows == []
    assert "Ingen mottagare heter ”Stafanstorp”. Menas Staffanstorp?" in said(reading)[0]


def test_a_lan_with_several_rss_does_not_tell_which() -> None:
    data = as_csv([["länskod", "belopp"], ["14", "5"]])
    (problem,) = said(read_table("t.csv", data, rss()))
    assert "Koden 14 är ett län med flera mottagare (RSS-14-" in problem


def test_merged_titles_are_told() -> None:
    data = as_xlsx([TITLES, VASBY], merge="B1:C1")
    (problem,) = said(read_table("t.xlsx", data, kommuner()))
    assert problem.startswith("Rad 1, kolumn B till C: Cellerna är sammanfogade.")


def test_titles_that_a_csv_lost_are_told() -> None:
    (problem,) = said(read(VASBY, titles=["Kommun och belopp", "", ""]))
    assert "Filen saknar en rad med rubriker." in problem


def test_two_sums_are_told() -> None:
    reading = read(VASBY, ["", "Summa", "5086774"], ["", "Totalt", "5086775"])
    assert "Tabellen anger flera summor: 5\u00a0086\u00a0774\u00a0kr och" in said(reading)[0]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("t.csv", b"", "Filen är tom."),
        ("t.csv", b"kod;belopp\n", "Filen har rubriker men inga rader."),
        ("t.xlsm", as_xlsx([TITLES, VASBY]), "Filen kan innehålla makron."),
        ("t.xlsx", with_member(as_xlsx([TITLES]), "xl/vbaProject.bin", b"x"), "innehåller makron"),
        (
            "t.xlsx",
            with_member(as_xlsx([TITLES]), "xl/bomb.bin", bytes(41 * 1024 * 1024)),
            "när den packas upp och lästes inte",
        ),
    ],
    ids=["empty", "only titles", "macro file", "macros within", "zip bomb"],
)
def test_a_file_that_is_no_table_is_refused(name: str, data: bytes, sentence: str) -> None:
    assert sentence in said(read_table(name, data, kommuner()))[0]


def test_50_megabytes_are_refused_unopened() -> None:
    size = 50 * 1024 * 1024
    assert "Filen är 50 MB och lästes inte." in str(too_large(size))
    assert "Filen är 50 MB" in said(read_table("t.xlsx", bytes(size), kommuner()))[0]


CELLS = st.one_of(st.text(max_size=20), st.sampled_from([*VASBY, *TITLES, "Summa", "=1", "-5"]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_any_table_is_read_or_told(rows: list[list[str]]) -> None:
    reading = read_table("t.csv", as_csv([TITLES, *rows], encoding="utf-16"), kommuner())
    assert all(str(problem) for problem in reading.problems)
    assert all(row.kr >= 0 and row.code for row in reading.rows)
