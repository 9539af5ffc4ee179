"""Reminders to pay: by the round's schedule, once each, and not while something holds them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from core.errors import NotAllowed, RuleViolated, StaleState
from correspondence.models import Document
from correspondence.outbox import queue_due_letters, send_waiting_letters
from organisations.roles import StaffRole
from repayments import actions, queries, rules
from repayments.dunning_sweeps import sweep_demands
from repayments.models import Demand, DunningStep, Invoice
from tests.builders import at as moment
from tests.repayments.builders import DRAWS_PDF, by_staff
from tests.repayments.paying import make_invoice, money, pay

pytestmark = DRAWS_PDF
DUE = date(2026, 4, 15)
STEPS = [rules.DueStep(1, 7, 10), rules.DueStep(2, 21, 10)]
RATES = {date(2026, 1, 1): Decimal(2), date(2026, 7, 1): Decimal(3)}


def step(today: date, *, done: int = 0, pay_by: date | None = None) -> int | None:
    found = rules.step_to_demand(STEPS, due_on=DUE, today=today, done=done, pay_by=pay_by)
    return found.number if found else None


def test_nothing_is_demanded_before_the_first_step() -> None:
    assert step(DUE + timedelta(days=6)) is None


def test_the_first_step_comes_on_its_day() -> None:
    assert step(DUE + timedelta(days=7)) == 1


def test_after_missed_days_only_the_newest_step_applies() -> None:
    assert step(DUE + timedelta(days=30)) == 2


def test_a_step_is_taken_once() -> None:
    assert step(DUE + timedelta(days=30), done=2) is None


def test_the_next_step_waits_until_the_last_demand_s_day_has_passed() -> None:
    assert step(DUE + timedelta(days=21), done=1, pay_by=DUE + timedelta(days=21)) is None


def test_interest_is_the_reference_rate_and_eight_for_each_half_year() -> None:
    found = rules.interest(
        Decimal(36_500), due_on=date(2026, 6, 20), today=date(2026, 7, 10), rates=RATES
    )
    assert found == Decimal("210.00")  # 10 days at 10 per cent, 10 days at 11


def test_no_interest_is_guessed_when_a_rate_is_missing() -> None:
    found = rules.interest(
        Decimal(36_500), due_on=date(2026, 12, 20), today=date(2027, 1, 10), rates=RATES
    )
    assert found is None


def test_no_interest_before_the_day_has_passed() -> None:
    assert rules.interest(Decimal(100), due_on=DUE, today=DUE, rates=RATES) == 0


def test_a_hold_says_why_and_respite_until_when() -> None:
    found = rules.hold_problems(why="respite", until=None, text=" ", today=DUE)
    assert [one.code for one in found] == ["no_reason", "no_last_day"]


# --- On the database ------------------------------------------------------------------------------


@pytest.fixture
def late(db: None) -> Invoice:
    """An unpaid invoice of a round that reminds after 7 and 21 days."""
    invoice = make_invoice()
    for number, days in ((1, 7), (2, 21)):
        DunningStep.objects.create(round=invoice.claim.round, number=number, days_after_due=days)
    return invoice


def day_after_due(invoice: Invoice, days: int) -> datetime:
    day = invoice.due_on + timedelta(days=days)
    return moment(day.year, day.month, day.day)


def sweep(invoice: Invoice, *, days: int) -> None:
    sweep_demands(at=day_after_due(invoice, days))


def send(invoice: Invoice, *, days: int) -> None:
    when = day_after_due(invoice, days)
    with time_machine.travel(when, tick=False):
        queue_due_letters(at=when, only=["payment_demand"])
        send_waiting_letters(at=when)


def hold(invoice: Invoice, why: str, until: date | None = None, **more: Any) -> Any:
    who = {**by_staff(StaffRole.EKONOM), **more}
    return actions.hold_invoice(invoice, why=why, until=until, text="Enligt brev.", **who)


def test_an_unpaid_invoice_is_reminded_of_once(late: Invoice) -> None:
    sweep(late, days=7)
    sweep(late, days=8)
    demand = Demand.objects.get()
    assert demand.number == 1
    assert (demand.open_amount, demand.interest) == (Decimal(211_111), Decimal(0))


def test_only_what_is_left_is_demanded(late: Invoice) -> None:
    pay(money(11_111, late.ocr))
    sweep(late, days=7)
    assert Demand.objects.get().open_amount == 200_000


def test_what_is_paid_is_not_demanded(late: Invoice) -> None:
    pay(money(211_111, late.ocr))
    sweep(late, days=7)
    assert not Demand.objects.exists()


def test_a_disputed_invoice_is_not_demanded_until_the_hold_is_lifted(late: Invoice) -> None:
    standing = hold(late, "disputed")
    sweep(late, days=7)
    assert not Demand.objects.exists()
    actions.lift_hold(standing, **by_staff(StaffRole.EKONOM))
    sweep(late, days=8)
    assert Demand.objects.exists()


def test_respite_moves_the_schedule(late: Invoice) -> None:
    hold(late, "respite", late.due_on + timedelta(days=10))
    sweep(late, days=11)
    assert not Demand.objects.exists()
    sweep(late, days=17)
    assert Demand.objects.get().number == 1


def test_two_holds_at_once_are_refused(late: Invoice) -> None:
    hold(late, "disputed")
    with pytest.raises(StaleState):
        hold(late, "disputed")


def test_a_hold_is_lifted_once(late: Invoice) -> None:
    standing = hold(late, "disputed")
    actions.lift_hold(standing, **by_staff(StaffRole.EKONOM))
    with pytest.raises(StaleState):
        actions.lift_hold(standing, **by_staff(StaffRole.EKONOM))


def test_a_controller_holds_nothing(late: Invoice) -> None:
    with pytest.raises(NotAllowed):
        hold(late, "disputed", **by_staff(StaffRole.CONTROLLER))


def test_respite_to_a_day_gone_by_is_refused(late: Invoice) -> None:
    with pytest.raises(RuleViolated):
        hold(late, "respite", date(2020, 1, 1))


def test_after_the_last_step_the_invoice_waits_for_a_decision(late: Invoice) -> None:
    sweep(late, days=21)
    demand = Demand.objects.get()
    assert not queries.to_enforce(demand.pay_by).exists()
    assert queries.to_enforce(demand.pay_by + timedelta(days=1)).get() == late


def test_the_letter_goes_out_with_its_paper(late: Invoice, mailoutbox: list[Any]) -> None:
    sweep(late, days=7)
    send(late, days=7)
    assert mailoutbox[0].subject.startswith("Påminnelse: betala 211")
    assert Document.objects.filter(kind="payment_demand").exists()


def test_a_letter_is_not_sent_once_the_invoice_is_paid(
    late: Invoice, mailoutbox: list[Any]
) -> None:
    sweep(late, days=7)
    queue_due_letters(at=day_after_due(late, 7), only=["payment_demand"])
    pay(money(211_111, late.ocr))
    send(late, days=7)
    assert not mailoutbox
