"""A cap on what one recipient may get. What lies above it goes to the others, in proportion."""

from collections.abc import Mapping
from fractions import Fraction

from allocations.engine.results import Term
from allocations.engine.words import kr_words
from core.errors import RuleViolated, Violation
from core.kronor import with_unit

LABEL = "Tak"


def capped(exact: Mapping[str, Fraction], cap_kr: int) -> dict[str, Fraction]:
    """Amounts of at most `cap_kr` with the same sum. Nobody's share of the rest is changed.

    Those below the cap are raised by one factor until nobody is above it; who is lifted to the
    cap stays there. Raises RuleViolated when the recipients cannot hold the whole sum.
    """
    total, at_cap = sum(exact.values(), Fraction()), set[str]()
    factor = Fraction(1)
    while over := {c for c, kr in exact.items() if c not in at_cap and kr * factor > cap_kr}:
        at_cap |= over
        below = sum((kr for code, kr in exact.items() if code not in at_cap), Fraction())
        left = total - len(at_cap) * cap_kr
        if left > 0 and not below:
            raise RuleViolated(_too_low(cap_kr))
        factor = left / below if below else Fraction(1)
    return {c: Fraction(cap_kr) if c in at_cap else kr * factor for c, kr in exact.items()}


def cap_term(before: Fraction, after: Fraction, cap_kr: int) -> Term | None:
    """What the cap took from a recipient, or gave it; None when it did neither."""
    difference = after - before
    if not difference:
        return None
    if difference < 0:
        words = f"{kr_words(difference)} över taket {with_unit(cap_kr)}"
    else:
        words = f"{kr_words(difference)} från mottagare över taket"
    return Term(LABEL, difference, words)


def _too_low(cap_kr: int) -> Violation:
    return Violation(
        "cap_too_low",
        None,
        f"Taket {with_unit(cap_kr)} är så lågt att hela summan inte går att fördela. Höj taket.",
    )
