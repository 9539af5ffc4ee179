"""Verbs that remind of invoices, and that hold reminders back."""

import logging
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from core.dates import day_of
from core.errors import NotAllowed, RuleViolated, StaleState
from core.transitions import history, record
from grants.models import Round
from organisations.models import User
from organisations.roles import CASE_STAFF, MONEY_STAFF
from repayments import rules
from repayments.balance import balance_of
from repayments.models import Demand, DunningStep, Hold, HoldReason, Invoice, ReferenceRate

__all__ = ["copy_steps", "demand_payment", "give_steps", "hold_invoice", "lift_hold"]

log = logging.getLogger(__name__)


FIRST_STEPS = ((1, 7, 10), (2, 21, 10))
"""What a new round begins with: number, days after the last day, days to pay."""
GIVEN = "dunning_steps_given"


@transaction.atomic
def give_steps(round_: Round, *, at: datetime) -> None:
    """The schedule that every round begins with; once, so that what staff take away stays away.

    Not for a round copied from last year's: that has its schedule from there.
    """
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if round_.copied_from_id or history(round_).filter(action=GIVEN).exists():
        return
    _write_steps(round_, FIRST_STEPS)
    record(round_, GIVEN, actor=None, at=at)


def copy_steps(last_year: Round, new: Round) -> None:
    """Next year's schedule is this year's, within the caller's transaction."""
    rows = last_year.dunning_steps.order_by("number")
    steps = rows.values_list("number", "days_after_due", "pay_within_days")
    _write_steps(new, steps)


def _write_steps(round_: Round, steps: Iterable[tuple[int, int, int]]) -> None:
    DunningStep.objects.bulk_create(
        DunningStep(round=round_, number=number, days_after_due=after, pay_within_days=within)
        for number, after, within in steps
    )


@transaction.atomic
def demand_payment(invoice: Invoice, *, at: datetime) -> Demand | None:
    """Remind of an unpaid invoice if a step of its round's schedule has come.

    1. The invoice's row is locked, so that a payment, a credit note or another worker is either
       seen here or comes after.
    2. Nothing when it is paid, held back, not yet due, or reminded of for this step already.
    3. Only the newest step that has come is taken.
    """
    today = day_of(at)
    locked = Invoice.objects.select_for_update(of=("self",)).select_related("claim__round")
    invoice = locked.get(pk=invoice.pk)
    open_amount = balance_of(invoice).open
    if open_amount <= 0 or _held(invoice, today):
        return None
    last = invoice.demands.order_by("number").last()
    step = rules.step_to_demand(
        _steps(invoice),
        due_on=_counted_from(invoice),
        today=today,
        done=last.number if last else 0,
        pay_by=last.pay_by if last else None,
    )
    if step is None:
        return None
    return Demand.objects.create(
        invoice=invoice,
        number=step.number,
        demanded_at=at,
        open_amount=open_amount,
        interest=_interest(invoice, open_amount, today),
        pay_by=step.pay_by(today),
    )


@transaction.atomic
def hold_invoice(
    invoice: Invoice,
    *,
    why: str,
    until: date | None,
    text: str,
    by: User,
    roles: Iterable[str],
    at: datetime,
) -> Hold:
    """Keep reminders back: the invoice is disputed, or respite is given until a day (inclusive).

    Respite that has run out gives way to the new hold. Raises StaleState when one holds already,
    RuleViolated without reason or day, NotAllowed.
    """
    _refuse_others(roles)
    today = day_of(at)
    broken = rules.hold_problems(why=why, until=until, text=text, today=today)
    if broken:
        raise RuleViolated(*broken)
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    standing = invoice.holds.filter(lifted_at__isnull=True).first()
    if standing and _holds(standing, today):
        raise StaleState("Fakturan har redan uppehåll i påminnelserna.")
    if standing:
        _lift(standing, by=by, at=at)
    return Hold.objects.create(
        invoice=invoice, why=why, until=until, text=text.strip(), at=at, by=by
    )


@transaction.atomic
def lift_hold(hold: Hold, *, by: User, roles: Iterable[str], at: datetime) -> Hold:
    """Let reminders go out again. Raises StaleState the second time, NotAllowed."""
    _refuse_others(roles)
    Invoice.objects.select_for_update().get(pk=hold.invoice_id)
    hold = Hold.objects.get(pk=hold.pk)
    if hold.lifted_at is not None:
        raise StaleState("Uppehållet är redan upphävt.")
    return _lift(hold, by=by, at=at)


def _lift(hold: Hold, *, by: User, at: datetime) -> Hold:
    hold.lifted_at, hold.lifted_by = at, by
    hold.save(update_fields=["lifted_at", "lifted_by"])
    return hold


def _held(invoice: Invoice, today: date) -> bool:
    return invoice.holds.filter(
        Q(until__isnull=True) | Q(until__gte=today), lifted_at__isnull=True
    ).exists()


def _holds(hold: Hold, today: date) -> bool:
    return hold.until is None or hold.until >= today


def _counted_from(invoice: Invoice) -> date:
    """The last day to pay; a respite that was not lifted has moved it."""
    respite = invoice.holds.filter(why=HoldReason.RESPITE, until__isnull=False)
    days = respite.filter(lifted_at__isnull=True).values_list("until", flat=True)
    return max([invoice.due_on, *(day for day in days if day)])


def _steps(invoice: Invoice) -> list[rules.DueStep]:
    rows = invoice.claim.round.dunning_steps.order_by("number")
    return [rules.DueStep(one.number, one.days_after_due, one.pay_within_days) for one in rows]


def _interest(invoice: Invoice, open_amount: Decimal, today: date) -> Decimal:
    """By räntelagen where the round charges it; 0 with a warning while a rate is missing."""
    if not invoice.claim.round.charges_interest:
        return Decimal(0)
    rates = dict(ReferenceRate.objects.values_list("from_on", "percent"))
    found = rules.interest(open_amount, due_on=_counted_from(invoice), today=today, rates=rates)
    if found is None:
        log.warning("No interest on %s: a reference rate is missing.", invoice.number)
    return found or Decimal(0)


def _refuse_others(roles: Iterable[str]) -> None:
    if not (MONEY_STAFF | CASE_STAFF) & set(roles):
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
