"""The engine: parts, limits, splits within län, caps, adjustments, and the words for them."""

from fractions import Fraction

import pytest

from allocations.engine import (
    Adjustment,
    Computation,
    KeyValues,
    Part,
    Receiver,
    Rounding,
    Split,
    Threshold,
    ThresholdRule,
    UnitKind,
    compute,
    key_in_words,
)
from tests.allocations.builders import key, measured, per_unit, pot, receivers, rest, share

LARGE = Receiver("D", "Ort D", "01", "Stockholms län")


def kr_of(done: Computation) -> dict[str, int]:
    return {row.code: row.kr for row in done.rows}


def words_of(done: Computation, code: str) -> str:
    """A recipient's calculation, with plain spaces."""
    found = next(row.words for row in done.rows if row.code == code)
    return found.replace("\N{NO-BREAK SPACE}", " ")


# --- Parts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([rest(measured())], {"A": 100, "B": 200, "C": 700}),
        ([rest()], {"A": 334, "B": 333, "C": 333}),
        ([per_unit(100), rest(measured())], {"A": 170, "B": 240, "C": 590}),
        ([per_unit(1, statistic=measured())], {"A": 100, "B": 200, "C": 700}),
        ([pot(900, statistic=measured()), rest()], {"A": 124, "B": 213, "C": 663}),
        ([share(70, statistic=measured()), share(30)], {"A": 170, "B": 240, "C": 590}),
        ([pot(300, only=frozenset("A")), rest(measured())], {"A": 370, "B": 140, "C": 490}),
    ],
    ids=["rest by statistic", "rest equally", "fixed", "rate", "pot", "70/30", "only one"],
)
def test_parts_add_up_to_each_recipients_amount(
    parts: list[Part], expected: dict[str, int]
) -> None:
    assert kr_of(compute(key(1000, *parts), receivers())) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (ThresholdRule.SCALE_FROM, {"A": 10, "B": 10, "C": 35}),
        (ThresholdRule.ONLY_FROM, {"A": 0, "B": 10, "C": 10}),
        (ThresholdRule.ONLY_BELOW, {"A": 10, "B": 0, "C": 0}),
    ],
)
def test_a_limit_that_is_just_reached_counts_as_reached(
    rule: ThresholdRule, expected: dict[str, int]
) -> None:
    limit = Threshold(rule, measured(), Fraction(200))
    total = sum(expected.values())
    assert kr_of(compute(key(total, per_unit(10, threshold=limit)), receivers())) == expected


def test_the_terms_of_a_row_are_exact_and_sum_to_it() -> None:
    done = compute(key(1000, share(50), rest(measured({"A": 1, "B": 1, "C": 1}))), receivers())
    assert [term.kr for term in done.rows[0].terms] == [Fraction(500, 3), Fraction(500, 3)]
    assert done.rows[0].exact == Fraction(1000, 3)


# --- Splits within län ----------------------------------------------------------------------------


def by_lan(*splits: Split, **fields: object) -> KeyValues:
    parts = (per_unit(500), pot(101, label="Pott", statistic=measured({**VALUES})))
    return key(1101, *parts, unit_kind=UnitKind.LAN, splits=splits, **fields)


VALUES = {"A": 1, "B": 2, "C": 3, "D": 4}


def test_a_part_is_split_by_its_own_weights_and_the_others_by_those_for_all() -> None:
    done = compute(
        by_lan(Split("14", part="Fast del"), Split("14", measured())), [*receivers(), LARGE]
    )
    fixed, pot_kr = Fraction(500, 3), Fraction(606, 10)
    assert [row.exact for row in done.rows] == [
        fixed + pot_kr / 10,
        fixed + pot_kr / 5,
        fixed + pot_kr * 7 / 10,
        Fraction(5404, 10),
    ]


def test_several_weights_share_a_split_in_proportion() -> None:
    splits = Split("14", measured(), Fraction(3)), Split("14", weight=Fraction(1))
    row = compute(by_lan(*splits), [*receivers(), LARGE]).rows[0]
    assert row.exact == Fraction(5606, 10) * (Fraction(3, 40) + Fraction(1, 12))


def test_a_rounded_split_keeps_each_lans_whole_kronor() -> None:
    done = compute(by_lan(Split("14", measured()), splits_rounded=True), [*receivers(), LARGE])
    assert kr_of(done) == {"A": 56, "B": 112, "C": 393, "D": 540}
    assert sum(row.exact for row in done.rows[:3]) == 561


# --- Cap and adjustments --------------------------------------------------------------------------


def test_what_is_above_the_cap_goes_to_the_others_in_proportion() -> None:
    done = compute(key(1000, cap_kr=550), receivers())
    assert kr_of(done) == {"A": 150, "B": 300, "C": 550}
    assert words_of(done, "C") == "700 invånare × 1 kr − 150 kr över taket 550 kr = 550 kr"
    assert words_of(done, "A") == "100 invånare × 1 kr + 50 kr från mottagare över taket = 150 kr"


def test_who_is_lifted_to_the_cap_stays_there() -> None:
    assert kr_of(compute(key(1000, cap_kr=360), receivers())) == {"A": 280, "B": 360, "C": 360}


def test_an_adjustment_is_kept_apart_from_what_the_key_gives() -> None:
    row = compute(key(1000, adjustments={"A": Adjustment(-1, "Skäl.")}), receivers()).rows[0]
    assert (row.rounded_kr, row.adjustment_kr, row.kr) == (100, -1, 99)
    assert row.adjustment_reason == "Skäl."


# --- Words ----------------------------------------------------------------------------------------


def test_a_calculation_reads_as_people_write_it() -> None:
    done = compute(key(1000, per_unit(100), rest(measured({"A": 1, "B": 1, "C": 4}))), receivers())
    assert words_of(done, "A") == "fast del 100 kr + 1 invånare × 116,67 kr = 217 kr"


def test_one_of_a_unit_is_written_in_the_singular() -> None:
    by_number = measured({"A": 1, "B": 2, "C": 2}, unit="kommuner", unit_one="kommun")
    done = compute(key(1000, rest(by_number)), receivers())
    assert words_of(done, "A") == "1 kommun × 200 kr = 200 kr"


def test_a_part_that_grows_shows_by_how_much() -> None:
    limit = Threshold(ThresholdRule.SCALE_FROM, measured(), Fraction(200))
    done = compute(key(55, per_unit(10, threshold=limit)), receivers())
    assert words_of(done, "C") == "fast del 35 kr (10 kr × 700 / 200 invånare) = 35 kr"


def test_a_split_shows_the_lans_amount_and_the_share_of_it() -> None:
    done = compute(by_lan(Split("14", measured())), [*receivers(), LARGE])
    assert words_of(done, "B").startswith(
        "fast del 100 kr (200 av 1 000 invånare av länets 500 kr) + pott 12 kr"
    )


def test_a_sole_fixed_amount_is_not_said_twice() -> None:
    assert words_of(compute(key(30, per_unit(10)), receivers()), "A") == "fast del 10 kr"


def test_who_gets_nothing_gets_nothing_in_words() -> None:
    done = compute(key(10, pot(10, only=frozenset("A"))), receivers())
    assert words_of(done, "B") == "0 kr"


def test_the_key_itself_is_told_in_sentences() -> None:
    values = key(1000, share(30), rest(measured()), rounding=Rounding.EACH_ROW, cap_kr=900)
    told = " ".join(key_in_words(values, compute(values, receivers())))
    for words in (
        "1 000 kr fördelas på 3 mottagare.",
        "30 procent: 30 procent, 300 kr, delas lika på alla 3 mottagare, 100 kr till var och en.",
        "Resten: det som är kvar, 700 kr, fördelas på alla 3 mottagare efter folkmängd 2024-12-31",
        "Ingen får mer än 900 kr.",
        "Raderna summerar till 1 000 kr, precis den summa som fördelas.",
    ):
        assert words in told.replace("\N{NO-BREAK SPACE}", " ")
