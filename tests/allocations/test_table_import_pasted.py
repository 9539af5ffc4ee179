"""Reading a table that is pasted from a bilaga: lost spaces, columns, headings and sums."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocations.table_import.pasted import MAX_CHARACTERS
from tests.allocations.tables import frames, pasted, printed, rss, said

AS_PRINTED = """Bilaga till regeringsbeslut 2025-01-23 nr IV:4
Fördelning av 100 miljoner kronor
Län/RSS Belopp, kr

Jönköpings län 4188 426

RSS Jönköping 4188 426

Skåne län 10 601115
RSS Skåne 10 601115
Västra Götalands län 13 465 275
RSS Fyrbodal 2 691542
RSS Skaraborg 2 620 580
RSS Boråsregionen 2 054 045
RSS Göteborgsregionen 6 099108
Sida 2 (3)
2
Summa 28 254 816
"""


def test_digits_count_where_spaces_are_lost_and_lan_are_subtotals() -> None:
    reading = pasted(AS_PRINTED, rss())
    assert frames(reading)["RSS-06"] == 4_188_426
    assert (len(reading.rows), sum(frames(reading).values())) == (6, 28_254_816)
    assert (reading.problems, reading.stated_total_kr) == ([], 28_254_816)


def test_a_lost_digit_shows_against_the_lan() -> None:
    reading = pasted(AS_PRINTED.replace("RSS Skåne 10 601115", "RSS Skåne 1060115"), rss())
    assert said(reading) == [
        "Rad 9: Raden säger 10\u00a0601\u00a0115\u00a0kr för Skåne län, men länets mottagare "
        "summerar till 1\u00a0060\u00a0115\u00a0kr. Kontrollera siffrorna."
    ]


def test_all_290_are_read_as_printed_with_the_sum_that_is_one_krona_off() -> None:
    columns = ("kommun_enligt_bilaga", "belopp_kr")
    text = printed("socialtjanst-kommun-2025", "Bilaga 1 Fördelning", columns, "1 145 500 000")
    reading = pasted(text)
    assert (len(reading.rows), sum(frames(reading).values())) == (290, 1_145_499_999)
    assert (reading.problems, reading.stated_total_kr) == ([], 1_145_500_000)


def test_24_rss_are_read_with_the_printed_amounts() -> None:
    columns = ("rss", "belopp_som_tryckt")
    reading = pasted(printed("aldreomsorg-rss-2025", "Bilaga", columns, ""), rss())
    assert (len(reading.rows), sum(frames(reading).values())) == (24, 100_000_000)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ekerö 1.481.482", {"0125": 1_481_482}),
        ("Ekerö ........ 2 941846 kr", {"0125": 2_941_846}),
        ("Ekerö\t3\u00a0230\u00a0553\tSalem\t2246793", {"0125": 3_230_553, "0128": 2_246_793}),
        ("0125 Ekerö 3 230 553 0128 Salem 2 246 793", {"0125": 3_230_553, "0128": 2_246_793}),
        ("0125\t3 230 553\n0128\t2 246 793", {"0125": 3_230_553, "0128": 2_246_793}),
        ("| Ekerö | 3 230 553 |", {"0125": 3_230_553}),
        ("Ekerö\n3 230 553\nSalem\n2 246 793", {"0125": 3_230_553, "0128": 2_246_793}),
        ("Upplands-Bro 3 572 418:-", {"0139": 3_572_418}),
        ("Ekerö 0", {"0125": 0}),
    ],
)
def test_the_ways_that_tables_are_pasted(text: str, found: dict[str, int]) -> None:
    reading = pasted(text)
    assert (frames(reading), said(reading)) == (found, [])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Ekerö 29 230 3 230 553", "Rad 1: ”29 230 3 230 553” kan vara flera tal."),
        ("Ekerö 29 230\t3 230 553", "Rad 1: Raden har flera tal."),
        ("Ekerö -3 230 553", "Rad 1: Beloppet är mindre än noll."),
        ("Ekerö 3 230 553,50", "Rad 1: ”3 230 553,50” går inte att läsa. Skriv beloppet utan ör"),
        ("Atlantis 3 230 553", "Rad 1: Ingen mottagare heter ”Atlantis”."),
        ("Ekerö 5\nEkerö 5", "Rad 2: 0125 Ekerö står redan på rad 1."),
        ("Ekerö 10 000 Ekerö 10 000", "Rad 1: 0125 Ekerö står redan på rad 1."),
        ("0114 Upplands-Bro 5 000", "Rad 1: Koden 0114 är Upplands Väsby, men raden heter"),
        ("Hej hopp", "Rad 1: Texten har inga namn med belopp."),
        ("", "Rad 1: Texten har inga namn med belopp."),
        ("x" * (MAX_CHARACTERS + 1), "Rad 1: Texten är för lång."),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_line(text: str, sentence: str) -> None:
    problems = said(pasted(text))
    assert [problem for problem in problems if problem.startswith(sentence)] == problems[:1]


def test_what_is_passed_over_is_told() -> None:
    assert "Rad 2 läses inte: ”Kommun Belopp, kr”." in pasted("\nKommun Belopp, kr\nEkerö 5").notes


def test_a_name_of_another_kind_of_recipient_is_not_taken() -> None:
    assert said(pasted("RSS Stockholm 1 481 482"))[0].startswith("Rad 1: Ingen mottagare heter")


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789 .,-\t\nEkeröSalmSu|", max_size=120))
def test_any_text_is_read_or_told(text: str) -> None:
    reading = pasted(text)
    assert reading.rows or reading.problems or reading.stated_total_kr is not None
