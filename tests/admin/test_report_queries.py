"""Staff's pages of reports ask the database as often however much there is to show."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.admin_base import admin_url
from grants.models import Round
from reporting import actions
from reporting.models import Extension, Note, Remark, Report, Supplement
from reporting.states import ExtensionStatus
from tests.admin.pages import staff_client
from tests.admin.test_report_handling import sent_in_anew
from tests.builders import (
    FEBRUARY,
    acting,
    faultless_answers,
    make_recipient,
    make_report,
    make_requisition,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db

CODES = [f"RSS-{number:02d}" for number in range(1, 8)]
LISTS = [f"admin:reporting_{name}_changelist" for name in ("report", "extension", "supplement")]


def asked_for(client: Client, url: str) -> int:
    """How many queries the page costs."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def sent_in_by(round_: Round, code: str) -> Report:
    """A report that has come in, with a supplement and an extension beside it."""
    requisition = make_requisition(round_, make_recipient(code), paid=True)
    report = make_report(requisition, answers=faultless_answers(used_kr=900_000), submitted=True)
    ask(report, times=1)
    return report


def ask(report: Report, *, times: int) -> None:
    """So many of everything that is asked, noted and given beside a report."""
    by = make_user()
    for n in range(times):
        number = report.supplements.count() + n
        Supplement.objects.create(
            report=report, question=f"Fråga {number}", asked_at=FEBRUARY, asked_by=by,
            answer_by=date(2026, 3, 10),
        )  # fmt: skip
        Extension.objects.create(
            report=report, status=ExtensionStatus.WITHDRAWN, diarienummer=f"{report.pk}/{number}",
            asked_at=FEBRUARY, asked_by=by, previous_last_on=report.last_on, decided_at=FEBRUARY,
        )  # fmt: skip
        Note.objects.create(report=report, text=f"Anteckning {number}", at=FEBRUARY, by=by)


def test_lists_and_the_reading_view_do_not_grow_with_the_recipients() -> None:
    round_ = make_round(frames=dict.fromkeys(CODES, 1_000_000))
    first = sent_in_by(round_, CODES[0])
    sent_in_by(round_, CODES[1])
    urls = [*map(reverse, LISTS), reverse("admin:reporting_report_read", args=[first.pk])]
    client = staff_client()
    few = [asked_for(client, url) for url in urls]
    for code in CODES[2:]:
        sent_in_by(round_, code)
    assert [asked_for(client, url) for url in urls] == few


def test_the_dossier_does_not_grow_with_what_is_asked_and_sent_in() -> None:
    round_ = make_round(frames={CODES[0]: 1_000_000})
    report, client = sent_in_by(round_, CODES[0]), staff_client()
    Remark.objects.create(
        report=report, page="kostnader", submission_number=1, text="Fel.", at=FEBRUARY,
        by=make_user(),
    )  # fmt: skip
    few = asked_for(client, admin_url(report))
    ask(report, times=5)
    actions.reopen_report(report, acting(report.recipient), at=FEBRUARY)
    sent_in_anew(report, used_kr=800_000)
    Remark.objects.create(
        report=report, page="kostnader", submission_number=2, text="Fel.", at=FEBRUARY,
        by=make_user(),
    )  # fmt: skip
    assert asked_for(client, admin_url(report)) == few
