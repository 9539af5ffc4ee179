"""The staff's start page, and how often the admin asks the database."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from allocations.models import Allocation
from core.admin_base import admin_url
from core.models import Event
from correspondence.actions import Filing, store_file
from correspondence.models import AddressMark, Direction, Document, Letter
from correspondence.outbox import queue_due_letters
from grants.models import Decision, GovernmentReportDuty, Grant, Round
from organisations.models import HuvudmanPeriod, Membership, Organisation, Recipient, User
from organisations.roles import StaffRole
from reporting.actions import open_reporting
from reporting.models import Form, Report
from requisitions.models import (
    BankReply,
    CallNote,
    Payment,
    PaymentBatch,
    Requisition,
    Return,
)
from tests.admin.pages import list_url, staff_client, text_of
from tests.builders import (
    APRIL,
    make_form,
    make_recipient,
    make_report,
    make_requisition,
    make_round,
    make_staff,
)

pytestmark = pytest.mark.django_db

START = reverse("admin:index")
LISTS = [
    AddressMark, Allocation, BankReply, CallNote, Decision, Document, Event, Form, Grant,
    HuvudmanPeriod, Letter, Membership, Organisation, Payment, PaymentBatch, Recipient, Report,
    Requisition, Return, Round, User,
]  # fmt: skip


def test_handlaggare_sees_what_waits_for_her() -> None:
    make_requisition()
    page = text_of(staff_client(), START)
    mine = page.split("Så långt")[0]
    assert "Rekvisitioner att godkänna" in mine
    assert "1\xa0611\xa0111\xa0kr" in mine


def test_what_is_somebody_else_s_comes_under_its_own_heading() -> None:
    make_requisition()
    page = text_of(staff_client(StaffRole.EKONOM), START)
    assert "Inget väntar på dig just nu" in page
    assert page.index("Väntar på andra roller") < page.index("Rekvisitioner att godkänna")


def test_reports_to_review_are_counted() -> None:
    make_report(submitted=True)
    assert "Återrapporteringar att granska" in text_of(staff_client(), START)


def test_take_up_is_said_in_words_beside_the_bar() -> None:
    make_requisition()
    page = text_of(staff_client(), START)
    assert "<strong>Rekvirerat</strong> 1 av 2 mottagare" in page
    assert "1\xa0611\xa0111 av 2\xa0611\xa0111\xa0kr" in page


def test_a_round_whose_day_to_open_has_passed_is_told_about_with_the_day() -> None:
    make_round(opened=False)
    page = text_of(staff_client(), START)
    assert "Öppna Socialtjänst 2025, RSS för rekvisition" in page
    assert "skulle ha öppnats 3 mars 2025" in page


def test_a_round_whose_day_to_open_lies_ahead_is_not() -> None:
    make_round(opened=False, requisition_opens_on=date(2025, 5, 1))
    assert "för rekvisition" not in text_of(staff_client(), START)


def test_reporting_that_should_have_opened_is_told_about() -> None:
    make_round(report_opens_on=date(2025, 4, 15))
    assert "RSS för återrapportering" in text_of(staff_client(), START)


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        (date(2025, 7, 1), "senast tisdag 1 juli 2025, om 77 dagar"),
        (date(2025, 4, 1), "skulle ha lämnats tisdag 1 april 2025"),
    ],
)
def test_a_report_to_the_government_is_told_about_ninety_days_ahead_and_when_late(
    due_on: date, said: str
) -> None:
    make_round().decision.report_duties.create(due_on=due_on)
    assert said in text_of(staff_client(), START)


def test_what_is_settled_or_far_off_is_not() -> None:
    duties = make_round().decision.report_duties
    duties.create(due_on=date(2025, 4, 1), settled_on=date(2025, 3, 31), settled_how="Dnr 5.7-9")
    duties.create(due_on=date(2025, 7, 15))
    assert "Redovisningar till regeringen" not in text_of(staff_client(), START).split("Allt i")[0]


def a_round_of(count: int, key: str) -> Round:
    """A round whose recipients have all been paid and have letters, documents and reports."""
    frames = {f"{key[-4:]}-{number:03d}": 100_000 for number in range(count)}
    round_ = make_round(key, frames=frames)
    GovernmentReportDuty.objects.bulk_create(
        GovernmentReportDuty(decision=round_.decision, due_on=date(1990 + count, 1, day + 1))
        for day in range(count)
    )
    make_form(round_)
    for code in frames:
        requisition = make_requisition(round_, make_recipient(code), paid=True)
        _file(requisition)
    open_reporting(round_, by=make_staff(), roles=[StaffRole.HANDLAGGARE], at=APRIL)
    queue_due_letters(at=APRIL, only=["requisition_receipt"])
    return round_


def _file(requisition: Requisition) -> None:
    filing = Filing(
        kind="requisition",
        about=f"requisitions.requisition:{requisition.pk}",
        case=requisition.case,
        diarienummer=requisition.diarienummer,
        decision_diarienummer="S2025/00122",
        direction=Direction.IN,
        title="Rekvisition",
        counterpart="Huvudman",
        filename="rekvisition.pdf",
    )
    store_file(filing, content=b"%PDF-", media_type="application/pdf", at=APRIL)


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200, url
    return len(asked)


def test_the_admin_asks_as_often_for_ten_rows_as_for_three() -> None:
    client = staff_client(StaffRole.ADMINISTRATOR)
    small = a_round_of(3, "omgang-2025")
    pages = [START, *(list_url(model) for model in LISTS)]
    before = {url: queries(client, url) for url in pages}
    before_round = [queries(client, url) for url in _pages_of(small)]
    large = a_round_of(10, "omgang-2026")
    assert {url: queries(client, url) for url in pages} == before
    assert [queries(client, url) for url in _pages_of(large)] == before_round


def _pages_of(round_: Round) -> list[str]:
    return [
        admin_url(round_),
        reverse("admin:requisitions_callnote_round", args=[round_.pk]),
        admin_url(round_.decision),
        admin_url(round_.grant),
        admin_url(Allocation.objects.get(round=round_)),
    ]
