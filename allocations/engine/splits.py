"""A län's amount, divided among its recipients by weights of its own."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from allocations.engine.results import Portion, Term
from allocations.engine.values import KeyValues, Part, Receiver, Split, Unit
from allocations.engine.words import kr_words, lower_first, plain_number, value_words
from core.errors import RuleViolated, Violation


def splits_for(key: KeyValues, unit: Unit, part: Part) -> tuple[Split, ...]:
    """The weights that hold for a part in a län: its own, else those for every part."""
    here = [split for split in key.splits if split.group == unit.code]
    own = tuple(split for split in here if split.part == part.label)
    return own or tuple(split for split in here if split.part is None)


def terms_of(key: KeyValues, unit: Unit, found: Iterable[Portion]) -> dict[str, list[Term]]:
    """Each recipient's terms by code. A unit of one recipient has nothing to divide.

    Raises RuleViolated when nobody in the län has any of what it is divided by.
    """
    terms: dict[str, list[Term]] = {member.code: [] for member in unit.members}
    for portion in found:
        if len(unit.members) == 1:
            whole = Term(portion.part.label, portion.kr, portion.words)
            terms[unit.members[0].code].append(whole)
            continue
        splits = splits_for(key, unit, portion.part)
        for member in unit.members:
            if term := _term(portion, splits, member):
                terms[member.code].append(term)
    return terms


def _term(portion: Portion, splits: Sequence[Split], member: Receiver) -> Term | None:
    whole = sum((split.weight for split in splits), Fraction())
    kr, words = Fraction(), []
    for split in splits:
        pot_kr = portion.kr * split.weight / whole
        value, all_of_it = _measure(split, portion.unit, member)
        if value:
            kr += pot_kr * value / all_of_it
            words.append(_split_words(split, value, all_of_it, pot_kr))
    if not kr:
        return None
    label = portion.part.label
    return Term(label, kr, f"{lower_first(label)} {kr_words(kr)} ({' + '.join(words)})")


def _measure(split: Split, unit: Unit, member: Receiver) -> tuple[Fraction, Fraction]:
    """The recipient's weight in a split, and the whole län's."""
    if split.statistic is None:
        return Fraction(1), Fraction(len(unit.members))
    value, all_of_it = split.statistic.values[member.code], unit.value(split.statistic)
    if not all_of_it:
        raise RuleViolated(
            Violation(
                "nothing_to_divide_by",
                None,
                f"{unit.name} går inte att dela efter {split.statistic.name}: ingen mottagare i "
                "länet har något av den. Välj en annan statistik.",
            )
        )
    return value, all_of_it


def _split_words(split: Split, value: Fraction, all_of_it: Fraction, pot_kr: Fraction) -> str:
    if split.statistic is None:
        return f"1 av {plain_number(all_of_it)} lika delar av länets {kr_words(pot_kr)}"
    share = f"{plain_number(value)} av {value_words(all_of_it, split.statistic)}"
    return f"{share} av länets {kr_words(pot_kr)}"
