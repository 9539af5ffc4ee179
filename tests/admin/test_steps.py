"""Staff's buttons: approve, pay, open reporting, accept, return; who may, and the second click."""

import pytest

from core.admin_base import admin_url
from core.transitions import history
from grants.states import RoundStatus
from organisations.roles import StaffRole
from reporting.states import ReportStatus
from requisitions.states import RequisitionStatus
from tests.admin.pages import staff_client, step_url
from tests.builders import at, make_form, make_report, make_requisition, make_round

pytestmark = pytest.mark.django_db


def test_handlaggare_approves_a_requisition() -> None:
    requisition = make_requisition()
    response = staff_client().post(step_url(requisition, "approve"), follow=True)
    requisition.refresh_from_db()
    assert requisition.status == RequisitionStatus.APPROVED
    assert "Rekvisitionen är godkänd" in response.content.decode()


def test_the_step_is_logged_with_who_did_it() -> None:
    requisition = make_requisition()
    client = staff_client()
    client.post(step_url(requisition, "approve"))
    event = history(requisition).latest("id")
    assert (event.action, str(event.actor_id)) == ("approve", client.session["_auth_user_id"])


def test_second_click_says_that_it_is_done_already() -> None:
    requisition = make_requisition(approved=True)
    response = staff_client().post(step_url(requisition, "approve"), follow=True)
    assert response.status_code == 200
    assert "Rekvisitionen är redan godkänd" in response.content.decode()


@pytest.mark.parametrize("role", [StaffRole.CONTROLLER, StaffRole.EKONOM, StaffRole.ATTESTANT])
def test_others_may_not_approve(role: StaffRole) -> None:
    requisition = make_requisition()
    response = staff_client(role).post(step_url(requisition, "approve"))
    requisition.refresh_from_db()
    assert response.status_code == 403
    assert requisition.status == RequisitionStatus.SUBMITTED


def test_controller_sees_the_case_without_buttons() -> None:
    page = staff_client(StaffRole.CONTROLLER).get(admin_url(make_requisition()))
    assert page.status_code == 200
    assert "/do/approve/" not in page.content.decode()


def test_a_late_requisition_is_approved_only_with_a_reason() -> None:
    requisition = make_requisition(when=at(2025, 5, 16))
    client = staff_client()
    page = client.post(step_url(requisition, "approve"))
    assert "Skriv varför den godkänns ändå." in page.content.decode()
    client.post(step_url(requisition, "approve"), {"reason": "Felet var vårt."})
    requisition.refresh_from_db()
    assert requisition.status == RequisitionStatus.APPROVED


def test_handlaggare_returns_a_requisition_with_a_comment() -> None:
    requisition = make_requisition()
    staff_client().post(step_url(requisition, "return"), {"reason": "Rätta bankgirot."})
    requisition.refresh_from_db()
    assert requisition.status == RequisitionStatus.RETURNED
    assert history(requisition).latest("id").reason == "Rätta bankgirot."


def test_opening_the_reporting_says_for_whom_and_how_much() -> None:
    round_ = make_round()
    make_requisition(round_, paid=True)
    page = staff_client().get(step_url(round_, "open_reporting"))
    assert "öppnas för 1 mottagare, 1\xa0611\xa0111\xa0kr" in page.content.decode()


def test_opening_the_reporting_makes_a_report_for_who_has_been_paid() -> None:
    round_ = make_round()
    make_form(round_)
    make_requisition(round_, paid=True)
    staff_client().post(step_url(round_, "open_reporting"))
    round_.refresh_from_db()
    assert round_.status == RoundStatus.REPORTING
    assert round_.reports.count() == 1


def test_without_a_form_the_reporting_stays_closed_and_the_page_says_why() -> None:
    round_ = make_round()
    page = staff_client().post(step_url(round_, "open_reporting"))
    assert "inget publicerat formulär" in page.content.decode()


def test_accepting_says_what_is_claimed_back() -> None:
    page = staff_client().get(step_url(make_report(submitted=True), "accept"))
    assert "211\xa0111\xa0kr är oanvända" in page.content.decode()


def test_handlaggare_accepts_a_report() -> None:
    report = make_report(submitted=True)
    staff_client().post(step_url(report, "accept"), {"submission": 1})
    report.refresh_from_db()
    assert report.status == ReportStatus.ACCEPTED


def test_a_report_sent_in_anew_since_the_page_was_read_is_not_accepted() -> None:
    report = make_report(submitted=True)
    page = staff_client().post(step_url(report, "accept"), {"submission": 0}, follow=True)
    assert "Mottagaren har skickat in på nytt" in page.content.decode()
    report.refresh_from_db()
    assert report.status == ReportStatus.SUBMITTED


def test_returned_report_is_a_draft_again_and_the_reason_is_kept() -> None:
    report = make_report(submitted=True)
    values = {"submission": 1, "reason": "Bifoga kontoutdrag."}
    staff_client().post(step_url(report, "reopen"), values)
    report.refresh_from_db()
    assert report.status == ReportStatus.DRAFT
    assert history(report).latest("id").reason == "Bifoga kontoutdrag."


def test_closing_a_round_needs_a_reason() -> None:
    round_ = make_report().round
    page = staff_client().post(step_url(round_, "close"), {})
    round_.refresh_from_db()
    assert "Skriv ett skäl." in page.content.decode()
    assert round_.status == RoundStatus.REPORTING
