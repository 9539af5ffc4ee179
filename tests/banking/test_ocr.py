"""OCR references: length and check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banking import ocr

invoice_numbers = st.integers(min_value=1, max_value=10**23 - 1)


def test_invoice_number_of_the_source_gets_its_two_digits() -> None:
    assert ocr.make_ocr(2026000123) == "202600012324"


@given(invoice_numbers)
def test_made_reference_is_valid_and_begins_with_its_number(number: int) -> None:
    reference = ocr.make_ocr(number)
    assert ocr.is_valid(reference)
    assert reference[:-2] == str(number)


@given(invoice_numbers, st.data())
def test_one_wrong_digit_is_found(number: int, data: st.DataObject) -> None:
    reference = ocr.make_ocr(number)
    place = data.draw(st.integers(0, len(reference) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != reference[place]]))
    assert not ocr.is_valid(reference[:place] + other + reference[place + 1 :])


@given(invoice_numbers)
def test_lost_digit_is_found(number: int) -> None:
    assert not ocr.is_valid(ocr.make_ocr(number)[1:])


@pytest.mark.parametrize("text", ["", "24", "20260001232x", "２０２６０００１２３２４"])
def test_what_is_no_row_of_digits_is_not_valid(text: str) -> None:
    assert not ocr.is_valid(text)


@pytest.mark.parametrize("number", [0, -1, 10**23])
def test_number_without_a_reference_is_refused(number: int) -> None:
    with pytest.raises(ValueError):
        ocr.make_ocr(number)
