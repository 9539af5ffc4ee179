"""Celery only moves the work: the task calls a routine that the database makes repeatable."""

from celery import shared_task

from core import clock
from portal.digest.actions import make_digest as make


@shared_task
def make_digest() -> None:
    make(at=clock.now())
