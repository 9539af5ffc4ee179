"""How an answer stands among the others': median, place, and what is out of the ordinary. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median, quantiles

__all__ = ["Neighbour", "Standing", "similar", "standing"]

ENOUGH = 5
"""With fewer than this nothing can be said to stand out."""
FENCE = Decimal("1.5")
"""How many times the middle half's width above or below it that is out of the ordinary."""
MOST_SIMILAR = 3


@dataclass(frozen=True)
class Standing:
    """A figure among all of the round, its own included. `place` 1 is the largest.

    `share` says that shares of what each received are compared, in per cent, since recipients
    differ in size; else the figures themselves are.
    """

    median: Decimal
    place: int
    of: int
    own: Decimal
    is_share: bool
    stands_out: bool


@dataclass(frozen=True)
class Neighbour:
    """Another recipient of the round: what it received in kr, its län, its latest answers."""

    report_id: int
    name: str
    lan: str
    received_kr: int
    answers: Mapping[str, object]


def standing(own: Decimal, others: Sequence[Decimal], *, is_share: bool) -> Standing | None:
    """Where a figure stands; None when there is nobody to compare with, or all say the same.

    Out of the ordinary is what lies further from the middle half of the figures than one and a
    half times its width, as in a box plot.
    """
    if all(one == own for one in others):
        return None
    everybody = sorted([own, *others], reverse=True)
    return Standing(
        median=Decimal(median(everybody)),
        place=everybody.index(own) + 1,
        of=len(everybody),
        own=own,
        is_share=is_share,
        stands_out=_stands_out(own, others),
    )


def _stands_out(own: Decimal, others: Sequence[Decimal]) -> bool:
    if len(others) < ENOUGH:
        return False
    low, _, high = quantiles(others, n=4, method="inclusive")
    reach = FENCE * (high - low)
    return own < low - reach or own > high + reach


def similar(own: Neighbour, others: Sequence[Neighbour]) -> list[Neighbour]:
    """The two or three to read beside: the same län first, then the nearest in size."""

    def distance(one: Neighbour) -> tuple[bool, int, str]:
        return one.lan != own.lan, abs(one.received_kr - own.received_kr), one.name

    return sorted(others, key=distance)[:MOST_SIMILAR]
