"""Celery only moves the work: each task calls one routine that the database makes repeatable."""

from celery import shared_task

from core import clock
from repayments import bank_inbox, delivery_sweeps, dunning_sweeps, sweeps
from repayments.actions import finish_run, take_item
from repayments.documents import invoice_document
from repayments.models import RunItem, RunItemStatus


@shared_task
def sweep_claims() -> None:
    sweeps.sweep_claims(at=clock.now())


@shared_task
def sweep_deliveries() -> None:
    delivery_sweeps.sweep_deliveries(at=clock.now())


@shared_task
def sweep_bank_files() -> None:
    bank_inbox.sweep_bank_files(at=clock.now())


@shared_task
def sweep_demands() -> None:
    dunning_sweeps.sweep_demands(at=clock.now())


@shared_task
def work_run(run_id: int) -> None:
    """Hand out a run's waiting claims, one task each."""
    waiting = RunItem.objects.filter(run=run_id, status=RunItemStatus.WAITING)
    for item_id in waiting.order_by("id").values_list("pk", flat=True):
        invoice_item.delay(item_id)


@shared_task
def invoice_item(item_id: int) -> None:
    item = take_item(item_id, at=clock.now())
    if item is not None and item.status == RunItemStatus.DONE:
        invoice_document(item.claim.invoice)
    finish_run(RunItem.objects.get(pk=item_id).run_id, at=clock.now())
