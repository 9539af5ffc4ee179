"""What the engine divides, and among whom. The words of the choices are the models'."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

ONE = Fraction(1)


class Rounding(StrEnum):
    """How exact amounts become whole kronor."""

    EACH_ROW = "each_row"
    LARGEST_REMAINDER = "largest_remainder"
    RESIDUAL = "residual"


class UnitKind(StrEnum):
    """What the sum is divided among first."""

    RECIPIENT = "recipient"
    LAN = "lan"


class AmountKind(StrEnum):
    """What a part's amount is: kr for each unit of weight, kr in all, per cent, or what is left."""

    PER_UNIT = "per_unit"
    POT = "pot"
    SHARE = "share"
    REST = "rest"


class ThresholdRule(StrEnum):
    """What a limit does to a unit's weight."""

    SCALE_FROM = "scale_from"
    ONLY_FROM = "only_from"
    ONLY_BELOW = "only_below"


@dataclass(frozen=True)
class Receiver:
    """A recipient by code; `group` is its länskod."""

    code: str
    name: str
    group: str = ""
    group_name: str = ""


@dataclass(frozen=True)
class Measured:
    """A dated statistic: its name with the day, its unit in plural and singular, values by code."""

    name: str
    unit: str
    values: Mapping[str, Fraction]
    unit_one: str = ""


@dataclass(frozen=True)
class Threshold:
    """A limit in the statistic's own unit. The limit itself counts as reached."""

    rule: ThresholdRule
    statistic: Measured
    value: Fraction


@dataclass(frozen=True)
class Part:
    """One part of the sum. Without `statistic` every unit weighs the same.

    `amount` is kr (per unit or in all) or per cent of the whole sum; None for the rest. `only`
    holds the codes of the units that take part: länskoder when län are divided among.
    """

    label: str
    kind: AmountKind
    amount: Fraction | None = None
    statistic: Measured | None = None
    threshold: Threshold | None = None
    only: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Split:
    """One weight by which a län's amount is divided within it; without `part` for all parts.

    A part that has splits of its own in the län is divided by them alone.
    """

    group: str
    statistic: Measured | None = None
    weight: Fraction = ONE
    part: str | None = None


@dataclass(frozen=True)
class Adjustment:
    """Kronor by hand, for a stated reason."""

    kr: int
    reason: str


@dataclass(frozen=True)
class KeyValues:
    """An allocation key. `adjustments` and `residual_to` are keyed on recipient code."""

    total_kr: int
    parts: tuple[Part, ...]
    unit_kind: UnitKind = UnitKind.RECIPIENT
    splits: tuple[Split, ...] = ()
    splits_rounded: bool = False
    rounding: Rounding = Rounding.LARGEST_REMAINDER
    residual_to: str | None = None
    cap_kr: int | None = None
    adjustments: Mapping[str, Adjustment] = field(default_factory=dict)


@dataclass(frozen=True)
class Unit:
    """What the sum is divided among first: one recipient, or a län with its recipients."""

    code: str
    name: str
    members: tuple[Receiver, ...]

    def value(self, statistic: Measured) -> Fraction:
        """The statistic of all its recipients together."""
        return sum((statistic.values[member.code] for member in self.members), Fraction())

    def takes(self, part: Part) -> bool:
        return not part.only or self.code in part.only


def units_of(kind: UnitKind, receivers: tuple[Receiver, ...]) -> tuple[Unit, ...]:
    """The units in order of code."""
    if kind == UnitKind.RECIPIENT:
        return tuple(Unit(one.code, one.name, (one,)) for one in receivers)
    names = {one.group: one.group_name or one.group for one in receivers}
    return tuple(
        Unit(group, names[group], tuple(one for one in receivers if one.group == group))
        for group in sorted(names)
    )
