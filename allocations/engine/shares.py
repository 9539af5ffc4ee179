"""Each part of the sum, divided among the units."""

from collections.abc import Sequence
from fractions import Fraction

from allocations.engine.results import PartSum, Portion
from allocations.engine.values import (
    AmountKind,
    KeyValues,
    Part,
    Threshold,
    ThresholdRule,
    Unit,
)
from allocations.engine.words import (
    kr_words,
    lower_first,
    plain_number,
    rate_words,
    value_words,
)
from core.errors import RuleViolated, Violation
from core.kronor import with_unit


def divide(key: KeyValues, units: Sequence[Unit]) -> tuple[PartSum, ...]:
    """How much each part is and what it is divided by, exactly; the rest takes what is left.

    Raises RuleViolated when the parts are more or less than the sum, or when nobody has any of
    what a part is divided by.
    """
    sums = [_part_sum(key, part, units) for part in key.parts]
    used_kr = sum((one.kr for one in sums), Fraction())
    has_rest = any(part.kind == AmountKind.REST for part in key.parts)
    if used_kr > key.total_kr:
        raise RuleViolated(_exceeds(used_kr, key.total_kr))
    if used_kr < key.total_kr and not has_rest:
        raise RuleViolated(_falls_short(used_kr, key.total_kr))
    left_kr = key.total_kr - used_kr
    done = tuple(
        PartSum(one.part, left_kr, one.weight, one.takers)
        if one.part.kind == AmountKind.REST
        else one
        for one in sums
    )
    empty = [_nothing_to_divide_by(one.part) for one in done if one.kr and not one.weight]
    if empty:
        raise RuleViolated(*empty)
    return done


def portions(sums: Sequence[PartSum], unit: Unit) -> list[Portion]:
    """What a unit gets of each part that gives it anything."""
    found = []
    for one in sums:
        weight = _weight(one.part, unit)
        if kr := one.rate_kr * weight:
            found.append(Portion(one.part, unit, kr, _words(one, unit, kr)))
    return found


# --- Weights --------------------------------------------------------------------------------------


def _part_sum(key: KeyValues, part: Part, units: Sequence[Unit]) -> PartSum:
    weights = [weight for unit in units if (weight := _weight(part, unit))]
    weight = sum(weights, Fraction())
    amount = part.amount or Fraction()
    match part.kind:
        case AmountKind.PER_UNIT:
            kr = amount * weight
        case AmountKind.POT:
            kr = amount
        case AmountKind.SHARE:
            kr = amount * key.total_kr / 100
        case AmountKind.REST:
            kr = Fraction()
    return PartSum(part, kr, weight, len(weights))


def _weight(part: Part, unit: Unit) -> Fraction:
    """What a unit weighs in a part: one, or its statistic; times what the limit says."""
    if not unit.takes(part):
        return Fraction()
    base = unit.value(part.statistic) if part.statistic else Fraction(1)
    return base * _factor(part.threshold, unit)


def _factor(threshold: Threshold | None, unit: Unit) -> Fraction:
    if threshold is None:
        return Fraction(1)
    value = unit.value(threshold.statistic)
    reached = value >= threshold.value
    match threshold.rule:
        case ThresholdRule.SCALE_FROM:
            return value / threshold.value if reached else Fraction(1)
        case ThresholdRule.ONLY_FROM:
            return Fraction(int(reached))
        case ThresholdRule.ONLY_BELOW:
            return Fraction(int(not reached))


# --- Words ----------------------------------------------------------------------------------------


def _words(one: PartSum, unit: Unit, kr: Fraction) -> str:
    part = one.part
    scaled = _scaled_words(part.threshold, unit)
    if part.statistic is not None:
        value = value_words(unit.value(part.statistic), part.statistic)
        return f"{value}{scaled} × {rate_words(one.rate_kr)}"
    label = f"{lower_first(part.label)} {kr_words(kr)}"
    return f"{label} ({rate_words(one.rate_kr)}{scaled})" if scaled else label


def _scaled_words(threshold: Threshold | None, unit: Unit) -> str:
    """ " × 156 838 / 100 000 invånare", where the limit makes a part grow."""
    factor = _factor(threshold, unit)
    if threshold is None or factor in (0, 1):
        return ""
    value = plain_number(unit.value(threshold.statistic))
    return f" × {value} / {value_words(threshold.value, threshold.statistic)}"


# --- What cannot be divided -----------------------------------------------------------------------


def _exceeds(used_kr: Fraction, total_kr: int) -> Violation:
    return Violation(
        "parts_exceed_total",
        None,
        f"Delarna är tillsammans {kr_words(used_kr)}, men bara {with_unit(total_kr)} ska fördelas. "
        "Minska en del.",
    )


def _falls_short(used_kr: Fraction, total_kr: int) -> Violation:
    return Violation(
        "parts_fall_short",
        None,
        f"Delarna är tillsammans {kr_words(used_kr)}, men {with_unit(total_kr)} ska fördelas. "
        "Lägg till en del som tar det som är kvar, eller öka en del.",
    )


def _nothing_to_divide_by(part: Part) -> Violation:
    return Violation(
        "nothing_to_divide_by",
        None,
        f"Delen ”{part.label}” går inte att fördela: ingen mottagare har något av det som den "
        "fördelas efter. Välj en annan statistik eller ändra gränsen.",
    )
