"""What differs between two versions of a report, as it is told to those who send it in."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.fingerprint import canonical_sha256
from reporting import actions
from reporting.differences import ChangedQuestion, Kind, differences
from reporting.models import FormRevision, Report
from reporting.versions import Version
from tests.builders import FEBRUARY, acting, faultless_answers, form_document, make_report

LONG = "Nätverket för socialchefer träffas varje månad och tar fram rutiner."
FACTS = {"received_kr": 1_611_111}


def version(**changes: object) -> Version:
    """A faultless report with some answers changed; no database."""
    document = form_document()
    revision = FormRevision(number=1, document=document, sha256=canonical_sha256(document))
    return Version(revision, faultless_answers(**changes), FACTS)  # type: ignore[arg-type]


def found(before: Version, now: Version) -> dict[str, ChangedQuestion]:
    return {question.number: question for question in differences(before, now)}


def test_the_same_answers_differ_in_nothing() -> None:
    assert differences(version(), version()) == []


def test_an_amount_differs_with_all_that_is_computed_from_it() -> None:
    changed = found(version(), version(used_kr=1_500_000))
    assert list(changed) == ["8", "10", "11"]
    (salaries,) = changed["8"].changes
    assert salaries.is_short
    assert salaries.now[0].text == "1\u00a0500\u00a0000\u00a0kr"


def test_an_answer_that_a_jump_opened_is_added_and_one_that_it_closed_removed() -> None:
    more = version(ovriga_kostnader=1, ovriga_kostnader_specifikation="Lokaler")
    (added,) = found(version(), more)["9"].changes
    (removed,) = found(more, version())["9"].changes
    assert (added.kind, removed.kind) == (Kind.ADDED, Kind.REMOVED)
    assert removed.now == ()


def test_in_a_long_text_only_the_words_that_differ_are_marked() -> None:
    before = version(beskriv_samverkan=LONG)
    now = version(beskriv_samverkan=LONG.replace("varje månad", "varannan vecka"))
    (change,) = found(before, now)["16"].changes
    assert [run.text for run in change.before if run.differs] == ["varje månad "]
    assert [run.text for run in change.now if run.differs] == ["varannan vecka "]
    assert "".join(run.text for run in change.before) == LONG


@pytest.mark.django_db
def test_an_unchanged_draft_is_told_so_and_has_no_button(client: Client) -> None:
    report = make_report(submitted=True)
    actions.reopen_report(report, acting(report.recipient), at=FEBRUARY)
    page = check_page(client, report)
    assert "Inget är ändrat" in page
    assert "Skicka till behörig företrädare?" not in page


@pytest.mark.django_db
def test_what_the_draft_changes_stands_on_the_check_page(client: Client) -> None:
    report = make_report(submitted=True)
    actions.reopen_report(report, acting(report.recipient), at=FEBRUARY)
    Report.objects.update(answers=faultless_answers(beskriv_samverkan="<b>Nytt</b>"))
    page = check_page(client, report)
    assert "Det blir nummer 2 av högst 5." in page
    assert "<ins>&lt;b&gt;Nytt&lt;/b&gt;</ins>" in page


@pytest.mark.django_db
def test_the_check_page_asks_as_often_whatever_has_been_sent_in(
    client: Client,
) -> None:
    report = make_report(submitted=True)
    counted = []
    for used_kr in (1_400_001, 1_400_002):
        actions.reopen_report(report, acting(report.recipient), at=FEBRUARY)
        Report.objects.update(answers=faultless_answers(used_kr=used_kr))
        check_page(client, report)
        with CaptureQueriesContext(connection) as asked:
            check_page(client, report)
        counted.append(len(asked))
        approval = actions.lock_for_approval(report, acting(report.recipient), at=FEBRUARY)
        actions.approve_report(approval, at=FEBRUARY)
    assert counted[0] == counted[1]


def check_page(client: Client, report: Report) -> str:
    client.force_login(acting(report.recipient).user)
    address = reverse("reporting:check", args=[report.round.key, report.recipient.code])
    return client.get(address).content.decode()
