"""What a page of the form costs the database: as little on every page, whoever opens it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisations.roles import OrganisationRole, StaffRole
from reporting import actions
from reporting.models import Report
from reporting.questionnaire.kinds import Stored
from tests.builders import (
    FEBRUARY,
    faultless_answers,
    make_member,
    make_report,
    make_staff,
)

pytestmark = pytest.mark.django_db

MOST = 8
"""For a post and the page that it leads to, session and user included (issue 7)."""


@pytest.fixture
def report() -> Report:
    return make_report(answers=faultless_answers())


def address(report: Report, page: str) -> str:
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    return reverse("reporting:page", kwargs={**case, "page": page})


def visitor(report: Report) -> Client:
    client = Client()
    client.force_login(
        make_member(report.recipient, OrganisationRole.REPRESENTANT),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def saved(client: Client, report: Report, page: str) -> int:
    """The queries of saving a page as it is and getting the next one."""
    answers: dict[str, Stored] = Report.objects.get(pk=report.pk).answers
    fields = {key: value for key, value in answers.items() if value is not None}
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(address(report, page), fields)
        assert answer.status_code == 302
        assert client.get(answer["Location"]).status_code == 200
    return len(asked)


def pages(report: Report) -> list[str]:
    """Those that ask something and are followed by another page of the form."""
    asking = [page.key for page in report.revision.content.pages if page.questions]
    return asking[:-1]


def test_every_page_costs_the_same_few_queries(report: Report) -> None:
    client, asked = visitor(report), set()
    for page in pages(report):
        saved(client, report, page)  # the process reads the form once
        asked.add(saved(client, report, page))
    assert len(asked) == 1
    assert asked.pop() <= MOST


def test_a_report_that_came_back_costs_no_more_than_that(report: Report) -> None:
    report = make_report(report.requisition, submitted=True)
    staff: dict[str, Any] = {"by": make_staff(), "roles": [StaffRole.HANDLAGGARE]}
    actions.return_report(
        report, submission=1, at=FEBRUARY, reason="Beloppen stämmer inte.", **staff
    )
    client, page = visitor(report), pages(report)[0]
    saved(client, report, page)
    assert saved(client, report, page) <= MOST


def test_the_demos_clock_is_read_with_the_report_and_not_again(report: Report) -> None:
    client, page = visitor(report), pages(report)[0]
    with CaptureQueriesContext(connection) as asked:
        client.get(address(report, page))
    assert [one for one in asked if (one["sql"] or "").startswith('SELECT "core_democlock"')] == []
    assert len(asked) == 3
