"""Reminders go out in the morning, Swedish time, once; also on the days when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from pytest_django.fixtures import Settings

from correspondence.models import Letter
from correspondence.outbox import queue_due_letters
from correspondence.plan import kinds
from correspondence.schedule import is_day_begun
from tests.builders import make_requisition, make_round

SEVEN = time(7)
CLOCKS_CHANGE = [
    (date(2026, 3, 29), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),  # 02 becomes 03: summer
    (date(2025, 10, 26), datetime(2025, 10, 26, 6, 0, tzinfo=UTC)),  # 03 becomes 02: winter
]


@pytest.mark.parametrize(("_", "seven"), CLOCKS_CHANGE)
def test_seven_o_clock_is_seven_in_sweden_on_the_day_itself(_: date, seven: datetime) -> None:
    assert is_day_begun(seven, morning=SEVEN)
    assert not is_day_begun(seven - timedelta(minutes=1), morning=SEVEN)


@pytest.mark.django_db
@pytest.mark.parametrize(("last_on", "seven"), CLOCKS_CHANGE)
def test_the_last_morning_s_letter_goes_once_and_at_seven(
    last_on: date, seven: datetime, settings: Settings
) -> None:
    settings.LETTERS_FROM = SEVEN
    make_round(requisition_last_on=last_on, report_opens_on=date(2026, 6, 1),
               report_last_on=date(2026, 8, 31))  # fmt: skip
    written: list[datetime] = []
    for minutes in (-360, -300, -241, -1, 0, 1, 60, 600):  # from one in the night
        at = seven + timedelta(minutes=minutes)
        queued = queue_due_letters(at=at, only=["requisition_reminder"])
        written += [at] * queued["requisition_reminder"]
    assert set(written) == {seven}
    assert len(written) == Letter.objects.filter(due_on=last_on).count() > 0


@pytest.mark.django_db
def test_what_a_missed_night_left_waits_for_the_morning_too(settings: Settings) -> None:
    settings.LETTERS_FROM = SEVEN
    make_round()
    at_three = datetime(2025, 5, 2, 1, 0, tzinfo=UTC)  # due on the first of May
    assert not queue_due_letters(at=at_three, only=["requisition_reminder"])
    assert queue_due_letters(at=at_three + timedelta(hours=4), only=["requisition_reminder"])


@pytest.mark.django_db
def test_a_receipt_does_not_wait(settings: Settings) -> None:
    settings.LETTERS_FROM = SEVEN
    make_requisition(when=datetime(2025, 4, 15, 1, 0, tzinfo=UTC))
    at_three = datetime(2025, 4, 15, 1, 1, tzinfo=UTC)
    assert queue_due_letters(at=at_three, only=["requisition_receipt"])


def test_what_the_calendar_asks_for_waits_and_what_people_do_does_not() -> None:
    waits = {key for key, kind in kinds().items() if kind.waits_for_morning}
    planned = {key for key, kind in kinds().items() if kind.planned}
    assert waits == planned | {"approval_reminder", "supplement_reminder", "payment_demand"}
