"""A round's days a year later, and which of them are days off."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import is_workday
from grants.calendar import (
    OFFICE_DAYS,
    Calendar,
    LastDayRule,
    a_year_later,
    days_off,
    last_day,
    years_moved,
)
from grants.rules import calendar_problems

OF_2025 = Calendar(
    use_from=date(2025, 1, 1),
    use_until=date(2025, 12, 31),
    requisition_opens_on=date(2025, 3, 3),
    requisition_last_on=date(2025, 5, 15),
    report_opens_on=date(2026, 1, 19),
    report_last_on=date(2026, 3, 2),
)


def test_the_period_keeps_its_dates() -> None:
    later = OF_2025.a_year_later()
    assert (later.use_from, later.use_until) == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_last_day_stays_when_it_is_a_workday() -> None:
    assert OF_2025.a_year_later().requisition_last_on == date(2026, 5, 15)


def test_a_last_day_on_ascension_day_moves_to_the_friday() -> None:
    """15 May 2026 + 1 is a Saturday; 14 May 2026 is Kristi himmelsfärdsdag."""
    calendar = Calendar(**{**OF_2025.days(), "requisition_last_on": date(2025, 5, 14)})
    assert calendar.a_year_later().requisition_last_on == date(2026, 5, 15)


def test_29_february_becomes_28() -> None:
    assert a_year_later(date(2024, 2, 29)) == date(2025, 2, 28)


@given(st.dates(date(2024, 1, 1), date(2035, 12, 31)))
def test_every_moved_day_is_a_workday_less_than_a_week_late(day: date) -> None:
    days = {**OF_2025.days(), **dict.fromkeys(OFFICE_DAYS, day)}
    moved = Calendar(**days).a_year_later().days()
    assert all(is_workday(moved[name]) for name in OFFICE_DAYS)
    assert all(moved[name] - a_year_later(day) < timedelta(days=7) for name in OFFICE_DAYS)


def test_a_day_off_is_said_with_the_day_to_take_instead() -> None:
    calendar = Calendar(**{**OF_2025.days(), "requisition_last_on": date(2027, 5, 15)})
    (found,) = days_off(calendar)
    assert found.sentence == (
        "Sista dag för rekvisition, lördag 15 maj 2027, är ingen arbetsdag. "
        "Nästa arbetsdag är måndag 17 maj 2027."
    )


def test_a_period_may_begin_on_new_year_s_day() -> None:
    assert days_off(OF_2025) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "under perioden 1 januari–31 december 2025.",
            "under perioden 1 januari–31 december 2026.",
        ),
        ("senast 2026-03-02", "senast 2027-03-02"),
        ("enligt beslut S2025/00122", "enligt beslut S2025/00122"),
        ("socialtjänstlagen (2025:400)", "socialtjänstlagen (2025:400)"),
        ("dnr 5.7-00012/2025", "dnr 5.7-00012/2025"),
        ("sedan 2019", "sedan 2019"),
        ("20251 kronor", "20251 kronor"),
    ],
)
def test_years_of_conditions_move_and_nothing_else(before: str, after: str) -> None:
    assert years_moved([before], year=2025) == [after]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"use_until": date(2024, 12, 31)}, "use_until"),
        ({"requisition_last_on": date(2025, 3, 2)}, "requisition_last_on"),
        ({"report_opens_on": date(2025, 3, 2)}, "report_opens_on"),
        ({"report_last_on": date(2026, 1, 18)}, "report_last_on"),
    ],
)
def test_days_in_the_wrong_order_are_said_at_the_later_one(
    wrong: dict[str, date], field: str
) -> None:
    calendar = Calendar(**{**OF_2025.days(), **wrong})
    assert field in {found.field for found in calendar_problems(calendar, year=2025)}


def test_a_faultless_calendar_has_no_problems() -> None:
    assert calendar_problems(OF_2025, year=2025) == []


def test_a_period_of_another_year_is_told() -> None:
    (found,) = calendar_problems(OF_2025, year=2026)
    assert found.message == "Perioden då medlen får användas ska ligga i bidragsåret 2026."


# --- The round's rule for last days on days off ---------------------------------------------------

SATURDAY = date(2026, 5, 16)


@pytest.mark.parametrize(
    ("rule", "day", "expected"),
    [
        (LastDayRule.STAY, SATURDAY, SATURDAY),
        (LastDayRule.NEXT, SATURDAY, date(2026, 5, 18)),
        (LastDayRule.PREVIOUS, SATURDAY, date(2026, 5, 15)),
        (LastDayRule.NEXT, date(2026, 6, 19), date(2026, 6, 22)),  # midsommarafton
        (LastDayRule.PREVIOUS, date(2026, 6, 19), date(2026, 6, 18)),
        (LastDayRule.NEXT, date(2025, 12, 24), date(2025, 12, 29)),
        (LastDayRule.PREVIOUS, date(2025, 12, 26), date(2025, 12, 23)),
        (LastDayRule.NEXT, date(2025, 12, 31), date(2026, 1, 2)),  # nyårsafton
        (LastDayRule.PREVIOUS, date(2026, 12, 31), date(2026, 12, 30)),
        (LastDayRule.NEXT, date(2027, 3, 26), date(2027, 3, 30)),  # långfredag
        (LastDayRule.PREVIOUS, date(2027, 6, 25), date(2027, 6, 24)),  # midsommarafton
    ],
)
def test_a_last_day_on_a_day_off_follows_the_round_s_rule(
    rule: LastDayRule, day: date, expected: date
) -> None:
    assert last_day(day, rule=rule) == expected


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.sampled_from(LastDayRule.values))
def test_a_workday_stays_whatever_the_rule(day: date, rule: str) -> None:
    moved = last_day(day, rule=rule)
    assert moved == day or not is_workday(day)
    assert last_day(moved, rule=rule) == moved


def test_only_last_days_follow_the_rule() -> None:
    days = {**OF_2025.days(), "use_from": SATURDAY, "report_last_on": SATURDAY}
    moved = Calendar(**days).by_rule(LastDayRule.NEXT)
    assert (moved.use_from, moved.report_last_on) == (SATURDAY, date(2026, 5, 18))


def test_next_year_s_last_days_move_back_where_that_is_the_rule() -> None:
    calendar = Calendar(**{**OF_2025.days(), "requisition_last_on": date(2025, 5, 16)})
    later = calendar.a_year_later(LastDayRule.PREVIOUS)
    assert later.requisition_last_on == date(2026, 5, 15)
