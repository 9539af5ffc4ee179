"""What recipients see as they fill in: tables as tables, soft warnings, a page that is gone."""

import pytest
from django.test import Client
from django.urls import reverse

from reporting.form_editor import operations
from reporting.models import Form, Report
from tests.admin.pages import client_of, text_of
from tests.builders import acting, make_report
from tests.reporting.builders import edit, make_draft, publish, report_with_form

pytestmark = pytest.mark.django_db

ACTIVITIES = "aldreomsorg-rss-2025"


def address(report: Report, name: str, **where: str) -> str:
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    return reverse(f"reporting:{name}", kwargs={**case, **where})


def recipient_of(report: Report) -> Client:
    return client_of(acting(report.recipient).user)


def with_answers(name: str, **answers: object) -> Report:
    report = report_with_form(name)
    Report.objects.filter(pk=report.pk).update(answers=answers)
    return report


def test_a_table_is_drawn_as_a_table_where_answers_are_checked() -> None:
    plan = [{"aktivitet": "Kurs i demensvård"}]
    report = with_answers(ACTIVITIES, finns_plan="ja", planerade_aktiviteter=plan)
    page = recipient_of(report).get(address(report, "check")).content.decode()
    table = page[page.index('<table class="table table-cards answers__table"') :]
    assert "Kurs i demensvård" in table[: table.index("</table>")]


def test_a_warning_asks_and_is_not_called_an_error() -> None:
    report = with_answers(ACTIVITIES, demensomraden=["lindra"], andel_demens="0")
    checked = f"{address(report, 'page', page='demens')}?kontrollera=1"
    page = recipient_of(report).get(checked).content.decode()
    asked = page[page.index('id="asked-summary-title"') :]
    assert 'href="#id_demens_utan_andel.comment"' in asked[: asked.index("</ul>")]


def test_a_page_that_only_asks_has_no_error_in_its_title() -> None:
    answers = {"demensomraden": ["lindra"], "andel_demens": "0", "beskriv_demens": "Ja.",
               "demensstrategin": "nej"}  # fmt: skip
    report = with_answers(ACTIVITIES, **answers)
    checked = f"{address(report, 'page', page='demens')}?kontrollera=1"
    page = recipient_of(report).get(checked).content.decode()
    assert "<title>Stämmer detta? " in page
    assert "Fel: " not in page


def test_what_was_typed_on_a_page_that_is_gone_is_shown() -> None:
    report = make_report(answers={})
    draft = make_draft(Form.objects.get(round=report.round))
    edit(draft, operations.remove_page, "synpunkter")
    publish(draft, move_breaking=True)
    client, gone = recipient_of(report), address(report, "page", page="synpunkter")
    answer = client.post(gone, {"synpunkter": "Bra stöd, men sent."})
    assert answer.status_code == 409
    assert "Bra stöd, men sent." in answer.content.decode()
    assert "inte sparat" in answer.content.decode()
    assert client.get(gone).status_code == 404


def test_a_page_that_no_form_ever_had_is_not_found() -> None:
    report = make_report(answers={})
    client = recipient_of(report)
    assert client.post(address(report, "page", page="finns_inte"), {}).status_code == 404
    assert "Återrapportera" in text_of(client, address(report, "tasks"))
