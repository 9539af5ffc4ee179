"""The computation itself: parts → units → recipients → cap → whole kronor → adjustments."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from allocations.engine.cap import cap_term, capped
from allocations.engine.problems import adjusted_problems, key_problems, rounded_problems
from allocations.engine.results import Computation, Row, Term
from allocations.engine.rounding import whole_kronor
from allocations.engine.shares import divide, portions
from allocations.engine.splits import terms_of
from allocations.engine.values import KeyValues, Receiver, Unit, units_of
from core.errors import RuleViolated, Violation

Terms = dict[str, list[Term]]


def compute(key: KeyValues, receivers: Iterable[Receiver]) -> Computation:
    """Divide the key's sum among the recipients; the order they come in does not matter.

    Raises RuleViolated, with a Swedish sentence for each fault, when the key cannot be followed.
    """
    ordered = tuple(sorted(receivers, key=lambda one: one.code))
    units = units_of(key.unit_kind, ordered)
    _refuse(key_problems(key, units))
    sums = divide(key, units)
    terms: Terms = {}
    for unit in units:
        terms |= terms_of(key, unit, portions(sums, unit))
    if key.splits_rounded:
        rounded = _rounded_within_units(key, units, terms)
    else:
        terms = _under_the_cap(key, terms)
        rounded = _rounded(key, _exact(terms), key.total_kr)
    _refuse(rounded_problems(key, rounded, ordered))
    rows = tuple(_row(key, one, terms[one.code], rounded[one.code]) for one in ordered)
    _refuse(adjusted_problems(rows))
    return Computation(key.total_kr, units, sums, rows)


def _rounded_within_units(key: KeyValues, units: Sequence[Unit], terms: Terms) -> dict[str, int]:
    """Län first to whole kronor, then each län's kronor among its recipients.

    `terms` are scaled to the län's whole kronor. A residual goes to the named recipient's län, and
    there to the recipient; the other län are divided by largest remainder.
    """
    by_unit = {
        unit.code: _exact({one.code: terms[one.code] for one in unit.members}) for unit in units
    }
    exact = {code: sum(members.values(), Fraction()) for code, members in by_unit.items()}
    home = next((unit.code for unit in units if key.residual_to in by_unit[unit.code]), None)
    whole = whole_kronor(key.rounding, exact, total_kr=key.total_kr, residual_to=home)
    rounded: dict[str, int] = {}
    for unit in units:
        scale = whole[unit.code] / exact[unit.code] if exact[unit.code] else Fraction(1)
        for member in unit.members:
            terms[member.code] = [
                Term(term.label, term.kr * scale, term.words) for term in terms[member.code]
            ]
        scaled = {code: kr * scale for code, kr in by_unit[unit.code].items()}
        rounded |= _rounded(key, scaled, whole[unit.code])
    return rounded


def _under_the_cap(key: KeyValues, terms: Terms) -> Terms:
    if key.cap_kr is None:
        return terms
    before = _exact(terms)
    after = capped(before, key.cap_kr)
    added = {code: cap_term(before[code], after[code], key.cap_kr) for code in terms}
    return {
        code: [*found, term] if (term := added[code]) else found for code, found in terms.items()
    }


def _rounded(key: KeyValues, exact: Mapping[str, Fraction], total_kr: int) -> dict[str, int]:
    return whole_kronor(key.rounding, exact, total_kr=total_kr, residual_to=key.residual_to)


def _exact(terms: Mapping[str, Sequence[Term]]) -> dict[str, Fraction]:
    return {code: sum((term.kr for term in found), Fraction()) for code, found in terms.items()}


def _row(key: KeyValues, one: Receiver, terms: Sequence[Term], rounded_kr: int) -> Row:
    by_hand = key.adjustments.get(one.code)
    if by_hand is None:
        return Row(one.code, one.name, tuple(terms), rounded_kr)
    return Row(one.code, one.name, tuple(terms), rounded_kr, by_hand.kr, by_hand.reason)


def _refuse(problems: Sequence[Violation]) -> None:
    if problems:
        raise RuleViolated(*problems)
