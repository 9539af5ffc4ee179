"""A key in Swedish sentences, as it stands above its table."""

from collections.abc import Iterator

from allocations.engine.results import Computation, PartSum
from allocations.engine.values import (
    AmountKind,
    KeyValues,
    Rounding,
    Split,
    Threshold,
    ThresholdRule,
    UnitKind,
)
from allocations.engine.words import (
    EXACT_RATE,
    kr_words,
    lower_first,
    plain_number,
    rate_words,
    value_words,
)
from core.kronor import with_unit


def key_in_words(key: KeyValues, done: Computation) -> list[str]:
    """How the sum is divided: a sentence for the whole, one for each part, split and rounding."""
    return [
        f"{with_unit(key.total_kr)} fördelas på {_units(key, done)}.",
        *(_part(key, one) for one in done.parts),
        *_rounded_rates(done),
        *_splits(key, done),
        *_cap(key),
        *_rounding(key, done),
        done.deviation_words,
    ]


def _units(key: KeyValues, done: Computation) -> str:
    if key.unit_kind == UnitKind.RECIPIENT:
        return f"{len(done.units)} mottagare"
    return f"{len(done.units)} län och sedan på {len(done.rows)} mottagare"


def _part(key: KeyValues, one: PartSum) -> str:
    part, limit = one.part, _limit(one.part.threshold)
    by_lan = key.unit_kind == UnitKind.LAN
    each, each_one = ("län", "vart och ett") if by_lan else ("mottagare", "var och en")
    everybody = "" if part.only or part.threshold else "alla "
    whom = f"{everybody}{one.takers} {each}"
    if part.statistic is None and part.kind == AmountKind.PER_UNIT:
        rate = f"{rate_words(one.rate_kr)} till {each_one} av {one.takers} {each}"
        return f"{part.label}: {rate}, tillsammans {kr_words(one.kr)}.{limit}"
    if part.statistic is None:
        rate = f"{rate_words(one.rate_kr)} till {each_one}"
        return f"{part.label}: {_amount(one)} delas lika på {whom}, {rate}.{limit}"
    rate = f"{rate_words(one.rate_kr, EXACT_RATE)} per {part.statistic.unit_one or 'enhet'}"
    what = f"efter {lower_first(part.statistic.name)}, {rate}"
    return f"{part.label}: {_amount(one)} fördelas på {whom} {what}.{limit}"


def _amount(one: PartSum) -> str:
    match one.part.kind:
        case AmountKind.SHARE:
            return f"{plain_number(one.part.amount or one.kr)} procent, {kr_words(one.kr)},"
        case AmountKind.REST:
            return f"det som är kvar, {kr_words(one.kr)},"
    return kr_words(one.kr)


def _rounded_rates(done: Computation) -> Iterator[str]:
    """A reader who multiplies with two decimals should not wonder at the last kronor."""
    if any(one.part.statistic and (one.rate_kr * 100).denominator > 1 for one in done.parts):
        yield "I varje mottagares uträkning är kronorna per enhet avrundade till två decimaler."


def _limit(threshold: Threshold | None) -> str:
    if threshold is None:
        return ""
    limit = value_words(threshold.value, threshold.statistic)
    match threshold.rule:
        case ThresholdRule.SCALE_FROM:
            return f" Från {limit} växer delen i proportion till antalet."
        case ThresholdRule.ONLY_FROM:
            return f" Bara den som har minst {limit} får del av den."
        case ThresholdRule.ONLY_BELOW:
            return f" Bara den som har färre än {limit} får del av den."


def _splits(key: KeyValues, done: Computation) -> Iterator[str]:
    """A sentence per län and part that is divided in a way of its own."""
    names = {unit.code: unit.name for unit in done.units}
    seen = dict.fromkeys((split.group, split.part) for split in key.splits)
    for group, part in seen:
        here = [one for one in key.splits if (one.group, one.part) == (group, part)]
        what = f"delen ”{part}” delas" if part else _what_is_split(key, group)
        amount = "avrundade belopp" if key.splits_rounded else "belopp utan avrundning"
        yield f"{names.get(group, group)}: {what} {_weights(here)}, från länets {amount}."


def _what_is_split(key: KeyValues, group: str) -> str:
    own = any(one.group == group and one.part for one in key.splits)
    return "övriga delar delas" if own else "hela beloppet delas"


def _weights(splits: list[Split]) -> str:
    whole = sum(split.weight for split in splits)
    ways = [
        f"efter {lower_first(one.statistic.name)}" if one.statistic else "lika" for one in splits
    ]
    if len(splits) == 1:
        return ways[0]
    shares = [plain_number(100 * one.weight / whole) for one in splits]
    return " och ".join(
        f"till {share} procent {way}" for share, way in zip(shares, ways, strict=True)
    )


def _cap(key: KeyValues) -> Iterator[str]:
    if key.cap_kr is not None:
        yield (
            f"Ingen får mer än {with_unit(key.cap_kr)}. Det som ligger över taket går till de "
            "andra, i proportion till vad de får."
        )


def _rounding(key: KeyValues, done: Computation) -> Iterator[str]:
    match key.rounding:
        case Rounding.EACH_ROW:
            yield "Varje belopp avrundas för sig till hela kronor."
        case Rounding.LARGEST_REMAINDER:
            yield "Beloppen avrundas till hela kronor efter största rest, så att summan stämmer."
        case Rounding.RESIDUAL:
            name = next((row.name for row in done.rows if row.code == key.residual_to), "")
            yield f"Varje belopp avrundas till hela kronor. {name} får resten."
    adjusted = [row for row in done.rows if row.adjustment_kr]
    for row in adjusted:
        yield (
            f"{row.name} är justerad med {with_unit(row.adjustment_kr)}. {row.adjustment_reason}"
        )
