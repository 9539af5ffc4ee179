"""The days of a round as values: the same a year later, and which of them are days off. Pure.

All days are inclusive calendar days in Sweden.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date

from django.db.models import TextChoices

from core.dates import day_in_words, is_workday, next_workday, previous_workday

__all__ = [
    "LABELS", "LAST_DAYS", "Calendar", "DayOff", "LastDayRule", "a_year_later", "days_off",
    "last_day", "years_moved",
]  # fmt: skip

LABELS = {
    "use_from": "Medlen får användas från",
    "use_until": "Medlen får användas till och med",
    "requisition_opens_on": "Rekvisitionen öppnar",
    "requisition_last_on": "Sista dag för rekvisition",
    "report_opens_on": "Återrapporteringen öppnar",
    "report_last_on": "Sista dag för återrapportering",
}
OFFICE_DAYS = ("requisition_opens_on", "requisition_last_on", "report_opens_on", "report_last_on")
"""The days on which somebody must be there to open, or to answer those who are in a hurry."""
LAST_DAYS = ("requisition_last_on", "report_last_on")


class LastDayRule(TextChoices):
    """What a round does with a last day on which offices are closed."""

    STAY = "stay", "Står kvar"
    NEXT = "next", "Flyttas till nästa arbetsdag"
    PREVIOUS = "previous", "Flyttas till arbetsdagen före"


def last_day(day: date, *, rule: str) -> date:
    """The day that a last day falls on by the round's rule; workdays stay where they are."""
    match LastDayRule(rule):
        case LastDayRule.NEXT:
            return next_workday(day)
        case LastDayRule.PREVIOUS:
            return previous_workday(day)
    return day


@dataclass(frozen=True)
class Calendar:
    """A round's own days, by the names of its fields."""

    use_from: date
    use_until: date
    requisition_opens_on: date
    requisition_last_on: date
    report_opens_on: date
    report_last_on: date

    @classmethod
    def of(cls, row: object) -> "Calendar":
        """The days of a round."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})

    def days(self) -> dict[str, date]:
        return asdict(self)

    def by_rule(self, rule: str) -> "Calendar":
        """With the last days where the round's rule puts them."""
        days = self.days()
        return Calendar(**days | {name: last_day(days[name], rule=rule) for name in LAST_DAYS})

    def a_year_later(self, rule: str = LastDayRule.STAY) -> "Calendar":
        """The same dates next year, as a suggestion; those that fall on days off move on.

        Last days move back where that is the round's rule.
        """
        days = {name: a_year_later(day) for name, day in self.days().items()}
        moved = Calendar(**days).by_rule(rule).days()
        return Calendar(**moved | {name: next_workday(moved[name]) for name in OFFICE_DAYS})


@dataclass(frozen=True)
class DayOff:
    """An opening day or last day on which offices and banks are closed, and the one to take."""

    field: str
    day: date
    instead: date

    @property
    def sentence(self) -> str:
        return (
            f"{LABELS[self.field]}, {day_in_words(self.day)}, är ingen arbetsdag. "
            f"Nästa arbetsdag är {day_in_words(self.instead)}."
        )


def days_off(calendar: Calendar) -> list[DayOff]:
    """The opening and last days that are no workdays."""
    days = calendar.days()
    return [
        DayOff(name, days[name], next_workday(days[name]))
        for name in OFFICE_DAYS
        if not is_workday(days[name])
    ]


def a_year_later(day: date) -> date:
    """The same date next year; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def years_moved(sentences: Iterable[str], *, year: int) -> list[str]:
    """The round's year and the one after it moved one on: "31 december 2025" becomes 2026.

    Older years stay, and so does what only looks like a year: S2025/00119, SFS 2025:400.
    """
    years = re.compile(rf"(?<![\w/:.-])({year}|{year + 1})(?![\w/:])")
    return [years.sub(lambda found: str(int(found[0]) + 1), text) for text in sentences]
