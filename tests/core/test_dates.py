"""Swedish workdays, and days in words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.dates import day_in_words, day_of, days_left_in_words, is_workday, next_workday


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 6, 20),  # midsommarafton
        date(2025, 12, 24),
        date(2025, 12, 31),
        date(2025, 5, 1),
        date(2025, 5, 29),  # Kristi himmelsfärd
        date(2025, 5, 17),  # a Saturday
    ],
)
def test_offices_are_closed(day: date) -> None:
    assert not is_workday(day)


@pytest.mark.parametrize("day", [date(2025, 4, 17), date(2025, 4, 30), date(2025, 5, 30)])
def test_half_days_and_days_between_are_workdays(day: date) -> None:
    assert is_workday(day)


RED = {
    2025: (
        "01-01 01-06 04-18 04-20 04-21 05-01 05-29 06-06 06-08 06-20 06-21 11-01 "
        "12-24 12-25 12-26 12-31"
    ),
    2026: (
        "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-19 06-20 10-31 "
        "12-24 12-25 12-26 12-31"
    ),
    2027: (
        "01-01 01-06 03-26 03-28 03-29 05-01 05-06 05-16 06-06 06-25 06-26 11-06 "
        "12-24 12-25 12-26 12-31"
    ),
}
"""Red days by the law on public holidays (1989:253), and midsommar-, jul- and nyårsafton."""


@pytest.mark.parametrize("year", RED)
def test_the_days_off_of_a_year_are_its_red_days_its_eves_and_weekends(year: int) -> None:
    red = {date.fromisoformat(f"{year}-{day}") for day in RED[year].split()}
    every = [date(year, 1, 1) + timedelta(days=count) for count in range(365)]
    closed = {day for day in every if not is_workday(day)}
    assert closed == red | {day for day in every if day.weekday() >= 5}


def test_the_next_workday_after_easter_friday_is_tuesday() -> None:
    assert next_workday(date(2025, 4, 18)) == date(2025, 4, 22)


def test_days_are_written_as_people_say_them() -> None:
    assert day_in_words(date(2026, 3, 2)) == "måndag 2 mars 2026"
    assert days_left_in_words(date(2026, 3, 2), today=date(2026, 2, 18)) == "om 12 dagar"


def test_a_moment_belongs_to_the_swedish_day() -> None:
    assert day_of(datetime(2025, 5, 15, 22, 30, tzinfo=UTC)) == date(2025, 5, 16)
