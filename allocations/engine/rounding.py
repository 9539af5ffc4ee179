"""Exact amounts to whole kronor, by the key's policy."""

from collections.abc import Mapping
from fractions import Fraction
from math import floor

from allocations.engine.values import Rounding
from core.kronor import round_half_up

Exact = Mapping[str, Fraction]


def whole_kronor(
    policy: Rounding, exact: Exact, *, total_kr: int, residual_to: str | None
) -> dict[str, int]:
    """Kronor by code. All policies but each row add up to `total_kr`, the sum of what is exact.

    A residual whose recipient is not among the rows falls back on the largest remainder. A
    residual can be negative where rows are many and small; the caller refuses that.
    """
    if policy == Rounding.EACH_ROW:
        return {code: round_half_up(kr) for code, kr in exact.items()}
    if policy == Rounding.RESIDUAL and residual_to is not None and residual_to in exact:
        return _residual_to(residual_to, exact, total_kr)
    return _largest_remainder(exact, total_kr)


def _residual_to(named: str, exact: Exact, total_kr: int) -> dict[str, int]:
    rounded = {code: round_half_up(kr) for code, kr in exact.items()}
    return {**rounded, named: rounded[named] + total_kr - sum(rounded.values())}


def _largest_remainder(exact: Exact, total_kr: int) -> dict[str, int]:
    """Hamilton's method; equal remainders are served in order of code."""
    rounded = {code: floor(kr) for code, kr in exact.items()}
    left = total_kr - sum(rounded.values())
    by_remainder = sorted(exact, key=lambda code: (rounded[code] - exact[code], code))
    for code in by_remainder[:left]:
        rounded[code] += 1
    return rounded
