"""Keys that cannot be followed are refused with a sentence that says what to do."""

from typing import Any

import pytest

from allocations.engine import (
    Adjustment,
    KeyValues,
    Receiver,
    Rounding,
    Split,
    Threshold,
    ThresholdRule,
    UnitKind,
    compute,
)
from core.errors import RuleViolated
from tests.allocations.builders import (
    POPULATION,
    key,
    measured,
    per_unit,
    pot,
    receivers,
    rest,
    share,
)

WITHOUT_C = measured({"A": 100, "B": 200})
NOBODY = measured(dict.fromkeys(POPULATION, 0))


def refusal(values: KeyValues, among: list[Receiver] | None = None) -> tuple[list[str], str]:
    with pytest.raises(RuleViolated) as refused:
        compute(values, among or receivers())
    text = str(refused.value).replace("\N{NO-BREAK SPACE}", " ")
    return [one.code for one in refused.value.violations], text


def lan_key(*parts: Any, **fields: Any) -> KeyValues:
    return key(1000, *parts, unit_kind=UnitKind.LAN, **fields)


@pytest.mark.parametrize(
    ("values", "code", "says"),
    [
        (KeyValues(1000, ()), "no_parts", "Lägg till minst en."),
        (key(9, rest(), rest(label="Mer")), "several_rests", "Nu gör Resten och Mer det."),
        (key(9, rest(WITHOUT_C)), "statistic_missing_value", "saknar värde för Ort C."),
        (key(9, rest(NOBODY)), "nothing_to_divide_by", "”Resten” går inte att fördela"),
        (key(9, pot(10)), "parts_exceed_total", "10 kr, men bara 9 kr ska fördelas."),
        (key(9, share(60), pot(5)), "parts_exceed_total", "Minska en del."),
        (key(9, per_unit(2)), "parts_fall_short", "6 kr, men 9 kr ska fördelas."),
        (key(9, rest(only=frozenset("X"))), "only_unknown", "gäller X, som inte finns"),
        (lan_key(rest()), "split_missing", "Västra Götalands län har 3 mottagare."),
        (
            lan_key(rest(), splits=(Split("14", NOBODY),)),
            "nothing_to_divide_by",
            "går inte att dela",
        ),
        (key(9, rest(), splits=(Split("14", part="Fel"),)), "split_unknown_part", "delen ”Fel”"),
        (
            lan_key(rest(), splits=(Split("14"),), cap_kr=500, splits_rounded=True),
            "cap_with_rounded_splits",
            "Ett tak går inte att förena",
        ),
        (key(1000, cap_kr=300), "cap_too_low", "Taket 300 kr är så lågt"),
        (key(9, rounding=Rounding.RESIDUAL), "residual_unknown", "Välj vem av mottagarna"),
        (key(9, adjustments={"X": Adjustment(1, "Skäl.")}), "adjustment_unknown", "gäller X"),
        (
            key(1000, adjustments={"A": Adjustment(-101, "Skäl.")}),
            "adjustment_negative",
            "tar mer från Ort A än de 100 kr som nyckeln ger",
        ),
    ],
)
def test_a_key_that_cannot_be_followed_is_refused(values: KeyValues, code: str, says: str) -> None:
    codes, text = refusal(values)
    assert codes == [code]
    assert says in text


def test_all_faults_of_a_key_are_told_at_once() -> None:
    codes, _ = refusal(key(9, rest(WITHOUT_C), adjustments={"X": Adjustment(1, "Skäl.")}))
    assert codes == ["adjustment_unknown", "statistic_missing_value"]


def test_a_sentence_names_three_and_counts_the_others() -> None:
    many = receivers(*"ABCDEFG")
    _, text = refusal(key(9, rest(WITHOUT_C)), many)
    assert "saknar värde för Ort C, Ort D, Ort E och 2 till." in text


def test_a_limits_statistic_must_have_a_value_too() -> None:
    limit = Threshold(ThresholdRule.ONLY_FROM, WITHOUT_C, measured().values["A"])
    codes, _ = refusal(key(9, rest(threshold=limit)))
    assert codes == ["statistic_missing_value"]


def test_a_value_that_is_not_needed_may_be_missing() -> None:
    done = compute(key(9, rest(WITHOUT_C, only=frozenset("AB"))), receivers())
    assert [row.kr for row in done.rows] == [3, 6, 0]


def test_a_residual_that_would_be_negative_is_refused() -> None:
    thirds = measured(dict.fromkeys("ABCDEF", 6) | {"G": 1})
    values = key(22, rest(thirds), rounding=Rounding.RESIDUAL, residual_to="G")
    codes, text = refusal(values, receivers(*"ABCDEFG"))
    assert codes == ["residual_negative"]
    assert "Resten gör beloppet för Ort G negativt (−2 kr)." in text


def test_a_residual_may_not_pass_the_cap() -> None:
    nearly = measured(dict.fromkeys("BCDEFG", 14) | {"A": 60})
    values = key(14, rest(nearly), rounding=Rounding.RESIDUAL, residual_to="A", cap_kr=6)
    codes, text = refusal(values, receivers(*"ABCDEFG"))
    assert codes == ["residual_over_cap"]
    assert "Resten lägger Ort A över taket (8 kr)." in text
