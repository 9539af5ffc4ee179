"""When steps are due: in days and workdays, which step applies, holidays, Swedish days."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dates import day_of, is_workday, workdays_from
from correspondence.schedule import KEEP_DAYS, Occasion, Placed, due_day, occasions

LAST_DAY = date(2025, 5, 15)
LONG_AGO = date(2025, 1, 1)
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
QUICK = settings(max_examples=40, deadline=None)  # the first look at a year reads its holidays
DISTANCES = st.lists(st.integers(-60, 60), min_size=1, max_size=8, unique=True)


def placed(*distances: int, audience: str = "people", since: date = LONG_AGO) -> list[Placed]:
    numbers = count(1)
    return [
        Placed(next(numbers), audience, LAST_DAY, LAST_DAY + timedelta(days=days), since)
        for days in distances
    ]


def due(steps: list[Placed], today: date) -> list[date]:
    return [one.due_on for one in occasions(steps, today=today)]


# --- Which step applies ---------------------------------------------------------------------------


def test_a_step_applies_from_its_day_until_the_day_before_the_next() -> None:
    steps = placed(-14, -3)
    assert due(steps, date(2025, 4, 30)) == []
    (first,) = occasions(steps, today=date(2025, 5, 1))
    assert first.send_until == date(2025, 5, 11)
    assert due(steps, date(2025, 5, 12)) == [date(2025, 5, 12)]


def test_the_last_step_is_kept_for_a_while() -> None:
    last = LAST_DAY + timedelta(days=KEEP_DAYS)
    assert due(placed(0), last) == [LAST_DAY]
    assert due(placed(0), last + timedelta(days=1)) == []


def test_a_kind_may_keep_its_last_step_longer() -> None:
    until = date(2025, 9, 1)
    (one,) = occasions(placed(0), today=until, keep_until=until)
    assert one.send_until == until


def test_a_step_that_was_put_into_the_past_sends_nothing_and_holds_up_nothing() -> None:
    moved = placed(-13, since=date(2025, 5, 5))
    assert due([*placed(-14), *moved], date(2025, 5, 5)) == [date(2025, 5, 1)]
    assert due(moved, date(2025, 5, 5)) == []


def test_each_audience_has_a_row_of_steps_of_its_own() -> None:
    steps = [*placed(-14), *placed(-3, audience="registrator")]
    assert due(steps, date(2025, 5, 12)) == [date(2025, 5, 1), date(2025, 5, 12)]


@QUICK
@given(DISTANCES, st.integers(-80, 100))
def test_at_most_one_step_applies_and_it_is_the_newest_that_has_come(
    distances: list[int], offset: int
) -> None:
    come = [days for days in distances if days <= offset]
    newest = max(come, default=None)
    is_kept = newest is not None and (newest < max(distances) or offset - newest <= KEEP_DAYS)
    found = due(placed(*distances), LAST_DAY + timedelta(days=offset))
    assert found == ([LAST_DAY + timedelta(days=newest or 0)] if is_kept else [])


@QUICK
@given(DISTANCES)
def test_whatever_nights_are_missed_every_step_applies_on_its_own_day(distances: list[int]) -> None:
    for days in distances:
        day = LAST_DAY + timedelta(days=days)
        assert due(placed(*distances), day) == [day]


@QUICK
@given(DISTANCES, st.sets(st.integers(-61, 61)))
def test_a_run_on_any_days_sends_each_step_at_most_once(
    distances: list[int], offsets: set[int]
) -> None:
    runs = [occasions(placed(*distances), today=LAST_DAY + timedelta(days=n)) for n in offsets]
    seen: set[Occasion] = {one for found in runs for one in found}
    assert len({one.step_id for one in seen}) == len(seen)


# --- Days and workdays ----------------------------------------------------------------------------


@QUICK
@given(DAYS, st.integers(-40, 40))
def test_workdays_are_counted_to_a_workday_and_back(day: date, distance: int) -> None:
    there = due_day(day, distance=distance, in_workdays=True)
    assert there == day or is_workday(there)
    if is_workday(day):
        assert workdays_from(there, -distance) == day


@QUICK
@given(DAYS, st.integers(-40, 39), st.booleans())
def test_a_greater_distance_is_always_later(day: date, distance: int, in_workdays: bool) -> None:
    first, second = (
        due_day(day, distance=n, in_workdays=in_workdays) for n in (distance, distance + 1)
    )
    assert first < second


@pytest.mark.parametrize(
    ("day", "distance", "expected"),
    [
        (date(2026, 6, 22), -1, date(2026, 6, 18)),  # Friday 19 June is midsommarafton
        (date(2026, 6, 18), 1, date(2026, 6, 22)),
        (date(2025, 12, 29), -1, date(2025, 12, 23)),  # julafton, juldagen, annandagen, a weekend
        (date(2025, 12, 23), 2, date(2025, 12, 30)),
        (date(2026, 1, 7), -1, date(2026, 1, 5)),  # trettondagen
        (date(2026, 4, 7), -1, date(2026, 4, 2)),  # påsk
    ],
)
def test_workdays_leave_out_swedish_holidays(day: date, distance: int, expected: date) -> None:
    assert due_day(day, distance=distance, in_workdays=True) == expected


# --- Swedish days around the nights when the clocks change ----------------------------------------


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),  # spring forward
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),  # a day of 23 hours
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),  # fall back
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),  # a day of 25 hours
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_a_moment_belongs_to_its_swedish_day(moment: datetime, day: date) -> None:
    assert day_of(moment) == day


@pytest.mark.parametrize("changes_on", [date(2026, 3, 29), date(2026, 10, 25)])
def test_days_are_counted_over_a_change_of_clocks(changes_on: date) -> None:
    before = due_day(changes_on + timedelta(days=1), distance=-3, in_workdays=False)
    assert before == changes_on - timedelta(days=2)
