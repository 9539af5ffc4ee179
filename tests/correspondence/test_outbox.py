"""The outbox: each letter once, none after the deed, and what happens when mail can't be sent."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import DataError, ProgrammingError, transaction
from kombu.exceptions import OperationalError as BrokerError

from correspondence import outbox, tasks
from correspondence.models import Letter, LetterStatus
from correspondence.outbox import MAX_ATTEMPTS, queue_due_letters, send_waiting_letters
from grants.actions import close_round
from grants.models import Round
from organisations.models import Contact, Membership
from organisations.roles import StaffRole
from reporting.models import Report
from tests.builders import (
    APRIL,
    ROUND_KEY,
    at,
    make_member,
    make_recipient,
    make_report,
    make_requisition,
    make_round,
    make_staff,
)

pytestmark = pytest.mark.django_db

REMINDER = ("requisition_reminder",)
NO_SUCH_USER = SMTPRecipientsRefused({"anna.lind@example.se": (550, b"no such user")})


@pytest.fixture
def round_with_people() -> None:
    """A round open since 15 April with RSS Skåne, one ombud and a registrator."""
    make_round(frames={"RSS-12": 1_611_111})
    make_member(make_recipient())


def reminded_on(*days: date) -> list[date]:
    """The due days of the reminders that are queued when the job runs on these days."""
    for day in days:
        queue_due_letters(at=at(day.year, day.month, day.day, 7), only=REMINDER)
    return sorted(set(Letter.objects.values_list("due_on", flat=True)))


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_reminders_come_before_on_and_after_the_last_day_once_each(
    round_with_people: None,
) -> None:
    due = reminded_on(*days(date(2025, 4, 15), date(2025, 6, 30)))
    expected = [(5, 1), (5, 12), (5, 15), (5, 16), (5, 22)]
    assert due == [date(2025, month, day) for month, day in expected]
    assert Letter.objects.count() == 5 * 2  # the ombud and the registrator


def test_running_the_job_twice_queues_nothing_more(round_with_people: None) -> None:
    assert reminded_on(date(2025, 5, 1), date(2025, 5, 1)) == [date(2025, 5, 1)]
    assert Letter.objects.count() == 2


def test_a_missed_night_heals_the_next_morning(round_with_people: None) -> None:
    assert reminded_on(date(2025, 5, 14)) == [date(2025, 5, 12)]


def test_a_reminder_that_a_newer_one_has_replaced_is_not_queued(round_with_people: None) -> None:
    assert reminded_on(date(2025, 5, 17)) == [date(2025, 5, 16)]


def test_a_round_opened_late_creates_no_letters_from_before(round_with_people: None) -> None:
    make_round(
        "oppnad-sent",
        frames={"RSS-12": 5},
        requisition_last_on=date(2025, 4, 20),
        requisition_opens_on=date(2025, 4, 1),
    )
    queue_due_letters(at=at(2025, 4, 15), only=REMINDER)  # −14 was on 6 April
    assert not Letter.objects.filter(case__startswith="oppnad-sent").exists()


def test_who_has_requisitioned_is_not_reminded() -> None:
    make_requisition(make_round(frames={"RSS-12": 1_611_111}))
    assert reminded_on(date(2025, 5, 1)) == []


def test_a_queued_reminder_is_not_sent_after_the_deed(round_with_people: None) -> None:
    queue_due_letters(at=at(2025, 5, 1), only=REMINDER)
    make_requisition(Round.objects.get(key=ROUND_KEY), when=at(2025, 5, 1, 11))
    send_waiting_letters(at=at(2025, 5, 1, 12))
    assert mail.outbox == []
    letter = Letter.objects.first()
    assert letter
    assert letter.status == LetterStatus.SKIPPED
    assert letter.deliveries.get().detail == "Rekvisitionen har kommit in."


def test_a_queued_reminder_is_not_sent_when_it_has_grown_old(round_with_people: None) -> None:
    queue_due_letters(at=at(2025, 5, 1), only=REMINDER)
    send_waiting_letters(at=at(2025, 5, 12))
    assert mail.outbox == []


def test_a_closed_round_reminds_nobody(round_with_people: None) -> None:
    queue_due_letters(at=at(2025, 5, 1), only=REMINDER)
    round_ = Round.objects.get(key=ROUND_KEY)
    type(round_).objects.filter(pk=round_.pk).update(
        status="reporting", reporting_opened_on=date(2025, 5, 1)
    )
    roles = [StaffRole.HANDLAGGARE]
    close_round(round_, by=make_staff(), roles=roles, at=at(2025, 5, 1), reason="Slut.")
    send_waiting_letters(at=at(2025, 5, 1, 12))
    assert mail.outbox == []


def test_reports_are_reminded_of_until_they_are_sent_in() -> None:
    report = make_report()
    kinds = ("report_reminder",)
    for day in days(date(2026, 1, 19), date(2026, 3, 30)):
        queue_due_letters(at=at(day.year, day.month, day.day, 7), only=kinds)
    due = sorted(set(Letter.objects.values_list("due_on", flat=True)))
    expected = [(1, 31), (2, 16), (2, 27), (3, 2), (3, 3), (3, 9)]
    assert due == [date(2026, month, day) for month, day in expected]
    assert set(Letter.objects.values_list("case", flat=True)) == {report.case}


def test_a_sent_in_report_is_reminded_of_no_more() -> None:
    make_report(submitted=True)
    queue_due_letters(at=at(2026, 2, 16), only=("report_reminder",))
    assert not Letter.objects.exists()


def test_a_declined_report_is_reminded_of_again() -> None:
    report = make_report(locked=True)
    queue_due_letters(at=at(2026, 2, 16), only=("report_reminder",))
    assert Letter.objects.filter(case=report.case).exists()
    assert Report.objects.get().first_submitted_at is None


# --- Sending --------------------------------------------------------------------------------------


class Refusing(EmailBackend):
    """A mail server that answers with `error`."""

    error: Exception = SMTPServerDisconnected("gone")

    def send_messages(self, messages: Any) -> int:
        raise type(self).error


@pytest.fixture
def refuse(settings: Any) -> Callable[[Exception], None]:
    def refuse_with(error: Exception) -> None:
        settings.EMAIL_BACKEND = f"{__name__}.Refusing"
        Refusing.error = error

    return refuse_with


def queued_letter() -> Letter:
    make_requisition(make_round(frames={"RSS-12": 1_611_111}))
    queue_due_letters(at=APRIL, only=("requisition_receipt",))
    letter = Letter.objects.first()
    assert letter
    return letter


@pytest.mark.parametrize(
    "error", [SMTPServerDisconnected("gone"), SMTPDataError(451, b"later"), TimeoutError("slow")]
)
def test_a_passing_fault_waits_and_tries_again(
    refuse: Callable[[Exception], None], settings: Any, error: Exception
) -> None:
    letter = queued_letter()
    works = settings.EMAIL_BACKEND
    refuse(error)
    assert send_waiting_letters(at=APRIL)["delayed"]
    settings.EMAIL_BACKEND = works
    assert not send_waiting_letters(at=APRIL)
    send_waiting_letters(at=APRIL + timedelta(minutes=2))
    letter.refresh_from_db()
    assert (letter.status, letter.attempts) == (LetterStatus.SENT, 2)


@pytest.mark.parametrize("error", [NO_SUCH_USER, SMTPDataError(550, b"no such")])
def test_a_lasting_fault_gives_up_at_once(
    refuse: Callable[[Exception], None], error: Exception
) -> None:
    letter = queued_letter()
    refuse(error)
    send_waiting_letters(at=APRIL)
    letter.refresh_from_db()
    assert letter.status == LetterStatus.FAILED


def test_trying_ends_some_day(refuse: Callable[[Exception], None]) -> None:
    letter = queued_letter()
    refuse(SMTPServerDisconnected("gone"))
    now: datetime = APRIL
    for _ in range(MAX_ATTEMPTS + 3):
        send_waiting_letters(at=now)
        now += timedelta(hours=7)
    letter.refresh_from_db()
    assert (letter.status, letter.attempts) == (LetterStatus.FAILED, MAX_ATTEMPTS)


def test_a_letter_has_text_html_reply_address_and_pdf() -> None:
    queued_letter()
    send_waiting_letters(at=APRIL)
    message = mail.outbox[0]
    assert isinstance(message, mail.EmailMultiAlternatives)
    assert message.reply_to == ["statsbidrag@example.se"]
    assert message.alternatives[0][1] == "text/html"
    assert message.attachments[0][2] == "application/pdf"


def test_the_words_of_a_letter_can_not_be_changed() -> None:
    letter = queued_letter()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(body_text="Något annat")


@pytest.mark.parametrize(
    "name", ["Åsa Ek, chef", "Ek, Bo", "Registrator: Lund", "Eva\nBcc: x@y.se"]
)
def test_an_odd_name_neither_stops_the_post_nor_adds_an_address(name: str) -> None:
    make_requisition(make_round(frames={"RSS-12": 1_611_111}), contact_name=name)
    queue_due_letters(at=APRIL, only=("requisition_receipt",))
    send_waiting_letters(at=APRIL)
    assert not Letter.objects.waiting().exists()
    assert all(len(message.recipients()) == 1 for message in mail.outbox)
    assert all(message.message() for message in mail.outbox)


def test_a_letter_that_can_not_be_written_does_not_keep_others_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    round_ = make_round()
    make_requisition(round_, make_recipient("RSS-09"))
    make_requisition(round_, make_recipient("RSS-12"))
    written = outbox._write

    def refusing(kind: Any, due: Any, *args: Any, **kwargs: Any) -> int:
        if "RSS-09" in due.case:
            raise DataError("value too long")
        return written(kind, due, *args, **kwargs)

    monkeypatch.setattr(outbox, "_write", refusing)
    queue_due_letters(at=APRIL, only=("requisition_receipt",))
    assert set(Letter.objects.values_list("case", flat=True)) == {f"{ROUND_KEY}/RSS-12"}


def test_one_person_with_two_spellings_of_her_address_gets_one_letter() -> None:
    requisition = make_requisition(make_round(frames={"RSS-12": 1_611_111}))
    sender = requisition.submitted_by
    assert sender
    make_requisition(make_round("andra", frames={"RSS-12": 5}), contact_email=sender.email.upper())
    queue_due_letters(at=APRIL, only=("requisition_receipt",))
    assert Letter.objects.filter(case="andra/RSS-12").count() == 1


def test_contacts_and_registrators_are_reached_without_ever_having_logged_in() -> None:
    make_round(frames={"RSS-12": 1_611_111})
    recipient = make_recipient()
    organisation = recipient.huvudman_on(APRIL.date())
    Contact.objects.create(organisation=organisation, recipient=recipient, email="kontakt@x.se")
    queue_due_letters(at=APRIL, only=("requisition_opening",))
    reached = set(Letter.objects.values_list("to_email", flat=True))
    assert reached == {"kontakt@x.se", organisation.registry_email}


def test_letters_follow_the_limits_of_a_role() -> None:
    make_round()
    user = make_member(make_recipient("RSS-12"))
    Membership.objects.filter(user=user).update(recipient_codes=["RSS-09"])
    queue_due_letters(at=APRIL, only=("requisition_opening",))
    assert not Letter.objects.filter(to_email=user.email).exists()


def test_letters_wait_while_the_broker_is_down(
    round_with_people: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise BrokerError("connection refused")

    settings.PORTAL_TODAY = APRIL.date()
    monkeypatch.setattr(tasks.send_waiting_letters, "delay", refuse)
    with pytest.raises(BrokerError):
        tasks.queue_due_letters()
    waiting = Letter.objects.waiting().count()
    tasks.send_waiting_letters()  # by beat, when the broker is back
    assert (waiting, len(mail.outbox)) == (2, 2)


# --- Pace -----------------------------------------------------------------------------------------


def test_the_mail_server_is_given_no_more_than_so_many_letters_a_minute(
    round_with_people: None, settings: Any
) -> None:
    settings.LETTERS_PER_MINUTE = 1
    queue_due_letters(at=APRIL, only=("requisition_opening",))
    first = send_waiting_letters(at=APRIL)
    before_the_minute_is_over = send_waiting_letters(at=APRIL + timedelta(seconds=40))
    afterwards = send_waiting_letters(at=APRIL + timedelta(seconds=70))
    sent = [run["sent"] for run in (first, before_the_minute_is_over, afterwards)]
    assert sent == [1, 0, 1]


def test_letters_that_are_not_wanted_take_nobody_s_turn(
    round_with_people: None, settings: Any
) -> None:
    settings.LETTERS_PER_MINUTE = 1
    queue_due_letters(at=at(2025, 5, 1), only=REMINDER)
    assert send_waiting_letters(at=at(2025, 5, 12))["skipped"] == 2


def test_what_the_mail_server_refuses_counts_too(
    refuse: Callable[[Exception], None], round_with_people: None, settings: Any
) -> None:
    settings.LETTERS_PER_MINUTE = 1
    queue_due_letters(at=APRIL, only=("requisition_opening",))
    refuse(TimeoutError("slow"))
    assert send_waiting_letters(at=APRIL) == {"delayed": 1}


def test_a_clock_that_is_moved_back_stops_no_letters(
    round_with_people: None, settings: Any
) -> None:
    settings.LETTERS_PER_MINUTE = 1
    queue_due_letters(at=APRIL, only=("requisition_opening",))
    send_waiting_letters(at=APRIL + timedelta(days=30))
    Letter.objects.waiting().update(next_attempt_at=APRIL)
    assert send_waiting_letters(at=APRIL)["sent"] == 1
