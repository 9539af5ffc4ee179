"""Celery only moves the work: each task calls one routine that the database makes repeatable."""

from celery import shared_task

from core import clock
from repayments import sweeps
from reporting.models import Report


@shared_task
def sweep_claims() -> None:
    sweeps.sweep_claims(at=clock.now())


@shared_task
def claim_report(report_id: int) -> None:
    sweeps.claim_report(Report.objects.get(pk=report_id), at=clock.now())
