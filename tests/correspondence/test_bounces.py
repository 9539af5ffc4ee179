"""Letters that come back: what a report says, and that it is kept once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from correspondence.bounces.actions import keep_report
from correspondence.bounces.dsn import LIMIT, Returned, returned
from correspondence.bounces.notice import noticed
from correspondence.bounces.refusals import refusal
from correspondence.bounces.wording import is_about_address, why
from correspondence.models import AddressMark, Bounce
from tests.builders import at
from tests.correspondence.builders import make_returned_letter, notice, report

READ_AT = at(2025, 4, 16, 8)


def test_a_report_says_which_letter_whom_and_why() -> None:
    expected = Returned(7, "anna@example.se", "5.1.1", "smtp; 550 No such user")
    assert returned(report(7)) == [expected]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"Subject: Hej\n\nStatus: 5.1.1",
        b"Content-Type: multipart/report; boundary=b\n\nno parts",
        b"Content-Type: multipart/report; boundary=\n\n--\n",
        report(7).replace(b"rfc822;anna@example.se", b"rfc822;nobody"),
        report(7).replace(b"5.1.1", b"what"),
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 5_000,
    ],
    ids=["empty", "bytes", "mail", "no parts", "no boundary", "no address", "no code", "deep"],
)
def test_what_is_no_report_says_nothing(content: bytes) -> None:
    assert returned(content) == []


def test_what_a_database_can_not_hold_is_left_out_of_a_report() -> None:
    spoilt = report(7).replace(b"No such user", b"No \x00 such \xe5\xff user")
    (one,) = returned(spoilt)
    assert "\x00" not in one.detail
    assert one.detail.encode("utf-8")


def test_a_report_is_read_no_further_than_its_limit() -> None:
    assert returned(report(7) + b"x" * 2 * LIMIT) == returned(report(7))
    assert returned(b"X-Long: " + b"x" * LIMIT + b"\n" + report(7)) == []


def test_one_who_was_reached_is_not_returned() -> None:
    assert returned(report(7, action="delivered", code="2.0.0")) == []


def test_a_delay_is_not_for_good() -> None:
    (one,) = returned(report(7, action="delayed", code="4.4.1"))
    assert not one.is_permanent


def test_who_has_given_up_waiting_has_given_up() -> None:
    (one,) = returned(report(7, action="failed", code="4.4.7"))
    assert one.is_permanent


def test_a_notice_says_the_same_as_a_report() -> None:
    assert noticed(notice(7)) == [Returned(7, "anna@example.se", "5.1.1", "550 No such user")]


@pytest.mark.parametrize(
    "content", [b"[]", b"{}", b"{", b"[" * 9_000, notice(7, status="2.0.0"), notice(7, status=5)]
)
def test_what_is_no_notice_says_nothing(content: bytes) -> None:
    assert noticed(content) == []


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("5.1.1", "Adressen finns inte."),
        ("5.2.2", "Brevlådan är full."),
        ("5.1.99", "Adressen är fel."),
        ("5.0.0", "Mottagarens e-postserver tog inte emot brevet."),
        ("odd", "Mottagarens e-postserver tog inte emot brevet."),
    ],
)
def test_a_code_is_told_in_words(code: str, sentence: str) -> None:
    assert why(code) == sentence


@pytest.mark.parametrize(
    ("code", "is_so"),
    [("5.1.1", True), ("5.0.0", True), ("5.4.1", True), ("5.2.2", False), ("5.7.1", False),
     ("4.4.7", False), ("5.3.4", False)],
)  # fmt: skip
def test_a_full_box_or_a_filter_says_nothing_of_the_address(code: str, is_so: bool) -> None:
    assert is_about_address(code) == is_so


def test_a_fault_of_the_line_is_no_refusal() -> None:
    assert refusal(TimeoutError("slow")) is None


@pytest.mark.django_db
def test_a_report_read_twice_is_kept_once() -> None:
    content = report(make_returned_letter().pk)
    keep_report(content, at=READ_AT)
    keep_report(content, at=READ_AT)
    assert Bounce.objects.get().is_permanent
    assert AddressMark.objects.get().is_held


@pytest.mark.django_db
def test_a_report_without_our_number_finds_the_letter_by_address() -> None:
    letter = make_returned_letter()
    content = report(letter.pk).replace(b"Message-ID", b"X-Other")
    assert keep_report(content, at=READ_AT) == 1
    assert Bounce.objects.get().letter == letter


@pytest.mark.django_db
@pytest.mark.parametrize("make", [report, notice])
def test_what_is_said_of_another_address_is_kept_and_marks_nobody(
    make: Callable[[int], bytes],
) -> None:
    content = make(make_returned_letter().pk).replace(b"anna@example.se", b"other@example.se")
    keep_report(content, at=READ_AT)
    assert Bounce.objects.get().email == "other@example.se"
    assert not AddressMark.objects.exists()


@pytest.mark.django_db
def test_a_report_about_nobody_s_letter_is_left() -> None:
    assert keep_report(report(999_999), at=READ_AT) == 0


@pytest.mark.django_db
def test_the_command_reads_a_maildir_as_often_as_it_is_run(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "0").write_bytes(b"\x00\xff" * 9)
    (tmp_path / "new" / "1").write_bytes(report(make_returned_letter().pk))
    call_command("read_bounces", tmp_path)
    call_command("read_bounces", tmp_path)
    assert Bounce.objects.count() == 1
