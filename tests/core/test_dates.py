"""Swedish workdays, and days in words."""

from datetime import UTC, date, datetime

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


def test_the_next_workday_after_easter_friday_is_tuesday() -> None:
    assert next_workday(date(2025, 4, 18)) == date(2025, 4, 22)


def test_days_are_written_as_people_say_them() -> None:
    assert day_in_words(date(2026, 3, 2)) == "måndag 2 mars 2026"
    assert days_left_in_words(date(2026, 3, 2), today=date(2026, 2, 18)) == "om 12 dagar"


def test_a_moment_belongs_to_the_swedish_day() -> None:
    assert day_of(datetime(2025, 5, 15, 22, 30, tzinfo=UTC)) == date(2025, 5, 16)
