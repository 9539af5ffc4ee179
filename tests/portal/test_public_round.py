"""Om bidraget: what everybody reads of a round, how the table is searched, sorted and fetched."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import BrowserContext, Page, expect

from allocations.models import Allocation, AllocationKey, AllocationRow, KeyPart
from grants.models import Round
from organisations.models import Lan, Recipient
from tests.builders import APRIL, ROUND_KEY, make_recipient, make_round

pytestmark = pytest.mark.django_db

URL = f"/bidrag/{ROUND_KEY}/"
ORDER = {"RSS-12": "Skåne", "RSS-09": "Ängelholm", "RSS-01": "Zinkgruvan", "RSS-25": "Åmål"}
FRAMES = {"RSS-12": 300, "RSS-09": 2_000, "RSS-01": 10_000, "RSS-25": 2_000}

Check = Callable[[Page], None]


@pytest.fixture
def round_() -> Round:
    for code, name in ORDER.items():
        make_recipient(code, name=name)
    return make_round(frames=FRAMES)


def page_of(client: Client, query: str = "", url: str = URL) -> str:
    response = client.get(f"{url}{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def names(page: str) -> list[str]:
    """The recipients of the table, in the page's order."""
    return re.findall(r'<th scope="row" role="rowheader">\s*<div>(\S+) ', page)


def correct(round_: Round, frames: Mapping[str, int], **fields: Any) -> Allocation:
    """The next number of the round's table."""
    round_.allocations.update(is_in_force=False)
    allocation = Allocation.objects.create(
        round=round_,
        **{
            "number": round_.allocations.count() + 1,
            "source": "Bilaga 2, rättad",
            "reason": "Två mottagare hade bytt plats.",
            "stated_total_kr": sum(frames.values()),
            "adopted_on": date(2025, 3, 3),
            **fields,
        },
    )
    AllocationRow.objects.bulk_create(
        AllocationRow(
            allocation=allocation, recipient=make_recipient(code), printed_name=code, kr=kr
        )
        for code, kr in frames.items()
    )
    return allocation


# --- The page -------------------------------------------------------------------------------------


def test_a_round_that_is_being_prepared_is_not_shown(client: Client) -> None:
    make_round(opened=False)
    assert client.get(URL).status_code == 404
    assert client.get(f"{URL}fordelning.csv").status_code == 404


def test_conditions_and_days_are_said_before_the_table(client: Client, round_: Round) -> None:
    page = page_of(client)
    assert "Vi använder bidraget bara till ändamålet." in page
    assert page.index("torsdag 15 maj 2025") < page.index("Vad varje mottagare kan rekvirera")


def test_a_deviation_from_the_stated_total_is_explained(client: Client, round_: Round) -> None:
    correct(round_, FRAMES, stated_total_kr=14_301, deviation_reason="Avrundat rad för rad.")
    assert "−1\xa0kr. Avrundat rad för rad." in page_of(client)


def test_an_opened_round_without_a_table_says_so(client: Client, round_: Round) -> None:
    round_.allocations.update(is_in_force=False)
    assert "Fördelningen är inte fastställd än." in page_of(client)
    assert client.get(f"{URL}fordelning.json").status_code == 404


def test_the_page_asks_as_often_for_thirty_rows_as_for_three(client: Client, round_: Round) -> None:
    many = make_round("omgang-2026", frames={f"R-{n:02d}": 100 for n in range(30)})
    asked = []
    for key in (ROUND_KEY, many.key):
        with CaptureQueriesContext(connection) as queries:
            page_of(client, url=f"/bidrag/{key}/")
        asked.append(len(queries))
    assert asked[0] == asked[1]


# --- Searched and sorted --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Skåne", "Zinkgruvan", "Åmål", "Ängelholm"]),
        ("?sortera=-mottagare", ["Ängelholm", "Åmål", "Zinkgruvan", "Skåne"]),
        ("?sortera=belopp", ["Skåne", "Ängelholm", "Åmål", "Zinkgruvan"]),
        ("?sortera=-belopp", ["Zinkgruvan", "Åmål", "Ängelholm", "Skåne"]),
        ("?sortera=kurt", ["Skåne", "Zinkgruvan", "Åmål", "Ängelholm"]),
        ("?sok=åm", ["Åmål"]),
        ("?sok=RSS-01", ["Zinkgruvan"]),
        ("?sok=skåne län&sortera=-belopp", ["Zinkgruvan", "Åmål", "Ängelholm", "Skåne"]),
    ],
)
def test_the_table_answers_the_question(
    client: Client, round_: Round, query: str, expected: list[str]
) -> None:
    assert names(page_of(client, query)) == expected


def test_by_lan_stands_in_swedish_order(client: Client, round_: Round) -> None:
    lan = Lan.objects.create(lanskod="18", name="Örebro län")
    Recipient.objects.filter(code="RSS-12").update(lan=lan)
    assert names(page_of(client, "?sortera=lan"))[-1] == "Skåne"


def test_the_name_that_the_source_prints_is_found(client: Client, round_: Round) -> None:
    correct(round_, {"RSS-12": 1})
    AllocationRow.objects.bulk_create(
        [
            AllocationRow(
                allocation=Allocation.objects.in_force().get(),
                recipient=make_recipient("RSS-09"),
                printed_name="Staffanstorps",
                kr=1,
            )
        ]
    )
    assert names(page_of(client, "?sok=staffanstorps")) == ["Ängelholm"]


def test_nothing_found_leads_back_to_all(client: Client, round_: Round) -> None:
    page = page_of(client, "?sok=<b>Paris")
    assert "innehåller ”&lt;b&gt;Paris”" in page
    assert "Visa alla" in page
    assert names(page) == []


def test_the_headings_say_and_turn_the_order(client: Client, round_: Round) -> None:
    page = page_of(client, "?sortera=-belopp&sok=län")
    assert 'aria-sort="descending"><a href="?sok=l%C3%A4n&amp;sortera=belopp#fordelning"' in page


def test_amounts_are_first_sorted_with_the_highest_on_top(client: Client, round_: Round) -> None:
    assert 'href="?sortera=-belopp#fordelning"' in page_of(client)


# --- In words -------------------------------------------------------------------------------------


def explain(round_: Round, label: str) -> None:
    """The round's money is divided equally, by an adopted key."""
    key = AllocationKey.objects.create(
        round=round_, number=1, name="Lika", total_kr=sum(FRAMES.values())
    )
    KeyPart.objects.create(key=key, position=1, label=label, measure="equal", amount_kind="rest")
    AllocationKey.objects.update(adopted_at=APRIL)


def test_every_amount_is_explained_and_what_the_key_does_not_explain_is_said(
    client: Client, round_: Round
) -> None:
    explain(round_, "Lika")
    page = page_of(client, "?sok=zink")
    assert "Lika 3 575 kr" in page.replace("\xa0", " ")
    assert "6 425 kr mer än nyckeln ger" in page.replace("\xa0", " ")


def test_long_explanations_are_folded(client: Client, round_: Round) -> None:
    explain(round_, "Lika del till varje mottagare " * 3)
    assert "Så är beloppet räknat<span" in page_of(client)


# --- Corrections ----------------------------------------------------------------------------------


def test_a_correction_says_why_and_what_changed(client: Client, round_: Round) -> None:
    correct(round_, {**FRAMES, "RSS-12": 350})
    page = page_of(client)
    assert "Två mottagare hade bytt plats." in page
    assert "Ändrade belopp, 1 mottagare" in page
    assert re.search(r"300</td>.*350</td>.*\+50</td>", page, re.DOTALL)


def test_who_is_added_or_taken_away_is_a_change_too(client: Client, round_: Round) -> None:
    make_recipient("RSS-08", name="Kalmar")
    frames = {**FRAMES, "RSS-08": 5}
    del frames["RSS-25"]
    correct(round_, frames)
    assert "Ändrade belopp, 2 mottagare" in page_of(client)


def test_an_earlier_table_is_still_there_and_says_that_it_is_replaced(
    client: Client, round_: Round
) -> None:
    correct(round_, {**FRAMES, "RSS-12": 350})
    page = page_of(client, url=f"{URL}fordelning/1/")
    assert "Den här fördelningen gäller inte längre" in page
    assert ">300</td>" in page
    assert "gäller inte längre" not in page_of(client, url=f"{URL}fordelning/2/")
    assert client.get(f"{URL}fordelning/3/").status_code == 404


def test_a_round_that_was_never_corrected_has_no_such_heading(
    client: Client, round_: Round
) -> None:
    assert "Rättelser" not in page_of(client)


# --- Open data ------------------------------------------------------------------------------------


def test_csv_has_one_row_for_each_recipient(client: Client, round_: Round) -> None:
    answer = client.get(f"{URL}fordelning.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["kod"], row["kr"]) for row in rows] == sorted(
        (code, str(kr)) for code, kr in FRAMES.items()
    )
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_json_says_where_it_comes_from_and_what_it_adds_up_to(
    client: Client, round_: Round
) -> None:
    answer = client.get(f"{URL}fordelning.json")
    content = answer.json()
    assert content["beslut"]["diarienummer"] == "S2025/00122"
    assert content["fordelning"]["nummer"] == 1
    assert content["summor"]["radernas_summa_kr"] == 14_300
    assert len(content["rader"]) == 4
    assert "Ängelholm" in answer.content.decode()


def test_the_files_follow_a_correction(client: Client, round_: Round) -> None:
    correct(round_, {"RSS-12": 350})
    assert client.get(f"{URL}fordelning.json").json()["fordelning"]["nummer"] == 2


def test_an_unchanged_file_is_not_sent_twice(client: Client, round_: Round) -> None:
    first = client.get(f"{URL}fordelning.csv")
    again = client.get(f"{URL}fordelning.csv", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "max-age=300" in first["Cache-Control"]


def test_files_are_only_read(client: Client, round_: Round) -> None:
    assert client.post(f"{URL}fordelning.csv").status_code == 405


# --- In a browser ---------------------------------------------------------------------------------


@pytest.mark.a11y
@pytest.mark.django_db(transaction=True)
def test_everybody_can_read_and_search_it(
    context: BrowserContext, axe: Check, fits_a_phone: Check, round_: Round
) -> None:
    correct(round_, {**FRAMES, "RSS-12": 350})
    page = context.new_page()
    page.goto(URL)
    axe(page)
    fits_a_phone(page)
    page.get_by_label("Sök mottagare").fill("ängel")
    expect(page.get_by_text("1 av 4 mottagare visas.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Åmål")).to_be_hidden()
    page.get_by_role("button", name="Sök").click()
    expect(page.get_by_role("rowheader", name="Ängelholm")).to_be_visible()
