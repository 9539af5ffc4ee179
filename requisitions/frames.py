"""Which frames apply: the one place where requisitions ask, in bulk, what the allocation gives."""

from django.db.models import OuterRef, QuerySet, Subquery

from allocations.models import AllocationRow

__all__ = ["frame_now", "frames_in_force"]


def frames_in_force() -> QuerySet[AllocationRow]:
    """The rows of every round's allocation in force; one per recipient and round."""
    return AllocationRow.objects.in_force()


def frame_now() -> Subquery:
    """The frame in force, kr, of a query's `round` and `recipient`; NULL when there is none."""
    rows = frames_in_force().filter(
        allocation__round=OuterRef("round"), recipient=OuterRef("recipient")
    )
    return Subquery(rows.values("kr")[:1])
