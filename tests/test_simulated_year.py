"""The simulated year sees what is wrong with letters. Its own run is a proof."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings

from bench.year.deeds import moment
from bench.year.expected import Expected, Step, expected_letters
from bench.year.lives import BEGINS, ENDS, Life, RoundDays
from bench.year.reckoning import Reckoning, reckon

DAYS = RoundDays(
    "aldreomsorg-rss-2025", "rss", ("RSS-12",), date(2025, 3, 3), date(2025, 5, 15),
    date(2026, 1, 19), date(2026, 3, 2),
)  # fmt: skip
ANNA = "anna@example.se"
REMINDER = "requisition_reminder"
ALWAYS = {BEGINS + timedelta(days=n) for n in range((ENDS - BEGINS).days + 1)}


def life(requisitioned: date | None = None) -> Life:
    """RSS Skåne, where Anna does everything."""
    return Life(
        DAYS.key, "RSS-12", ombud=ANNA, registrator=ANNA, contact=ANNA, signatory=ANNA,
        invoices=ANNA, requisitioned=requisitioned, paid=None, locked=None, approved=None,
        accepted=None, unused_kr=0,
    )  # fmt: skip


def reminder(due_on: date) -> Expected:
    return Expected(REMINDER, f"{DAYS.key}/RSS-12", due_on, ANNA)


def reminders_due(
    *distances: int, requisitioned: date | None = None, working: set[date] = ALWAYS
) -> list[date]:
    steps = [Step(DAYS.key, REMINDER, one, "requisition_last_on") for one in distances]
    found = expected_letters([DAYS], [life(requisitioned)], steps, working=working)
    return sorted(one.due_on for one in found if one.kind == REMINDER and one.due_on)


# --- What should go out ---------------------------------------------------------------------------


def test_who_does_nothing_is_due_every_reminder() -> None:
    days = [date(2025, 4, 15), date(2025, 5, 1), date(2025, 5, 12), date(2025, 5, 15)]
    assert reminders_due(-30, -14, -3, 0) == days


def test_a_deed_on_the_morning_of_a_reminder_comes_after_it() -> None:
    assert reminders_due(-3, 0, requisitioned=date(2025, 5, 15)) == [
        date(2025, 5, 12), date(2025, 5, 15)
    ]  # fmt: skip
    assert reminders_due(-3, 0, requisitioned=date(2025, 5, 14)) == [date(2025, 5, 12)]


def test_a_night_that_was_missed_heals() -> None:
    assert reminders_due(-3, 0, working=ALWAYS - {date(2025, 5, 12)}) == [
        date(2025, 5, 12), date(2025, 5, 15)
    ]  # fmt: skip


def test_a_reminder_that_a_newer_one_overtook_while_beat_stood_still_is_not_due() -> None:
    still = {date(2025, 5, 12), date(2025, 5, 13), date(2025, 5, 14)}
    assert reminders_due(-3, 0, working=ALWAYS - still) == [date(2025, 5, 15)]


# --- What went out --------------------------------------------------------------------------------


DUE_ON = date(2025, 5, 12)
SENT_AT = moment(DUE_ON, 7)


def reckoned(*sent: tuple[Expected, datetime, int], deed: date | None = None) -> Reckoning:
    return reckon({reminder(DUE_ON)}, sent, [life(deed)])


def figures(reckoning: Reckoning) -> dict[str, int]:
    return {name: number for name, number in vars(reckoning.total).items() if number}


def test_every_letter_once_is_right() -> None:
    result = reckoned((reminder(DUE_ON), SENT_AT, 1))
    assert (figures(result), result.total.is_right) == ({"due": 1, "sent": 1}, True)


def test_a_missing_letter_is_seen() -> None:
    result = reckoned()
    assert (figures(result), result.total.is_right) == ({"due": 1, "missing": 1}, False)


def test_a_letter_that_the_server_never_took_is_missing_whatever_we_noted() -> None:
    assert figures(reckoned((reminder(DUE_ON), SENT_AT, 0))) == {"due": 1, "missing": 1}


def test_two_letters_for_the_same_occasion_are_seen() -> None:
    result = reckoned((reminder(DUE_ON), SENT_AT, 1), (reminder(DUE_ON), SENT_AT, 1))
    assert (figures(result), result.total.is_right) == ({"due": 1, "sent": 2, "doubled": 1}, False)


def test_a_letter_that_nobody_was_due_is_seen() -> None:
    result = reckoned((reminder(DUE_ON), SENT_AT, 1), (reminder(date(2025, 5, 1)), SENT_AT, 1))
    assert (figures(result)["not_due"], result.total.is_right) == (1, False)


def test_a_letter_after_the_deed_is_seen() -> None:
    late = (reminder(DUE_ON), moment(DUE_ON, 12), 1)
    result = reckoned(late, deed=DUE_ON)
    assert (figures(result)["after_the_deed"], result.total.is_right) == (1, False)


def test_one_letter_handed_over_twice_is_told_of_by_itself() -> None:
    result = reckoned((reminder(DUE_ON), SENT_AT, 2))
    assert (result.handed_over_again, result.total.doubled) == (1, 0)


def test_letters_to_staff_are_counted_and_not_compared() -> None:
    to_staff = Expected("requisition_list", DAYS.key, None, "staff@example.se")
    result = reckoned((reminder(DUE_ON), SENT_AT, 1), (to_staff, SENT_AT, 1))
    assert (result.others, result.total.is_right) == (Counter(requisition_list=1), True)


# --- The year -------------------------------------------------------------------------------------


@pytest.mark.proof
def test_every_letter_of_the_year_goes_out_exactly_once() -> None:
    command = [sys.executable, "manage.py", "simulate_year", "--full"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    played = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    last = played.stdout.strip().splitlines()[-1]
    due = last.split(",")[0].removeprefix("due ")
    assert last == f"due {due}, sent {due}, missing 0, doubled 0, after the deed 0", played.stdout
    assert (played.returncode, int(due) > 3000) == (0, True)
