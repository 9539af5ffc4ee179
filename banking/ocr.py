"""OCR references for incoming payments (Bankgirot, level "hard" with length and check digit).

Source: 2026000123 → 202600012324: the number, the length digit (last digit of the whole
reference's length), and a modulus-10 check digit over both.
"""

from stdnum import luhn

__all__ = ["is_valid", "make_ocr"]

LONGEST = 25


def make_ocr(number: int) -> str:
    """The OCR reference of a positive number. Raises ValueError when it would exceed 25 digits."""
    if number <= 0:
        raise ValueError("An OCR reference is made of a positive number.")
    body = str(number)
    length = len(body) + 2
    if length > LONGEST:
        raise ValueError("An OCR reference has at most 25 digits.")
    with_length = f"{body}{length % 10}"
    return with_length + luhn.calc_check_digit(with_length)


def is_valid(reference: str) -> bool:
    """Whether length digit and check digit agree with the reference."""
    if not (reference.isascii() and reference.isdigit() and 3 <= len(reference) <= LONGEST):
        return False
    return luhn.is_valid(reference) and int(reference[-2]) == len(reference) % 10
