"""What makes a key impossible to follow, found before and after the arithmetic.

That the parts are more or less than the sum is found while dividing (`shares`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from allocations.engine.results import Row
from allocations.engine.splits import splits_for
from allocations.engine.values import (
    AmountKind,
    KeyValues,
    Measured,
    Part,
    Receiver,
    Rounding,
    Unit,
)
from core.errors import Violation
from core.kronor import with_unit

NAMED = 3
"""How many recipients a sentence names before it counts the others."""


def key_problems(key: KeyValues, units: Sequence[Unit]) -> list[Violation]:
    """Everything that is wrong with the key itself, or missing in its statistics."""
    return [
        *_parts(key),
        *_named_units(key, units),
        *_named_recipients(key, units),
        *_splits(key, units),
        *_missing_values(key, units),
    ]


def rounded_problems(
    key: KeyValues, rounded: Mapping[str, int], receivers: Iterable[Receiver]
) -> list[Violation]:
    """A residual that its recipient cannot take: below nothing, or above the cap."""
    named = next((one for one in receivers if one.code == key.residual_to), None)
    if named is None or key.rounding != Rounding.RESIDUAL:
        return []
    kr = rounded[named.code]
    advice = "Låt någon annan ta resten, eller avrunda med största rest."
    if kr < 0:
        text = f"Resten gör beloppet för {named.name} negativt ({with_unit(kr)}). {advice}"
        return [Violation("residual_negative", "residual_to", text)]
    if key.cap_kr is not None and kr > key.cap_kr:
        text = f"Resten lägger {named.name} över taket ({with_unit(kr)}). {advice}"
        return [Violation("residual_over_cap", "residual_to", text)]
    return []


def adjusted_problems(rows: Iterable[Row]) -> list[Violation]:
    """An adjustment that takes more than there is."""
    return [
        Violation(
            "adjustment_negative",
            None,
            f"Justeringen tar mer från {row.name} än de {with_unit(row.rounded_kr)} som nyckeln "
            "ger. Minska justeringen.",
        )
        for row in rows
        if row.kr < 0
    ]


def _parts(key: KeyValues) -> Iterator[Violation]:
    if not key.parts:
        yield Violation("no_parts", None, "Nyckeln har inga delar. Lägg till minst en.")
    rests = [part.label for part in key.parts if part.kind == AmountKind.REST]
    if len(rests) > 1:
        yield Violation(
            "several_rests",
            None,
            f"Bara en del kan ta det som är kvar. Nu gör {_listed(rests)} det.",
        )


def _named_units(key: KeyValues, units: Sequence[Unit]) -> Iterator[Violation]:
    known = {unit.code for unit in units}
    for part in key.parts:
        if unknown := sorted(part.only - known):
            yield Violation(
                "only_unknown",
                None,
                f"Delen ”{part.label}” gäller {_listed(unknown)}, som inte finns bland dem som "
                "summan fördelas på. Rätta koderna.",
            )


def _named_recipients(key: KeyValues, units: Sequence[Unit]) -> Iterator[Violation]:
    known = {member.code for unit in units for member in unit.members}
    if key.rounding == Rounding.RESIDUAL and key.residual_to not in known:
        text = "Välj vem av mottagarna som får resten när beloppen avrundas."
        yield Violation("residual_unknown", "residual_to", text)
    if unknown := sorted(set(key.adjustments) - known):
        text = f"Justeringen gäller {_listed(unknown)}, som inte får något av den här summan."
        yield Violation("adjustment_unknown", None, text)


def _splits(key: KeyValues, units: Sequence[Unit]) -> Iterator[Violation]:
    labels = {part.label for part in key.parts}
    for split in key.splits:
        if split.part is not None and split.part not in labels:
            text = f"En delning inom län gäller delen ”{split.part}”, som inte finns i nyckeln."
            yield Violation("split_unknown_part", None, text)
    for unit in units:
        unsplit = [
            part.label
            for part in key.parts
            if len(unit.members) > 1 and unit.takes(part) and not splits_for(key, unit, part)
        ]
        if unsplit:
            yield Violation(
                "split_missing",
                None,
                f"{unit.name} har {len(unit.members)} mottagare. Ange hur länets belopp ska delas "
                f"mellan dem ({_listed(unsplit)}).",
            )
    if key.cap_kr is not None and key.splits_rounded:
        text = "Ett tak går inte att förena med att länets belopp avrundas innan det delas."
        yield Violation("cap_with_rounded_splits", "cap_kr", text)


def _missing_values(key: KeyValues, units: Sequence[Unit]) -> Iterator[Violation]:
    missing: dict[str, dict[str, str]] = {}
    for statistic, member in _needed(key, units):
        if member.code not in statistic.values:
            missing.setdefault(statistic.name, {})[member.code] = member.name
    for name, found in missing.items():
        text = f"{name} saknar värde för {_listed(list(found.values()))}. Läs in statistiken igen."
        yield Violation("statistic_missing_value", None, text)


def _needed(key: KeyValues, units: Sequence[Unit]) -> Iterator[tuple[Measured, Receiver]]:
    """Every statistic with every recipient whose value it must have."""
    for unit in units:
        for part in key.parts:
            if unit.takes(part):
                for statistic in _statistics_of(key, unit, part):
                    yield from ((statistic, member) for member in unit.members)


def _statistics_of(key: KeyValues, unit: Unit, part: Part) -> Iterator[Measured]:
    if part.statistic:
        yield part.statistic
    if part.threshold:
        yield part.threshold.statistic
    if len(unit.members) > 1:
        yield from (one.statistic for one in splits_for(key, unit, part) if one.statistic)


def _listed(names: Sequence[str]) -> str:
    """ "Lund, Malmö, Ystad och 4 till"."""
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} och {len(names) - NAMED} till"
    return " och ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
