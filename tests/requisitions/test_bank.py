"""What the bank answers, and what must change nothing: foreign, doubled, contradicting files."""

from datetime import date

import pytest

from core.errors import NotAllowed, RuleViolated, StaleState
from organisations.roles import StaffRole
from requisitions import actions
from requisitions.models import BankAnswer, BankReply, Payment, PaymentBatch, Requisition
from requisitions.queries import batch_file, failed, received_kr
from requisitions.states import BatchStatus, PaymentStatus, RequisitionStatus
from tests.builders import APRIL, at, make_batch, make_requisition
from tests.requisitions.builders import booked, content_of, make_two_approved, read, status
from tests.requisitions.states import as_staff

pytestmark = pytest.mark.django_db

PAID_ON = date(2025, 4, 16)


@pytest.fixture
def batch() -> PaymentBatch:
    """RSS Gotland's and RSS Skåne's money, at the bank."""
    return make_batch(*make_two_approved(), sent=True)


def first(batch: PaymentBatch) -> str:
    """The EndToEndId of RSS Gotland's million."""
    return batch.lines.earliest("end_to_end_id").end_to_end_id


def states() -> list[str]:
    return list(Payment.objects.order_by("pk").values_list("status", flat=True))


# --- The four statuses ----------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["ACCP", "PDNG"])
def test_accepted_and_pending_change_no_payment(batch: PaymentBatch, said: str) -> None:
    reading = read(status(batch, status=said))
    assert (reading.informed, reading.settled, reading.failed) == (2, 0, 0)
    assert states() == [PaymentStatus.SENT] * 2


def test_booked_payments_are_paid_on_the_day_that_the_bank_says(batch: PaymentBatch) -> None:
    reading = read(booked(batch, on=PAID_ON))
    assert (reading.settled, reading.settled_kr) == (2, 2_611_111)
    assert set(Payment.objects.values_list("paid_on", flat=True)) == {PAID_ON}
    assert set(Requisition.objects.values_list("status", flat=True)) == {RequisitionStatus.PAID}


def test_a_status_that_says_settled_settles(batch: PaymentBatch) -> None:
    assert read(status(batch, status="ACSC")).settled == 2


def test_a_refused_payment_goes_back_to_the_list_with_the_banks_reason(
    batch: PaymentBatch,
) -> None:
    reading = read(status(batch, refused={first(batch): "AC04"}))
    assert reading.failed == 1
    (payment,) = failed(batch.round)
    assert payment.failed_because.startswith("Kontot är avslutat (AC04).")
    assert payment.requisition.status == RequisitionStatus.APPROVED


def test_a_batch_is_answered_when_every_payment_is(batch: PaymentBatch) -> None:
    read(status(batch, refused={first(batch): "AC04"}))
    batch.refresh_from_db()
    assert batch.status == BatchStatus.SENT
    read(booked(batch, left_out=[first(batch)]))
    batch.refresh_from_db()
    assert batch.status == BatchStatus.ANSWERED


def test_a_failed_payment_is_paid_in_another_batch(batch: PaymentBatch) -> None:
    read(status(batch, refused={first(batch): "AM04"}))
    payment = actions.replan_payment(failed(batch.round).get(), **as_staff(StaffRole.EKONOM))
    again = make_batch(payment.requisition, sent=True)
    read(booked(again))
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.PAID
    assert payment.attempts.count() == 2


def test_what_comes_back_after_it_was_booked_is_not_paid(batch: PaymentBatch) -> None:
    read(booked(batch, on=PAID_ON, returned={first(batch): "AC04"}))
    assert states() == [PaymentStatus.FAILED, PaymentStatus.PAID]
    gotland = Requisition.objects.get(recipient__code="RSS-09")
    assert gotland.status == RequisitionStatus.APPROVED
    assert received_kr(gotland.round, gotland.recipient) == 0


# --- Changes nothing, and says so -----------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(batch: PaymentBatch) -> None:
    content = booked(batch)
    read(content)
    with pytest.raises(RuleViolated, match="redan inläst") as refused:
        read(content)
    assert refused.value.violations[0].code == "read_already"
    assert BankReply.objects.count() == 1


def test_a_foreign_file_changes_nothing(batch: PaymentBatch) -> None:
    content = status(batch).replace(batch.message_id.encode(), b"5.7-99999-2025")
    with pytest.raises(RuleViolated, match="inte om någon av våra") as refused:
        read(content)
    assert refused.value.violations[0].code == "foreign_reply"
    assert BankReply.objects.count() == 0


def test_an_answer_to_a_file_that_nobody_has_sent_says_what_to_do() -> None:
    attested = make_batch(make_requisition(approved=True), attested=True)
    with pytest.raises(RuleViolated, match="inte markerat som skickat"):
        read(status(attested))


@pytest.mark.parametrize("content", [b"", b"hej", b"<a/>"])
def test_what_can_not_be_read_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(RuleViolated) as refused:
        read(content)
    assert refused.value.violations[0].field == "file"


def test_our_own_file_is_no_answer(batch: PaymentBatch) -> None:
    with pytest.raises(RuleViolated, match="av något av de slag"):
        read(content_of(batch_file(batch)))


def test_a_refusal_of_what_is_booked_is_told_and_not_done(batch: PaymentBatch) -> None:
    read(booked(batch))
    reading = read(status(batch, refused={first(batch): "AC04"}))
    assert reading.failed == 0
    assert "stämmer inte med portalen" in reading.unread[0]
    assert states() == [PaymentStatus.PAID] * 2


def test_an_old_refusal_does_not_stop_the_next_attempt(batch: PaymentBatch) -> None:
    read(status(batch, refused={first(batch): "AM04"}))
    payment = actions.replan_payment(failed(batch.round).get(), **as_staff(StaffRole.EKONOM))
    make_batch(payment.requisition, sent=True)
    read(status(batch, at=at(2025, 4, 16), refused={first(batch): "AM04"}))
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.SENT


def test_every_answer_is_kept_with_its_file(batch: PaymentBatch) -> None:
    reading = read(status(batch))
    assert BankAnswer.objects.filter(reply=reading.reply, outcome="accepted").count() == 2


def test_others_than_ekonomer_read_no_files(batch: PaymentBatch) -> None:
    with pytest.raises(NotAllowed):
        actions.read_bank_reply(status(batch), **as_staff(StaffRole.ATTESTANT))


# --- By hand --------------------------------------------------------------------------------------


def test_without_a_file_the_banks_word_is_written_with_a_reason(batch: PaymentBatch) -> None:
    payment = batch.payments.earliest("pk")
    ekonom = as_staff(StaffRole.EKONOM)
    with pytest.raises(RuleViolated):
        actions.settle_by_hand(payment, **ekonom, paid_on=APRIL.date(), reason="")
    paid = actions.settle_by_hand(payment, **ekonom, paid_on=APRIL.date(), reason="Kontoutdrag.")
    assert paid.status == PaymentStatus.PAID


def test_a_day_before_the_file_was_sent_is_refused(batch: PaymentBatch) -> None:
    with pytest.raises(RuleViolated, match="Skriv en dag"):
        actions.settle_by_hand(
            batch.payments.earliest("pk"),
            **as_staff(StaffRole.EKONOM),
            paid_on=date(2025, 4, 14),
            reason="Kontoutdrag.",
        )


def test_what_is_not_at_the_bank_is_not_settled_by_hand() -> None:
    planned = make_requisition(approved=True).payments.get()
    with pytest.raises(StaleState):
        actions.settle_by_hand(
            planned, **as_staff(StaffRole.EKONOM), paid_on=APRIL.date(), reason="Kontoutdrag."
        )
