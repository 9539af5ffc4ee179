"""All claims of a round at once."""

from functools import partial

import pytest

from core.errors import NotAllowed, RuleViolated
from grants.models import Round
from organisations.roles import StaffRole
from repayments.actions import finish_run, issue_invoice, runs, start_run, take_item
from repayments.models import Invoice, Run
from tests.repayments.builders import (
    NIGHT,
    by_staff,
    make_claim,
    make_owing_reports,
    resubmit,
)
from tests.repayments.test_sweep import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> Round:
    """With two decided claims, the first of which lacks invoice data."""
    reports = make_owing_reports(2)
    resubmit(reports[0], faktura_postort="")
    for report in reports:
        make_claim(report, decided=True)
    return reports[0].round


def start(round_: Round) -> Run:
    return start_run(round_, **by_staff(StaffRole.EKONOM))


def work(run: Run) -> None:
    for item in run.items.all():
        take_item(item.pk, at=NIGHT)


def test_failing_claim_is_told_with_what_to_do_and_stops_no_other(round_: Round) -> None:
    run = start(round_)
    work(run)
    assert [item.status for item in run.items.all()] == ["failed", "done"]
    assert "postort till fakturaadressen" in run.items.all()[0].message
    assert Invoice.objects.count() == 1


def test_two_starts_are_one_run(round_: Round) -> None:
    assert start(round_) == start(round_)


def test_run_is_finished_when_nothing_waits(round_: Round) -> None:
    run = start(round_)
    assert not finish_run(run.pk, at=NIGHT)
    work(run)
    assert finish_run(run.pk, at=NIGHT)
    run.refresh_from_db()
    assert run.finished_at == NIGHT


def test_finished_run_is_followed_by_another_for_what_failed(round_: Round) -> None:
    first = start(round_)
    work(first)
    finish_run(first.pk, at=NIGHT)
    assert start(round_).items.count() == 1


def test_claim_that_the_sweep_took_meanwhile_is_done(round_: Round) -> None:
    run = start(round_)
    item = run.items.all()[1]
    issue_invoice(item.claim, at=NIGHT)
    taken = take_item(item.pk, at=NIGHT)
    assert taken is not None
    assert taken.status == "done"


def test_worker_killed_in_the_middle_leaves_the_claim_to_the_next(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = start(round_).items.all()[1]
    with monkeypatch.context() as patch:
        patch.setattr(runs, "issue_invoice", lambda claim, at: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            take_item(item.pk, at=NIGHT)
    item.refresh_from_db()
    assert item.status == "waiting"
    taken = take_item(item.pk, at=NIGHT)
    assert taken is not None
    assert (taken.status, Invoice.objects.get().number) == ("done", 2026000001)


def test_item_is_taken_once(round_: Round) -> None:
    item = start(round_).items.all()[1]
    take_item(item.pk, at=NIGHT)
    assert take_item(item.pk, at=NIGHT) is None


def test_round_with_nothing_to_invoice_is_not_run() -> None:
    (report,) = make_owing_reports(1)
    with pytest.raises(RuleViolated, match="Inga beslutade återkrav"):
        start(report.round)


def test_controller_starts_no_run(round_: Round) -> None:
    with pytest.raises(NotAllowed):
        start_run(round_, **by_staff(StaffRole.CONTROLLER))


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_workers_on_the_same_items_write_each_invoice_once() -> None:
    reports = make_owing_reports(3)
    for report in reports:
        make_claim(report, decided=True)
    run = start(reports[0].round)
    at_once(*[partial(work, run)] * 2)
    assert sorted(Invoice.objects.values_list("number", flat=True)) == [
        2026000001 + n for n in range(3)
    ]
