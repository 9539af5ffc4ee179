"""The pretend bank answers our own files in the ways that a bank does."""

from decimal import Decimal

import pytest

from banking import demo_bank, ocr, replies
from banking.demo_bank import Deposit
from banking.messages import Message
from banking.outcome import Outcome
from banking.pain001 import Version
from banking.replies import Notification, StatusReport
from tests.banking.builders import ANSWERED, PAID_ON, a_bankgiro, make_file

versions = pytest.mark.parametrize("version", list(Version))


def _status(content: bytes) -> StatusReport:
    report = replies.read(content)
    assert isinstance(report, StatusReport)
    return report


def _booked(content: bytes) -> Notification:
    booked = replies.read(content)
    assert isinstance(booked, Notification)
    assert booked.unread == ()
    return booked


@versions
def test_it_accepts_the_whole_file(version: Version) -> None:
    report = _status(demo_bank.status_report(make_file(2, version), at=ANSWERED))
    assert report.original_message_id == "UTB-2025-0001"
    assert report.group_outcome is Outcome.ACCEPTED


@versions
def test_it_refuses_one_and_lets_one_wait(version: Version) -> None:
    content = demo_bank.status_report(
        make_file(3, version),
        at=ANSWERED,
        refused={"SR25-RSS-001": "AC04"},
        pending=["SR25-RSS-002"],
    )
    outcomes = [one.outcome for one in _status(content).transactions]
    assert outcomes == [Outcome.REJECTED, Outcome.PENDING, Outcome.ACCEPTED]


@versions
def test_it_books_every_payment_with_its_own_id(version: Version) -> None:
    booked = _booked(demo_bank.settlement(make_file(24, version), booked_on=PAID_ON, at=ANSWERED))
    assert [t.end_to_end_id for t in booked.transactions] == [
        f"SR25-RSS-{number:03d}" for number in range(1, 25)
    ]
    assert all(t.settles and t.booked_on == PAID_ON for t in booked.transactions)
    assert len({t.unique_id for t in booked.transactions}) == 24


@versions
def test_a_payment_can_come_back(version: Version) -> None:
    content = demo_bank.settlement(
        make_file(1, version), booked_on=PAID_ON, at=ANSWERED, returned={"SR25-RSS-001": "AC04"}
    )
    out, back = _booked(content).transactions
    assert (out.settles, back.returns) == (True, True)
    assert out.end_to_end_id == back.end_to_end_id
    assert out.unique_id != back.unique_id


def test_what_it_has_refused_is_not_booked() -> None:
    content = demo_bank.settlement(
        make_file(2), booked_on=PAID_ON, at=ANSWERED, left_out=["SR25-RSS-001"]
    )
    assert [t.end_to_end_id for t in _booked(content).transactions] == ["SR25-RSS-002"]


@pytest.mark.parametrize("message", [Message.CAMT_054_02, Message.CAMT_054_08])
def test_money_comes_in_with_ocr_or_without(message: Message) -> None:
    given = [
        Deposit(amount=Decimal(211_111), reference=ocr.make_ocr(2026000123)),
        Deposit(amount=Decimal("10.50"), message="Återbetalning", payer_bankgiro=a_bankgiro(1)),
    ]
    content = demo_bank.deposits(
        given, account=a_bankgiro(), booked_on=PAID_ON, at=ANSWERED, message=message
    )
    first, second = _booked(content).transactions
    assert (first.reference, first.amount_kr) == ("202600012324", 211_111)
    assert (second.message, second.amount_kr) == ("Återbetalning", None)
    assert second.counterparty_bankgiro == a_bankgiro(1)


def test_same_question_has_the_same_answer_and_says_who_answers() -> None:
    answers = {demo_bank.status_report(make_file(), at=ANSWERED) for _ in range(2)}
    assert len(answers) == 1
    assert demo_bank.NAME.encode() in answers.pop()
