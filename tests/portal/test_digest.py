"""Morgonbrevet: once each workday from half past seven, to who wants it, and nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import ProgrammingError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.dates import STOCKHOLM
from core.errors import NotAllowed
from correspondence.models import Letter, LetterStatus
from correspondence.outbox import queue_due_letters, send_waiting_letters
from organisations.models import User
from organisations.roles import StaffRole
from portal.digest.actions import choose_digest, make_digest
from portal.digest.queries import wants_digest
from portal.digest.rules import counts_from, is_due
from portal.models import Digest
from tests.admin.pages import client_of, staff_client, text_of
from tests.builders import (
    at,
    make_recipient,
    make_requisition,
    make_round,
    make_staff,
    make_user,
)

BEFORE = at(2025, 4, 1)
ON_TUESDAY = at(2025, 4, 15, 7, 30)
"""Builders send requisitions in on this day at ten."""
ON_WEDNESDAY = at(2025, 4, 16, 7, 30)
PAGE = reverse("admin:daily_digest")
only = ["daily_digest"]


def handlaggare() -> User:
    user = make_staff()
    User.objects.filter(pk=user.pk).update(date_joined=BEFORE)
    return user


def letters(when: datetime = ON_WEDNESDAY) -> list[Letter]:
    queue_due_letters(at=when, only=only)
    return list(Letter.objects.filter(kind="daily_digest"))


# --- When -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (at(2025, 4, 16, 7, 29), False),
        (at(2025, 4, 16, 7, 30), True),
        (at(2025, 4, 16, 11), True),  # the worker was down at half past seven
        (at(2025, 4, 18, 8), False),  # långfredag
        (at(2025, 4, 19, 8), False),  # a Saturday
        (at(2025, 6, 20, 8), False),  # midsommarafton
        (datetime(2026, 3, 27, 6, 30, tzinfo=UTC), True),  # winter time: 7.30
        (datetime(2026, 3, 30, 5, 29, tzinfo=UTC), False),  # the first workday of summer time
        (datetime(2026, 3, 30, 5, 30, tzinfo=UTC), True),
        (datetime(2025, 10, 27, 5, 30, tzinfo=UTC), False),  # the first of winter time: 6.30
        (datetime(2025, 10, 27, 6, 30, tzinfo=UTC), True),
    ],
)
def test_it_is_made_from_half_past_seven_swedish_time_on_workdays(
    moment: datetime, due: bool
) -> None:
    assert is_due(moment, last=None) is due


def test_it_is_made_once_a_day_and_never_for_a_day_that_has_been() -> None:
    assert not is_due(ON_WEDNESDAY, last=date(2025, 4, 16))
    assert not is_due(ON_WEDNESDAY, last=date(2025, 4, 17))
    assert is_due(ON_WEDNESDAY, last=date(2025, 4, 15))


def test_it_counts_from_the_one_before_and_the_first_from_the_workday_before() -> None:
    assert counts_from(date(2025, 4, 22), until=ON_WEDNESDAY) == ON_WEDNESDAY
    thursday_before_easter = datetime(2025, 4, 17, 7, 30, tzinfo=STOCKHOLM)
    assert counts_from(date(2025, 4, 22), until=None) == thursday_before_easter


# --- What -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_says_what_came_in_with_sum_and_link(mailoutbox: list[EmailMultiAlternatives]) -> None:
    handlaggare()
    make_digest(at=ON_TUESDAY)
    make_requisition()
    make_digest(at=ON_WEDNESDAY)
    (letter,) = letters()
    assert letter.subject == "Morgonbrev 16 april: 1 har kommit in"
    assert "- Rekvisitioner: 1 (1\xa0611\xa0111\xa0kr)" in letter.body_text
    assert "/admin/requisitions/requisition/" in letter.body_text
    send_waiting_letters(at=ON_WEDNESDAY)
    assert [mail.subject for mail in mailoutbox] == [letter.subject]


@pytest.mark.django_db
def test_what_has_been_told_is_not_told_again() -> None:
    make_digest(at=ON_TUESDAY)
    make_requisition()
    make_digest(at=ON_WEDNESDAY)
    assert make_digest(at=at(2025, 4, 17, 8)) is not None
    assert Digest.objects.get(day=date(2025, 4, 17)).sections == []


@pytest.mark.django_db
def test_a_missed_morning_is_in_the_next_one() -> None:
    make_digest(at=at(2025, 4, 14, 7, 30))
    make_requisition()
    digest = make_digest(at=at(2025, 4, 17, 7, 30))
    assert digest is not None
    assert digest.sections[0]["lines"][0]["cases"] == 1


@pytest.mark.django_db
def test_an_empty_one_is_kept_but_sent_to_nobody() -> None:
    handlaggare()
    assert make_digest(at=ON_WEDNESDAY) is not None
    make_requisition(when=at(2025, 4, 16, 9))  # comes later that day, and waits for tomorrow's
    assert make_digest(at=at(2025, 4, 16, 10)) is None
    assert letters() == []


@pytest.mark.django_db
def test_letters_that_failed_are_told_until_somebody_has_seen_to_them() -> None:
    handlaggare()
    make_requisition()
    queue_due_letters(at=ON_TUESDAY, only=["requisition_receipt"])
    Letter.objects.update(status=LetterStatus.FAILED)
    digest = make_digest(at=ON_WEDNESDAY)
    assert digest is not None
    assert digest.sections[-1]["title"] == "Har gått fel"


@pytest.mark.django_db
def test_what_it_asks_does_not_grow_with_what_came_in() -> None:
    asked = []
    for day, codes in ((14, ["RSS-12"]), (15, ["RSS-09", "RSS-12"])):
        frames = dict.fromkeys(codes, 1_000_000)
        round_ = make_round(f"omgang-{day}", frames=frames)
        for code in codes:
            make_requisition(round_, make_recipient(code), when=at(2025, 4, day))
        with CaptureQueriesContext(connection) as queries:
            digest = make_digest(at=at(2025, 4, day, 23))
        assert digest is not None
        assert digest.sections[0]["lines"][0]["cases"] == len(codes)
        asked.append(len(queries))
    assert asked[0] == asked[1]


# --- To whom --------------------------------------------------------------------------------------


@pytest.fixture
def a_morning() -> Callable[[], list[Letter]]:
    """One with something to tell; returns the letters of it."""

    def letters_of_it() -> list[Letter]:
        make_requisition()
        make_digest(at=ON_WEDNESDAY)
        return letters()

    return letters_of_it


@pytest.mark.django_db
def test_handlaggare_get_it_unless_they_say_no(a_morning: Callable[[], list[Letter]]) -> None:
    wants, wants_not = handlaggare(), handlaggare()
    choose_digest(wants_not, is_wanted=False, at=BEFORE)
    assert [one.to_email for one in a_morning()] == [wants.email]


@pytest.mark.django_db
def test_others_at_the_agency_get_it_if_they_say_yes(
    a_morning: Callable[[], list[Letter]],
) -> None:
    make_staff(StaffRole.EKONOM)
    wants = make_staff(StaffRole.CONTROLLER)
    choose_digest(wants, is_wanted=True, at=BEFORE)
    assert [one.to_email for one in a_morning()] == [wants.email]


@pytest.mark.django_db
def test_who_says_yes_at_noon_gets_the_next_one_first(
    a_morning: Callable[[], list[Letter]],
) -> None:
    choose_digest(make_staff(StaffRole.EKONOM), is_wanted=True, at=at(2025, 4, 16, 12))
    assert a_morning() == []


@pytest.mark.django_db
def test_who_says_no_before_it_is_sent_does_not_get_it(
    a_morning: Callable[[], list[Letter]], mailoutbox: list[EmailMultiAlternatives]
) -> None:
    user = handlaggare()
    (letter,) = a_morning()
    choose_digest(user, is_wanted=False, at=ON_WEDNESDAY)
    send_waiting_letters(at=ON_WEDNESDAY)
    letter.refresh_from_db()
    assert letter.status == LetterStatus.SKIPPED
    assert mailoutbox == []


@pytest.mark.django_db
def test_only_staff_choose() -> None:
    with pytest.raises(NotAllowed):
        choose_digest(make_user(), is_wanted=True, at=BEFORE)


# --- Once -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_however_often_the_jobs_run_each_gets_one(a_morning: Callable[[], list[Letter]]) -> None:
    handlaggare()
    assert len(a_morning()) == 1
    for minute in (31, 32):
        assert make_digest(at=at(2025, 4, 16, 7, minute)) is None
        assert len(letters(at(2025, 4, 16, 7, minute))) == 1
    assert len(letters(at(2025, 4, 17, 1))) == 1  # next day before its own


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one() -> None:
    def make() -> bool:
        try:
            return make_digest(at=ON_WEDNESDAY) is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        made = [run.result() for run in [pool.submit(make), pool.submit(make)]]
    assert sorted(made) == [False, True]
    assert Digest.objects.count() == 1


@pytest.mark.django_db
def test_what_a_morning_said_can_not_be_changed() -> None:
    digest = make_digest(at=ON_WEDNESDAY)
    assert digest is not None
    digest.sections = ["annat"]
    with pytest.raises(ProgrammingError), transaction.atomic():
        digest.save()


# --- The page -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_turns_it_off_and_on_on_her_own_page() -> None:
    user = handlaggare()
    client = client_of(user)
    for wanted, said in (("nej", "Du får inte morgonbrevet"), ("nej", "inte"), ("ja", "Du får")):
        page = client.post(PAGE, {"wanted": wanted}, follow=True).content.decode()
        assert said in page
        assert wants_digest(user) is (wanted == "ja")


@pytest.mark.django_db
def test_the_page_shows_the_latest_one(a_morning: Callable[[], list[Letter]]) -> None:
    a_morning()
    assert "Senaste morgonbrevet, onsdag 16 april 2025" in text_of(staff_client(), PAGE)
