"""Swedish days: workdays, and dates as people say them. Pure; "today" is always a parameter.

Deadlines are inclusive calendar days in Europe/Stockholm.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from holidays.constants import DE_FACTO, PUBLIC

STOCKHOLM = ZoneInfo("Europe/Stockholm")
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


@lru_cache(maxsize=1)
def _days_off() -> holidays.HolidayBase:
    """Public holidays plus midsommar-, jul- and nyårsafton, when nothing is open either."""
    return holidays.country_holidays("SE", categories=(PUBLIC, DE_FACTO))


def is_workday(day: date) -> bool:
    """Whether Swedish banks and offices are open that day."""
    return day.weekday() < 5 and day not in _days_off()


def next_workday(day: date) -> date:
    """The day itself if it is a workday, else the first one after it."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def previous_workday(day: date) -> date:
    """The day itself if it is a workday, else the last one before it."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def workdays_from(day: date, count: int) -> date:
    """The workday that lies `count` workdays after a day (before it, if negative).

    Zero is the day itself, whatever day that is, so that more is always later.
    """
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_workday(day):
            day += step
    return day


def day_in_words(day: date) -> str:
    """date(2025, 5, 15) → "torsdag 15 maj 2025"."""
    return f"{WEEKDAYS[day.weekday()]} {day_and_year(day)}"


def day_and_year(day: date) -> str:
    """date(2025, 5, 15) → "15 maj 2025"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_and_month(day: date) -> str:
    """date(2025, 5, 15) → "15 maj"."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def days_left_in_words(day: date, *, today: date) -> str:
    """How far off a last day is, as people say it: "om 12 dagar", "i dag", "för 3 dagar sedan"."""
    left = (day - today).days
    match left:
        case 0:
            return "i dag"
        case 1:
            return "i morgon"
        case -1:
            return "i går"
    return f"om {left} dagar" if left > 0 else f"för {-left} dagar sedan"


def day_of(moment: datetime) -> date:
    """The Swedish calendar day that a moment belongs to, whatever zone it is written in."""
    return moment.astimezone(STOCKHOLM).date()
