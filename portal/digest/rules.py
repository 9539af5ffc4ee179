"""When a morning's digest is made, from when it counts, and who gets it. Pure."""

from datetime import date, datetime, time, timedelta

from core.dates import STOCKHOLM, day_of, is_workday, previous_workday

__all__ = ["MORNING", "counts_from", "is_due", "morning_of"]

MORNING = time(7, 30)
"""Swedish time, summer and winter."""


def morning_of(day: date) -> datetime:
    """The moment from which that day's digest may be made."""
    return datetime.combine(day, MORNING, tzinfo=STOCKHOLM)


def is_due(at: datetime, *, last: date | None) -> bool:
    """On a workday, from half past seven, unless one has been made for that day or a later."""
    day = day_of(at)
    return is_workday(day) and at >= morning_of(day) and (last is None or last < day)


def counts_from(day: date, *, until: datetime | None) -> datetime:
    """What came in after this moment is in the digest: `until` is when the one before ended.

    So a morning that was missed is in the next one. The first counts from the workday before.
    """
    return until or morning_of(previous_workday(day - timedelta(days=1)))
