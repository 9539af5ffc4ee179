"""The chain from requisition to accepted report, through the actions alone."""

from typing import Any

import pytest
from django.db.models import Model

from core.models import Event
from core.transitions import history, label_of
from reporting.states import ReportStatus
from requisitions.models import Requisition
from tests.builders import (
    make_recipient,
    make_report,
    make_requisition,
    make_round,
    paid_at_once,
    pay,
)

pytestmark = pytest.mark.django_db


def test_paid_requisition_becomes_a_report_when_reporting_opens() -> None:
    report = make_report(make_requisition(paid=True))
    assert report.status == ReportStatus.DRAFT
    assert report.diarienummer


def test_what_is_paid_at_once_looks_like_what_was_paid_step_by_step() -> None:
    round_ = make_round()
    skane, gotland = make_recipient("RSS-12"), make_recipient("RSS-09")
    step_by_step = pay(make_requisition(round_, skane, approved=True, amount_kr=500_000))
    at_once = paid_at_once(round_, gotland, amount_kr=500_000)
    assert looks(step_by_step) == looks(at_once)


IDS = {"id", "diarienummer", "message_id", "end_to_end_id", "about"}
OTHERS = {"recipient", "organisation", "huvudman", "frame_kr", "requisition", "payment", "batch"}
PEOPLE = {"submitted_by", "prepared_by", "attested_by", "sent_by", "actor", "actor_name"}


def looks(requisition: Requisition) -> list[Any]:
    """The rows of a paid requisition and their events, but for what is each one's own."""
    payment = requisition.payments.get()
    assert payment.batch
    cases = (requisition, payment, payment.batch)
    events = Event.objects.filter(about__in=map(label_of, cases)).order_by("id")
    rows = (*cases, *requisition.versions.all(), *payment.attempts.all(), *events)
    return [_row(row) for row in rows]


def _row(row: Model) -> dict[str, Any]:
    fields = {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}
    return {name: value for name, value in fields.items() if name not in IDS | OTHERS | PEOPLE}


def test_accepted_report_holds_the_unused_money_of_rss_skane() -> None:
    report = make_report(accepted=True)
    submission = report.submissions.get()
    assert (submission.received_kr, submission.used_kr, submission.unused_kr) == (
        1_611_111,
        1_400_000,
        211_111,
    )


def test_every_step_of_a_report_is_logged_with_who_and_when() -> None:
    report = make_report(accepted=True)
    steps = [(event.action, event.actor_name) for event in history(report)]
    assert [action for action, _ in steps] == ["lock", "submit", "accept"]
    assert all(name for _, name in steps)
