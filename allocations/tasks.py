"""Celery only moves the work: each task calls one routine that can be repeated."""

from celery import shared_task

from allocations.documents import file_documents
from allocations.models import Allocation
from allocations.queries import without_documents
from core import clock


@shared_task
def file_adopted(allocation_id: int) -> None:
    file_documents(Allocation.objects.get(pk=allocation_id), at=clock.now())


@shared_task
def file_missing() -> None:
    for allocation in without_documents():
        file_documents(allocation, at=clock.now())
