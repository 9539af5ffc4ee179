"""A round's adopted tables beside one another: what each correction changed."""

from dataclasses import dataclass

from allocations.models import Allocation, AllocationRow
from allocations.queries import Changed, changed_between
from core.swedish import swedish_key
from grants.models import Round

__all__ = ["Version", "versions"]


@dataclass(frozen=True)
class Version:
    """An adopted table with its rows by code, and what it changed of the one before it."""

    allocation: Allocation
    rows: list[AllocationRow]
    changes: list[Changed]

    @property
    def sum_kr(self) -> int:
        return sum(row.kr for row in self.rows)

    @property
    def deviation_kr(self) -> int:
        """The rows' sum less the total that the source states."""
        return self.sum_kr - self.allocation.stated_total_kr


def versions(round_: Round) -> list[Version]:
    """Every adopted table of a round, the newest first; changes by name (2 queries)."""
    found = AllocationRow.objects.filter(allocation__round=round_)
    rows = list(found.select_related("recipient__lan", "allocation"))
    return [
        Version(
            allocation,
            rows=[row for row in rows if row.allocation_id == allocation.pk],
            changes=sorted(
                changed_between(rows, allocation.number),
                key=lambda one: swedish_key(one.recipient.name),
            ),
        )
        for allocation in Allocation.objects.filter(round=round_).order_by("-number")
    ]
