"""Reading and writing whole kronor."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kronor import NotWholeKronor, grouped, parse_kronor, percent, round_half_up


@given(st.integers(-(10**12), 10**12))
def test_what_is_written_can_be_read_back(kr: int) -> None:
    assert parse_kronor(grouped(kr)) == kr


@pytest.mark.parametrize(
    ("typed", "kr"),
    [
        ("1 481 482", 1_481_482),
        ("1.481.482", 1_481_482),
        ("1\u00a0481\u00a0482 kr", 1_481_482),
        ("1481482:-", 1_481_482),
        ("0", 0),
        ("\u2212211 111", -211_111),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: str, kr: int) -> None:
    assert parse_kronor(typed) == kr


@pytest.mark.parametrize("typed", ["", "många", "1,5", "1481482,00", "12.34.56", "1e5", "½", "٣"])
def test_anything_else_gets_a_sentence(typed: str) -> None:
    with pytest.raises(NotWholeKronor, match="Skriv beloppet"):
        parse_kronor(typed)


def test_unused_share_of_rss_skane_is_13_1_per_cent() -> None:
    assert percent(211_111, 1_611_111) == Decimal("13.1")


@pytest.mark.parametrize("number", [Decimal, Fraction])
def test_half_a_krona_is_rounded_away_from_zero(number: type[Decimal] | type[Fraction]) -> None:
    exact = [round_half_up(number(text)) for text in ("0.4999", "0.5", "-0.5", "1.5", "-1.4")]
    assert exact == [0, 1, -1, 2, -1]
