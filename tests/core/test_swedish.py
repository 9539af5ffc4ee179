"""Å, Ä and Ö come last, whatever the database thinks."""

import pytest

from core.swedish import swedish_key


@pytest.mark.parametrize(
    "in_order",
    [
        ["Avesta", "Zinkgruvan", "Åmål", "Ängelholm", "Ödeshög"],
        ["Habo", "Hagfors", "Håbo", "Härjedalen", "Höör"],
        ["Upplands-Bro", "Upplands Väsby", "Uppsala"],
        ["Linne", "Linné", "Linnéa"],
        ["Munkfors", "München", "Åre"],
    ],
)
def test_names_stand_in_swedish_order(in_order: list[str]) -> None:
    assert sorted(set(in_order), key=swedish_key) == in_order


def test_capitals_do_not_come_first() -> None:
    assert sorted(["öland", "Arboga", "Öckerö", "ale"], key=swedish_key) == [
        "ale", "Arboga", "Öckerö", "öland",
    ]  # fmt: skip


def test_a_letter_with_a_loose_ring_is_the_same_letter() -> None:
    assert swedish_key("A\N{COMBINING RING ABOVE}mål")[0] == swedish_key("Åmål")[0]
