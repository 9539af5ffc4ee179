"""The one clock, read at the edge: by views, tasks and commands, never deeper inside.

In production it is the real time in Europe/Stockholm. In a demo the real deadlines have passed,
so the day comes from the row that staff can move (`DemoClock`), else from PORTAL_TODAY, and the
time of day is the real one. A request reads that row at most once, and has one day throughout.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import TypedDict

from django.conf import settings
from django.db.models import DateField, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.dates import STOCKHOLM
from core.prepared import Parameter


class Days(TypedDict):
    """The parameters of `today_in_query`."""

    real_day: date | None
    portal_day: date | None


_read: ContextVar[list[date | None] | None] = ContextVar("demo_day_read", default=None)
"""What the request has read of the demo's row: nothing yet, or a day, or that there is none."""


def now() -> datetime:
    """The current moment, aware, in Europe/Stockholm."""
    real = timezone.now().astimezone(STOCKHOLM)
    demo_day = _demo_day()
    if demo_day is None:
        return real
    return real.replace(year=demo_day.year, month=demo_day.month, day=demo_day.day)


def today() -> date:
    """The current calendar day in Sweden."""
    return now().date()


@contextmanager
def read_once() -> Iterator[None]:
    """Within the block the demo's day is read once, when it is first asked for."""
    token = _read.set([])
    try:
        yield
    finally:
        _read.reset(token)


def today_in_query() -> Coalesce:
    """The same day for a prepared read, which need not ask for it first; takes `days()`."""
    return Coalesce(
        Parameter("real_day", DateField()), moved_day(), Parameter("portal_day", DateField())
    )


def moved_day() -> Subquery:
    """The demo's row as a column; what it says may be told to `know`."""
    from core.models import DemoClock

    return Subquery(DemoClock.objects.values("today")[:1])


def days() -> Days:
    """What `today_in_query` chooses from. Outside demos it is the real day, and no row is read."""
    is_demo = settings.PORTAL_TODAY is not None
    return {"real_day": None if is_demo else today(), "portal_day": settings.PORTAL_TODAY}


def know(moved: date | None) -> None:
    """The demo's row has been read together with something else, and need not be read again."""
    read = _read.get()
    if read is not None:
        read[:] = [moved]


def forget() -> None:
    """The row has been changed; what comes after in the request reads it again."""
    read = _read.get()
    if read is not None:
        read.clear()


def _demo_day() -> date | None:
    if settings.PORTAL_TODAY is None:
        return None
    read = _read.get()
    if read:
        return read[0] or settings.PORTAL_TODAY
    from core.models import DemoClock

    moved = DemoClock.objects.values_list("today", flat=True).first()
    know(moved)
    return moved or settings.PORTAL_TODAY
