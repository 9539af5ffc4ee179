"""From the rows of an allocation key to the engine's values, and through it.

A statistic of kommuner is summed to what the key divides among: an RSS's kommuner, or a region's
as the kommuner of its län. A sum counts only when nobody in it is missing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocations.engine import (
    Adjustment,
    AmountKind,
    Computation,
    KeyValues,
    Measured,
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
from allocations.models import AllocationKey, KeyPart, KeySplit, Statistic, StatisticValue
from organisations.models import Recipient, RecipientKind

__all__ = ["Followed", "computed", "followed"]

Statistics = Mapping[int, Measured]


@dataclass(frozen=True)
class Followed:
    """A key's values and what they give."""

    key: KeyValues
    done: Computation

    @property
    def words(self) -> list[str]:
        """The key in Swedish sentences."""
        return key_in_words(self.key, self.done)


def computed(key: AllocationKey) -> Computation:
    """What the key gives every recipient of its round's kind, in kr.

    A fixed number of queries. Raises RuleViolated when the key cannot be followed.
    """
    return followed(key).done


def followed(key: AllocationKey, among: Iterable[Recipient] | None = None) -> Followed:
    """The key followed for some recipients (with their län); for all of the round's kind if None.

    A fixed number of queries. Raises RuleViolated when the key cannot be followed.
    """
    kind = key.round.recipient_kind
    if among is None:
        among = Recipient.objects.filter(kind=kind).select_related("lan")
    recipients = list(among)
    parts = list(key.parts.select_related("statistic", "threshold_statistic"))
    splits = list(key.splits.select_related("statistic", "part"))
    statistics = _measured(_used(parts, splits), kind, recipients)
    values = KeyValues(
        total_kr=key.total_kr,
        parts=tuple(_part(part, statistics) for part in parts),
        unit_kind=UnitKind(key.unit_kind),
        splits=tuple(_split(split, statistics) for split in splits),
        splits_rounded=key.splits_rounded,
        rounding=Rounding(key.rounding),
        residual_to=key.residual_to.code if key.residual_to else None,
        cap_kr=key.cap_kr,
        adjustments={
            one.recipient.code: Adjustment(one.kr, one.reason)
            for one in key.adjustments.select_related("recipient")
        },
    )
    receivers = [Receiver(one.code, one.name, one.lan_id, one.lan.name) for one in recipients]
    return Followed(values, compute(values, receivers))


# --- Rows to values -------------------------------------------------------------------------------


def _part(row: KeyPart, statistics: Statistics) -> Part:
    threshold = None
    if row.threshold_statistic_id is not None and row.threshold is not None:
        threshold = Threshold(
            ThresholdRule(row.threshold_rule),
            statistics[row.threshold_statistic_id],
            Fraction(row.threshold),
        )
    return Part(
        label=row.label,
        kind=AmountKind(row.amount_kind),
        amount=None if row.amount is None else Fraction(row.amount),
        statistic=_of(row.statistic_id, statistics),
        threshold=threshold,
        only=frozenset(row.only),
    )


def _split(row: KeySplit, statistics: Statistics) -> Split:
    return Split(
        group=row.lan_id,
        statistic=_of(row.statistic_id, statistics),
        weight=Fraction(row.weight),
        part=row.part.label if row.part else None,
    )


def _of(statistic_id: int | None, statistics: Statistics) -> Measured | None:
    return None if statistic_id is None else statistics[statistic_id]


# --- Statistics -----------------------------------------------------------------------------------


def _used(parts: Iterable[KeyPart], splits: Iterable[KeySplit]) -> dict[int, Statistic]:
    named = [one for part in parts for one in (part.statistic, part.threshold_statistic)]
    named += [split.statistic for split in splits]
    return {one.pk: one for one in named if one is not None}


def _measured(
    used: Mapping[int, Statistic], kind: str, recipients: Iterable[Recipient]
) -> dict[int, Measured]:
    """Each statistic with its values by the code of a recipient of the kind."""
    kinds = {one.recipient_kind for one in used.values()}
    counted = list(Recipient.objects.filter(kind__in=kinds).select_related("rss"))
    rows = StatisticValue.objects.filter(statistic__in=used).values_list(
        "statistic", "recipient", "value"
    )
    values: dict[int, dict[int, Fraction]] = defaultdict(dict)
    for statistic_id, recipient_id, value in rows:
        values[statistic_id][recipient_id] = Fraction(value)
    by_lan = {one.lan_id: one.code for one in recipients}
    return {
        pk: Measured(
            name=str(one),
            unit=one.unit,
            unit_one=one.unit_one or one.unit,
            values=_summed(one, kind, counted, values[pk], by_lan),
        )
        for pk, one in used.items()
    }


def _summed(
    statistic: Statistic,
    kind: str,
    counted: Iterable[Recipient],
    values: Mapping[int, Fraction],
    by_lan: Mapping[str, str],
) -> dict[str, Fraction]:
    """Values by recipient code; a recipient some of whose kommuner lack a value has none."""
    parts: dict[str, list[Fraction | None]] = defaultdict(list)
    for one in counted:
        if one.kind == statistic.recipient_kind:
            parts[_counts_for(one, kind, by_lan)].append(values.get(one.pk))
    return {
        code: sum(known, Fraction())
        for code, found in parts.items()
        if len(known := [value for value in found if value is not None]) == len(found)
    }


def _counts_for(one: Recipient, kind: str, by_lan: Mapping[str, str]) -> str:
    """The code of the recipient whose sum somebody's value belongs to; "" when there is none."""
    if one.kind == kind:
        return one.code
    if kind == RecipientKind.RSS:
        return one.rss.code if one.rss else ""
    return by_lan.get(one.lan_id, "") if kind == RecipientKind.REGION else ""
