"""Why each recipient gets what it gets: the adopted allocation beside what its key computes."""

from dataclasses import dataclass

from allocations.engine import Row, Term
from allocations.keys import Followed, followed
from allocations.models import Allocation, AllocationKey, AllocationRow
from core.errors import RuleViolated
from core.kronor import grouped, with_unit

__all__ = [
    "Explained",
    "Explanation",
    "explained",
    "explanations",
    "key_of",
    "still_explained",
]


@dataclass(frozen=True)
class Explanation:
    """One recipient's decided amount in kr, and how the key reaches it."""

    decided_kr: int
    row: Row

    @property
    def terms(self) -> tuple[Term, ...]:
        return self.row.terms

    @property
    def computed_kr(self) -> int:
        """What the key gives, rounded, before any adjustment."""
        return self.row.rounded_kr

    @property
    def adjustment_kr(self) -> int:
        return self.row.adjustment_kr

    @property
    def adjustment_reason(self) -> str:
        return self.row.adjustment_reason

    @property
    def difference_kr(self) -> int:
        """What neither the key nor an adjustment explains."""
        return self.decided_kr - self.row.kr

    @property
    def matches(self) -> bool:
        return self.difference_kr == 0

    @property
    def words(self) -> str:
        """The calculation; then what it does not explain, and the reason of an adjustment."""
        if not self.matches:
            more = "mer" if self.difference_kr > 0 else "mindre"
            unexplained = f"{grouped(abs(self.difference_kr))} kr {more} än nyckeln ger"
            return f"{self.row.words}. Beslutat är {with_unit(self.decided_kr)}, {unexplained}."
        if self.adjustment_reason:
            return f"{self.row.words}. {self.adjustment_reason}"
        return self.row.words


@dataclass(frozen=True)
class Explained:
    """An allocation, the key that explains it, and each of its rows with its explanation."""

    allocation: Allocation
    key: AllocationKey
    followed: Followed
    rows: list[tuple[AllocationRow, Explanation]]


def key_of(allocation: Allocation) -> AllocationKey | None:
    """The key that explains an allocation: its own, else the latest adopted one of the round."""
    if allocation.key is not None:
        return allocation.key
    return (
        AllocationKey.objects.filter(round=allocation.round_id, adopted_at__isnull=False)
        .select_related("round", "residual_to")
        .last()
    )


def explained(allocation: Allocation) -> Explained | None:
    """Every row of an allocation with its explanation; None when no key explains it.

    The key is followed for those whom the allocation names, so that a recipient added to the
    register later changes nothing. A fixed number of queries. Raises RuleViolated when the key
    cannot be followed any more.
    """
    key = key_of(allocation)
    if key is None:
        return None
    rows = list(allocation.rows.select_related("recipient__lan"))
    result = followed(key, [row.recipient for row in rows])
    computed = {row.code: row for row in result.done.rows}
    found = [(row, Explanation(row.kr, computed[row.recipient.code])) for row in rows]
    return Explained(allocation, key, result, found)


def still_explained(allocation: Allocation) -> Explained | None:
    """The same for pages and documents; None also when the key cannot be followed any more.

    The decided table is the law, and is then shown without explanations.
    """
    try:
        return explained(allocation)
    except RuleViolated:
        return None


def explanations(allocation: Allocation) -> dict[int, Explanation]:
    """Explanations by recipient id; empty when nothing explains the allocation (any more).

    A fixed number of queries.
    """
    whole = still_explained(allocation)
    return {row.recipient_id: one for row, one in whole.rows} if whole else {}
