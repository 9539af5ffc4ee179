"""Whatever is done in whatever order: paid ≤ approved ≤ frame, and every krona is somewhere."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from grants.models import Round
from organisations.roles import StaffRole
from requisitions import actions
from requisitions.models import Payment, PaymentBatch, Requisition, Return
from requisitions.queries import appropriation, frames_now, received_kr
from requisitions.states import PaymentStatus
from tests.builders import (
    APRIL,
    acting,
    make_recipient,
    make_round,
    make_staff,
    requisition_values,
    typed_requisition,
)
from tests.requisitions.builders import booked, read, status

pytestmark = pytest.mark.django_db

CODES = ("RSS-09", "RSS-12")
FRAMES = {"RSS-09": 700, "RSS-12": 1_000}
OF_THE_DECISION = 1_500
DAY = date(2025, 4, 15)


class Agency:
    """Two recipients of one round that has less money than their frames, and who acts for it."""

    def __init__(self) -> None:
        self.round = make_round(frames=FRAMES, amount_kr=OF_THE_DECISION)
        self.recipients = [make_recipient(code) for code in CODES]
        self.members = [acting(one) for one in self.recipients]
        self.handlaggare = _staff(StaffRole.HANDLAGGARE)
        self.ekonom = _staff(StaffRole.EKONOM)
        self.attestant = _staff(StaffRole.ATTESTANT)

    # What the recipients do

    def send_in(self, which: int, kr: int) -> None:
        who = self.members[which]
        draft = actions.save_draft(self.round, who, typed=typed_requisition())
        values = requisition_values(amount_kr=kr)
        actions.submit_requisition(draft, who, values=values, at=APRIL)

    def withdraw(self, which: int, _kr: int) -> None:
        actions.withdraw_requisition(self._case(which), self.members[which], at=APRIL)

    def decline(self, which: int, _kr: int) -> None:
        who = self.members[which]
        actions.decline_requisition(self.round, who, reason="Inget behov.", at=APRIL)

    def announce(self, which: int, kr: int) -> None:
        case, who = self._case(which), self.members[which]
        actions.announce_return(case, who, amount_kr=kr, reason="Blir över.", at=APRIL)

    # What the agency does

    def approve(self, which: int, _kr: int) -> None:
        actions.approve_requisition(self._case(which), **self.handlaggare)

    def undo(self, which: int, _kr: int) -> None:
        actions.undo_approval(self._case(which), **self.handlaggare, reason="Fel.")

    def give_back(self, which: int, _kr: int) -> None:
        actions.return_requisition(self._case(which), **self.handlaggare, reason="Rätta.")

    def batch(self, _which: int, _kr: int) -> None:
        planned = Payment.objects.filter(status=PaymentStatus.PLANNED)
        actions.prepare_batch(self.round, planned, bank_day=DAY, **self.ekonom)

    def dissolve(self, _which: int, _kr: int) -> None:
        actions.dissolve_batch(self._batch(), **self.ekonom)

    def send(self, _which: int, _kr: int) -> None:
        attested = actions.attest_batch(self._batch(), **self.attestant)
        actions.mark_sent(attested, **self.ekonom)

    def book(self, _which: int, _kr: int) -> None:
        read(booked(self._at_the_bank()))

    def refuse(self, _which: int, _kr: int) -> None:
        read(status(self._at_the_bank(), status="RJCT"))

    def bounce(self, which: int, _kr: int) -> None:
        batch = self._at_the_bank()
        (line, *_) = batch.lines.all()
        read(booked(batch, returned={line.end_to_end_id: "AC04"}))

    def replan(self, which: int, _kr: int) -> None:
        actions.replan_payment(self._case(which).payments.live().get(), **self.ekonom)

    def arrive(self, which: int, kr: int) -> None:
        announced = Return.objects.filter(requisition=self._case(which)).latest("pk")
        actions.register_return(announced, arrived_on=DAY, arrived_kr=kr, **self.ekonom)

    def _case(self, which: int) -> Requisition:
        return Requisition.objects.get(recipient=self.recipients[which])

    def _batch(self) -> PaymentBatch:
        return PaymentBatch.objects.latest("pk")

    def _at_the_bank(self) -> PaymentBatch:
        return PaymentBatch.objects.filter(sent_at__isnull=False).latest("pk")


def _staff(role: StaffRole) -> dict[str, Any]:
    return {"by": make_staff(role), "roles": [role], "at": APRIL}


STEPS: tuple[Callable[[Agency, int, int], None], ...] = (
    Agency.send_in, Agency.withdraw, Agency.decline, Agency.announce, Agency.approve, Agency.undo,
    Agency.give_back, Agency.batch, Agency.dissolve, Agency.send, Agency.book, Agency.refuse,
    Agency.bounce, Agency.replan, Agency.arrive,
)  # fmt: skip
# Without the likely way nearly nothing would ever be paid.
LIKELY = (Agency.send_in, Agency.approve, Agency.batch, Agency.send, Agency.book, Agency.announce)
STEP = st.tuples(
    st.sampled_from(STEPS) | st.sampled_from(LIKELY),
    st.integers(0, 1),
    st.integers(0, 1_100) | st.just(700),
)
IMPOSSIBLE = (
    DomainError,
    Requisition.DoesNotExist,
    Payment.DoesNotExist,
    PaymentBatch.DoesNotExist,
    Return.DoesNotExist,
)


def books_balance(round_: Round) -> None:
    books = appropriation(round_)
    assert books.planned_kr + books.sent_kr + books.paid_kr + books.failed_kr == books.bound_kr
    assert books.bound_kr + books.waiting_kr == books.requisitioned_kr
    assert books.bound_kr + books.left_kr == books.decided_kr == OF_THE_DECISION
    assert 0 <= books.paid_kr <= books.bound_kr <= OF_THE_DECISION
    assert books.paid_kr + books.sent_kr <= books.attested_kr <= books.bound_kr
    assert 0 <= books.returned_kr <= books.paid_kr
    assert books.waiting_kr >= 0


def each_within_its_frame() -> None:
    for case in Requisition.objects.prefetch_related("payments"):
        approved = case.payment.amount_kr if case.payment else 0
        paid = approved if case.payment and case.payment.paid_on else 0
        assert paid <= approved <= (case.amount_kr or 0) <= frames_now([case.pk])[case.pk]
        assert 0 <= received_kr(case.round, case.recipient) <= paid


def batches_add_up() -> None:
    for batch in PaymentBatch.objects.all():
        lines = batch.lines.aggregate(kr=Sum("payment__amount_kr"))
        assert (batch.lines.count(), lines["kr"]) == (batch.count, batch.total_kr)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=6, max_size=16))
def test_the_books_balance_after_any_steps(
    steps: list[tuple[Callable[[Agency, int, int], None], int, int]],
) -> None:
    with transaction.atomic():
        agency = Agency()
        for step, which, kr in steps:
            try:
                with transaction.atomic():
                    step(agency, which, kr)
            except IMPOSSIBLE:
                continue
            books_balance(agency.round)
            each_within_its_frame()
            batches_add_up()
        transaction.set_rollback(True)


def test_the_likely_way_ends_with_money_paid_and_given_back() -> None:
    agency = Agency()
    for step in LIKELY:
        step(agency, 0, 700)
    agency.arrive(0, 600)
    books_balance(agency.round)
    assert (
        appropriation(agency.round).paid_kr,
        received_kr(agency.round, agency.recipients[0]),
    ) == (
        700,
        100,
    )
