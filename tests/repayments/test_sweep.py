"""The sweep: from accepted reports to stored invoices, as often and as many at once as you like."""

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from django.db import connection

from core.errors import NotAllowed
from correspondence.models import Document
from repayments import sweeps, tasks
from repayments.actions import issue_invoice, propose_claim
from repayments.models import Claim, Invoice
from reporting.models import Report
from tests.builders import faultless_answers, make_report
from tests.repayments.builders import DRAWS_PDF, NIGHT, make_claim, make_owing_reports, resubmit

pytestmark = DRAWS_PDF


def at_once(*calls: Callable[[], object]) -> None:
    """Run in threads that all begin together, each with a connection of its own."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait()
            call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db
def test_accepted_report_with_unused_money_becomes_a_stored_invoice() -> None:
    make_report(accepted=True)
    done = sweeps.sweep_claims(at=NIGHT)
    assert done == {"proposed": 1, "decided": 1, "invoiced": 1, "stored": 1}
    assert Document.objects.filter(kind="repayment_invoice").count() == 1


@pytest.mark.django_db
def test_second_sweep_finds_nothing_to_do() -> None:
    make_report(accepted=True)
    sweeps.sweep_claims(at=NIGHT)
    assert not +sweeps.sweep_claims(at=NIGHT)


@pytest.mark.django_db
def test_report_not_yet_accepted_is_left_alone() -> None:
    make_report(submitted=True)
    assert not +sweeps.sweep_claims(at=NIGHT)


@pytest.mark.django_db
def test_report_with_all_money_used_is_left_alone() -> None:
    make_report(accepted=True, answers=faultless_answers(used_kr=1_611_111))
    assert not +sweeps.sweep_claims(at=NIGHT)


@pytest.mark.django_db
def test_claim_without_invoice_data_does_not_stop_the_others() -> None:
    lacking, _ = make_owing_reports(2)
    resubmit(lacking, faktura_postort="")
    done = sweeps.sweep_claims(at=NIGHT)
    assert (done["proposed"], done["invoiced"]) == (2, 1)


@pytest.mark.django_db
def test_report_refused_in_the_middle_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refused, _ = make_owing_reports(2)

    def refusing(report: Report, *, at: datetime) -> Claim:
        if report == refused:
            raise NotAllowed("inte nu")
        return propose_claim(report, at=at)

    monkeypatch.setattr(sweeps, "propose_claim", refusing)
    assert sweeps.sweep_claims(at=NIGHT)["invoiced"] == 1


@pytest.mark.django_db
def test_sweep_task_runs_from_the_queue(run_waiting_work: Callable[[], list[str]]) -> None:
    make_report(accepted=True)
    tasks.sweep_claims.delay()
    assert "repayments.tasks.sweep_claims" in run_waiting_work()
    assert Invoice.objects.count() == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_give_each_report_one_invoice() -> None:
    make_owing_reports(4)
    at_once(*[partial(sweeps.sweep_claims, at=NIGHT)] * 2)
    numbers = sorted(Invoice.objects.values_list("number", flat=True))
    assert numbers == [2026000001 + n for n in range(4)]
    assert Document.objects.filter(kind="repayment_invoice").count() == 4


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_many_at_once_take_numbers_without_gap() -> None:
    claims = [make_claim(report, decided=True) for report in make_owing_reports(5)]
    at_once(*[partial(issue_invoice, claim, at=NIGHT) for claim in claims])
    numbers = sorted(Invoice.objects.values_list("number", flat=True))
    assert numbers == [2026000001 + n for n in range(5)]
