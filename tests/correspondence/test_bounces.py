"""Letters that come back: what a report says, and that it is kept once."""

from pathlib import Path

import pytest
from django.core.management import call_command

from correspondence.bounces.actions import keep_report
from correspondence.bounces.dsn import Returned, returned
from correspondence.models import Bounce, Letter
from tests.builders import at

READ_AT = at(2025, 4, 16, 8)


def report(letter_pk: int, *, action: str = "failed", code: str = "5.1.1") -> bytes:
    """A mail server's report in the shape of RFC 3464."""
    return f"""\
From: MAILER-DAEMON@mx.example.se
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Brevet kom inte fram.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.se

Original-Recipient: rfc822;anna@example.se
Final-Recipient: rfc822;a@mx.example.se
Action: {action}
Status: {code}
Diagnostic-Code: smtp; 550 No such user
--b
Content-Type: text/rfc822-headers

Message-ID: <letter-{letter_pk}@portal.example.se>
--b--
""".encode()


def make_letter() -> Letter:
    return Letter.objects.create(
        kind="test", about="a:1", case="a/1", due_on=READ_AT.date(), to_email="anna@example.se",
        subject="Ämne", body_text="Text.", body_html="<p>Text.</p>",
        queued_at=READ_AT, next_attempt_at=READ_AT, status="sent",
    )  # fmt: skip


def test_a_report_says_which_letter_whom_and_why() -> None:
    assert returned(report(7)) == [
        Returned(7, "anna@example.se", "5.1.1", "smtp; 550 No such user")
    ]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"Subject: Hej\n\nStatus: 5.1.1"])
def test_what_is_no_report_says_nothing(content: bytes) -> None:
    assert returned(content) == []


def test_one_who_was_reached_is_not_returned() -> None:
    assert returned(report(7, action="delivered", code="2.0.0")) == []


def test_a_delay_is_not_for_good() -> None:
    (one,) = returned(report(7, action="delayed", code="4.4.1"))
    assert not one.is_permanent


@pytest.mark.django_db
def test_a_report_read_twice_is_kept_once() -> None:
    content = report(make_letter().pk)
    keep_report(content, at=READ_AT)
    keep_report(content, at=READ_AT)
    assert Bounce.objects.get().is_permanent


@pytest.mark.django_db
def test_a_report_without_our_number_finds_the_letter_by_address() -> None:
    letter = make_letter()
    content = report(letter.pk).replace(b"Message-ID", b"X-Other")
    assert keep_report(content, at=READ_AT) == 1
    assert Bounce.objects.get().letter == letter


@pytest.mark.django_db
def test_a_report_about_nobody_s_letter_is_left() -> None:
    assert keep_report(report(999_999), at=READ_AT) == 0


@pytest.mark.django_db
def test_the_command_reads_a_maildir_as_often_as_it_is_run(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(report(make_letter().pk))
    call_command("read_bounces", tmp_path)
    call_command("read_bounces", tmp_path)
    assert Bounce.objects.count() == 1
