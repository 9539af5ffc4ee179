"""Reading a statistic: SCB's files and plain ones, by code; and adopting it once."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from allocations.actions import adopt_statistic
from allocations.models import Statistic
from allocations.table_import.statistics import (
    StatisticReading,
    StatisticRow,
    read_statistic,
    sha256_of,
    statistic_rows_as_text,
    statistic_rows_from_text,
)
from core.errors import NotAllowed, RuleViolated, StaleState
from core.fixtures import read_csv
from organisations.models import RecipientKind
from organisations.roles import StaffRole
from tests.allocations.tables import kommuner, rss
from tests.builders import APRIL, make_recipient, make_staff

TWO = kommuner()[:2]
VALUES = {"0114": Decimal(50323), "0115": Decimal(35119)}
YEAR_END = date(2024, 12, 31)

JSON_STAT = {
    "class": "dataset",
    "version": "2.0",
    "id": ["Region", "ContentsCode", "Tid"],
    "size": [2, 1, 1],
    "role": {"time": ["Tid"]},
    "dimension": {
        "Region": {
            "category": {
                "index": {"0115": 1, "0114": 0},
                "label": {"0114": "Upplands Väsby", "0115": "Vallentuna"},
            }
        },
        "ContentsCode": {"category": {"index": ["BE1"], "label": {"BE1": "Folkmängd"}}},
        "Tid": {"category": {"index": {"2024": 0}, "label": {"2024": "2024"}}},
    },
    "value": [50323, 35119],
}
PXWEB = {
    "columns": [
        {"code": "Region", "text": "region", "type": "d"},
        {"code": "Tid", "text": "år", "type": "t"},
        {"code": "BE1", "text": "Folkmängd"},
    ],
    "data": [
        {"key": ["0114", "2024"], "values": ["50323"]},
        {"key": ["0115", "2024"], "values": ["35119"]},
    ],
}
SCB_CSV = (
    '"region","ålder","kön","2024"\n"00 Riket","totalt","totalt",10587710\n'
    '"0114 Upplands Väsby","totalt","totalt",50323\n"0115 Vallentuna","totalt","totalt",35119\n'
).encode("latin-1")


def values(reading: StatisticReading) -> dict[str, Decimal]:
    return {row.code: row.value for row in reading.rows}


def said(data: bytes) -> list[str]:
    return [str(problem) for problem in read_statistic("s.csv", data, TWO).problems]


# --- Reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        SCB_CSV,
        json.dumps(JSON_STAT).encode(),
        json.dumps({**JSON_STAT, "value": {"0": 50323, "1": 35119}}).encode(),
        json.dumps(PXWEB).encode("utf-8-sig"),
        "kommunkod;namn;värde;datum\n0114;Upplands Väsby;50 323;2024-12-31\n115;;35119".encode(),
        b"kommunkod\tfolkmangd 2024-12-31\n0114\t50323\n0115\t35119",
    ],
    ids=["SCB csv", "json-stat2", "json-stat2 sparse", "PxWeb json", "plain with dates", "plain"],
)
def test_every_kind_of_file_gives_the_same_figures_and_day(data: bytes) -> None:
    reading = read_statistic("s", data, TWO)
    assert reading.problems == []
    assert (values(reading), reading.measured_on) == (VALUES, YEAR_END)
    assert (reading.count, reading.sum) == (2, Decimal(85442))


def test_a_year_taken_for_its_last_day_and_what_is_passed_over_are_told() -> None:
    assert read_statistic("s.csv", SCB_CSV, TWO).notes == [
        "00 Riket gäller ett större område och läses inte.",
        "”2024” har lästs som 2024-12-31. Ändra dagen om siffrorna avser en annan.",
    ]


def test_the_kept_statistic_of_290_kommuner_is_read() -> None:
    rows = read_csv("statistics/folkmangd_harledd.csv")
    data = "\n".join(["kommunkod;folkmangd", *(f"{r['kommunkod']};{r['folkmangd']}" for r in rows)])
    reading = read_statistic("s.csv", data.encode(), kommuner())
    assert (reading.count, reading.sum) == (290, Decimal(10_587_140))


def test_decimals_are_read_with_comma_and_with_point() -> None:
    data = b"kod;v\n0114;12,5\n0115;0.25"
    assert values(read_statistic("s.csv", data, TWO)) == {
        "0114": Decimal("12.5"),
        "0115": Decimal("0.25"),
    }


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("..", "Värdet saknas."),
        ("-3", "Värdet är mindre än noll."),
        ("1.481", "”1.481” kan betyda två saker."),
        ("=A1", "Cellen är en formel."),
        ("1,23456", "Skriv högst 12 siffror och 4 decimaler."),
    ],
)
def test_a_figure_that_is_none_is_told_with_its_place(cell: str, sentence: str) -> None:
    (problem,) = said(f"kod;värde\n0114;{cell}\n0115;7".encode())
    assert problem.startswith(f"Rad 2, kolumn B (värde): {sentence}")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("kod;v\n0114;1\n0114;2", "0114 Upplands Väsby står redan på rad 2."),
        ("kod;v\n9999;1", "Ingen mottagare av det valda slaget har koden 9999."),
        ("kod;namn;v\n0114;Vallentuna;1", "Koden 0114 är Upplands Väsby, men raden heter"),
        ("region;kön;v\n0114 Upplands Väsby;män;1\n0114;kvinnor;2", "Siffrorna är delade efter kö"),
        ("kod;a;b\n0114;1;2", "Filen har flera kolumner med tal: B (”a”), C (”b”)."),
        ("kod;namn\n0114;Upplands Väsby", "Filen har ingen kolumn med tal."),
        ("hej\n1", "Filen saknar rubriker."),
        ("", "Filen är tom."),
        ('{"dimension": 7}', "Filen går inte att läsa som statistik från SCB."),
        ("[" * 50_000, "Filen går inte att läsa som statistik från SCB."),
    ],
)
def test_a_file_that_is_no_statistic_is_told(data: str, sentence: str) -> None:
    assert sentence in said(data.encode())[0]


def test_who_has_no_figure_is_missing() -> None:
    reading = read_statistic("s.csv", b"kod;v\n0114;1", TWO)
    assert [one.name for one in reading.missing] == ["Vallentuna"]


def test_an_rss_is_found_by_its_lan_where_it_is_the_only_one() -> None:
    reading = read_statistic("s.csv", "länskod;v\n12;5\n14;6".encode(), rss())
    assert values(reading) == {"RSS-12": 5}
    assert "Flera mottagare har koden 14." in str(reading.problems[0])


def test_rows_travel_as_text_between_preview_and_adoption() -> None:
    rows = read_statistic("s.csv", SCB_CSV, TWO).rows
    assert statistic_rows_from_text(statistic_rows_as_text(rows)) == rows


# --- Adopting ----------------------------------------------------------------------------------


def adopt(rows: list[StatisticRow], **fields: Any) -> Statistic:
    return adopt_statistic(
        rows,
        **{
            "name": "Folkmängd",
            "unit": "invånare",
            "recipient_kind": RecipientKind.KOMMUN,
            "measured_on": YEAR_END,
            "source": "SCB",
            "by": make_staff(),
            "roles": [StaffRole.HANDLAGGARE],
            "at": APRIL,
            "seen_sha256": sha256_of(rows),
            **fields,
        },
    )


@pytest.fixture
def rows(db: None) -> list[StatisticRow]:
    for one in TWO:
        make_recipient(one.code, name=one.name, kind=RecipientKind.KOMMUN)
    return read_statistic("s.csv", SCB_CSV, TWO).rows


def test_an_adopted_statistic_has_its_values(rows: list[StatisticRow]) -> None:
    statistic = adopt(rows)
    assert dict(statistic.values.values_list("recipient__code", "value")) == VALUES


def test_the_second_click_answers_with_the_first_statistic(rows: list[StatisticRow]) -> None:
    assert adopt(rows) == adopt(rows)
    assert Statistic.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"measured_on": date(2026, 1, 1)}, "measured_in_the_future"),
        ({"recipient_kind": RecipientKind.RSS}, "unmatched"),
    ],
)
def test_a_statistic_that_cannot_be_is_refused(
    rows: list[StatisticRow], change: dict[str, Any], code: str
) -> None:
    with pytest.raises(RuleViolated) as refused:
        adopt(rows, **change)
    assert refused.value.violations[0].code == code


def test_a_statistic_without_somebody_is_refused(rows: list[StatisticRow]) -> None:
    with pytest.raises(RuleViolated, match="Värden saknas för 0115"):
        adopt(rows[:1])


def test_other_figures_of_the_same_name_day_and_source_are_refused(
    rows: list[StatisticRow],
) -> None:
    adopt(rows)
    with pytest.raises(RuleViolated, match="andra värden"):
        adopt([replace(row, value=row.value + 1) for row in rows])


def test_figures_that_nobody_saw_are_refused(rows: list[StatisticRow]) -> None:
    with pytest.raises(StaleState):
        adopt(rows, seen_sha256="0" * 64)


def test_an_ekonom_adopts_no_statistic(rows: list[StatisticRow]) -> None:
    with pytest.raises(NotAllowed):
        adopt(rows, roles=[StaffRole.EKONOM])
