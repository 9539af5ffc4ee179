"""Documents: registered, made once, never changed, served from where they lie."""

import hashlib

import pytest
from django.db import ProgrammingError, transaction

from correspondence.actions import next_diarienummer
from correspondence.models import Direction, Document
from requisitions.documents import requisition_document
from tests.builders import APRIL, at, make_requisition

pytestmark = pytest.mark.django_db


def test_a_document_carries_diary_number_direction_and_day() -> None:
    requisition = make_requisition()
    document = requisition_document(requisition)
    assert document.diarienummer == requisition.diarienummer
    assert document.decision_diarienummer == "S2025/00122"
    assert document.direction == Direction.IN
    assert document.registered_at == APRIL


def test_a_document_is_made_once() -> None:
    requisition = make_requisition()
    assert requisition_document(requisition) == requisition_document(requisition)
    assert Document.objects.count() == 1


def test_what_is_stored_is_what_the_hash_says() -> None:
    document = requisition_document(make_requisition())
    with document.file.open("rb") as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == document.sha256
    assert len(content) == document.size


def test_a_document_can_not_be_changed() -> None:
    document = requisition_document(make_requisition())
    with pytest.raises(ProgrammingError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(title="Annat")


def test_a_document_can_not_be_deleted() -> None:
    document = requisition_document(make_requisition())
    with pytest.raises(ProgrammingError), transaction.atomic():
        document.delete()


def test_diary_numbers_follow_on_one_another_and_begin_anew_each_year() -> None:
    numbers = [next_diarienummer(at=day) for day in (APRIL, APRIL, at(2026, 1, 1))]
    assert numbers == ["5.7-00001/2025", "5.7-00002/2025", "5.7-00001/2026"]
