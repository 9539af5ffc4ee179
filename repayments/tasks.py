"""Celery only moves the work: each task calls one routine that the database makes repeatable."""

from celery import shared_task

from core import clock
from repayments import sweeps


@shared_task
def sweep_claims() -> None:
    sweeps.sweep_claims(at=clock.now())
