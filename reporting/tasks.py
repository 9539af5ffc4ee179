"""Celery only moves the work: each task calls one action that can be repeated."""

from celery import shared_task

from core import clock
from grants.models import Round
from reporting import actions


@shared_task
def open_missing_reports() -> None:
    for round_ in Round.objects.taking_reports():
        actions.open_missing_reports(round_, at=clock.now())
