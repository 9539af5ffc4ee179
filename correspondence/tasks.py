"""Celery only moves the work: each task calls one routine that the database makes repeatable."""

from celery import shared_task

from core import clock
from correspondence import outbox, uploads


@shared_task
def queue_due_letters() -> None:
    outbox.queue_due_letters(at=clock.now())
    send_waiting_letters.delay()


@shared_task
def send_waiting_letters() -> None:
    outbox.send_waiting_letters(at=clock.now())


@shared_task
def scan_waiting_uploads() -> None:
    uploads.scan_waiting(at=clock.now())
