"""The one clock, read at the edge: by views, tasks and commands, never deeper inside.

In production it is the real time in Europe/Stockholm. In a demo the real deadlines have passed,
so the day comes from the row that staff can move (`DemoClock`), else from PORTAL_TODAY, and the
time of day is the real one.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from core.dates import STOCKHOLM


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


def _demo_day() -> date | None:
    if settings.PORTAL_TODAY is None:
        return None
    from core.models import DemoClock

    moved = DemoClock.objects.values_list("today", flat=True).first()
    return moved or settings.PORTAL_TODAY
