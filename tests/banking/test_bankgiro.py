"""Bankgiro numbers: read as typed, printed with a hyphen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from banking import bankgiro


@given(st.integers(min_value=100_000, max_value=9_999_999))
def test_printed_number_is_read_back(body: int) -> None:
    digits = f"{body}{luhn.calc_check_digit(str(body))}"
    assert bankgiro.compact(bankgiro.printed(digits)) == digits


def test_spaces_are_read_past() -> None:
    assert bankgiro.compact(" 5050 1055 ") == "50501055"


@pytest.mark.parametrize("text", ["", "505-105", "505010555", "50A0-1055"])
def test_other_than_seven_or_eight_digits_is_refused(text: str) -> None:
    with pytest.raises(bankgiro.NotABankgiro, match="7 eller 8 siffror"):
        bankgiro.compact(text)


def test_wrong_check_digit_is_refused() -> None:
    with pytest.raises(bankgiro.NotABankgiro, match="stämmer inte"):
        bankgiro.compact("5050-1056")
