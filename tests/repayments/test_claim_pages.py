"""What staff do with claims from their pages."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from core.admin_base import admin_url
from grants.models import Round
from organisations.roles import StaffRole
from repayments.actions import issue_invoice, start_run, take_item
from repayments.models import Claim, Run
from tests.builders import acting, make_report, make_staff
from tests.repayments.builders import (
    DRAWS_PDF,
    NIGHT,
    by_staff,
    correct,
    make_breach,
    make_claim,
    make_owing_reports,
)

pytestmark = [pytest.mark.django_db, DRAWS_PDF]
CLAIMS = "/admin/repayments/claim/"


@pytest.fixture(autouse=True)
def _in_march(settings: Settings) -> None:
    settings.PORTAL_TODAY = NIGHT.date()


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def do(claim: Claim, action: str) -> str:
    return reverse("admin:repayments_claim_do", args=[claim.pk, action])


def shown(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_missing_report_is_proposed_from_its_work_list(staff: Client) -> None:
    report = make_report()
    page = shown(staff, reverse("admin:repayments_claim_grounds"))
    url = reverse("admin:repayments_claim_propose", args=[report.pk, "saknas"])
    assert url in page
    staff.post(url, {"reasons": "Har inte kommit in."})
    staff.post(url, {"reasons": "Har inte kommit in."})
    assert Claim.objects.get().amount_kr == 1_611_111


def test_breach_is_found_by_diary_number_and_proposed(staff: Client) -> None:
    report = make_report(accepted=True)
    grounds = reverse("admin:repayments_claim_grounds")
    asked = staff.get(grounds, {"dnr": report.diarienummer})
    staff.post(asked["Location"], {"amount_kr": "100 000", "reasons": "Annat stöd."})
    assert (Claim.objects.get().ground, Claim.objects.get().amount_kr) == ("conditions", 100_000)


def test_claim_is_told_with_the_round_s_days_to_answer(staff: Client) -> None:
    claim = make_breach()
    assert 'value="2026-04-07"' in shown(staff, do(claim, "communicate"))
    staff.post(do(claim, "communicate"), {"answer_by": "2026-04-07"})
    claim.refresh_from_db()
    assert claim.status == "communicated"


def test_reduced_decision_asks_for_its_amount(staff: Client) -> None:
    claim = make_breach(communicated=True)
    typed = {"outcome": "reduced", "amount_kr": "", "reasons": "Skäl."}
    assert "Skriv det nedsatta beloppet" in staff.post(do(claim, "decide"), typed).content.decode()


def test_claim_is_dropped_from_its_page_once(staff: Client) -> None:
    claim = make_breach()
    for _ in range(2):
        page = staff.post(do(claim, "drop"), {"reason": "Rätt använt."}, follow=True)
    assert "redan nedlagt" in page.content.decode()


def test_ekonom_is_shown_no_buttons_and_may_not_press(client: Client) -> None:
    client.force_login(make_staff(StaffRole.EKONOM))
    claim = make_breach()
    assert do(claim, "communicate") not in shown(client, admin_url(claim))
    assert client.post(do(claim, "drop"), {"reason": "Nej."}).status_code == 403


def test_corrected_report_leads_to_the_invoice_s_page_for_credits(staff: Client) -> None:
    report = make_report(accepted=True)
    invoice = issue_invoice(make_claim(report, decided=True), at=NIGHT)
    correct(report, used_kr=1_500_000)
    url = reverse("admin:repayments_invoice_credit", args=[invoice.pk])
    assert f"{url}?belopp=100000" in shown(staff, reverse("admin:repayments_claim_grounds"))


def test_accepted_report_is_opened_from_its_claim(staff: Client) -> None:
    claim = make_claim()
    url = reverse("admin:repayments_claim_reopen", args=[claim.pk])
    assert "ett utkast igen" in shown(staff, url)
    staff.post(url, {"reason": "Fel belopp."})
    claim.report.refresh_from_db()
    assert claim.report.status == "draft"


def test_report_with_no_submissions_left_is_warned_of(staff: Client) -> None:
    claim = make_claim()
    Round.objects.update(max_submissions=1)
    url = reverse("admin:repayments_claim_reopen", args=[claim.pk])
    assert "Höj antalet först" in shown(staff, url)


def test_run_is_started_once_and_shows_what_failed(staff: Client) -> None:
    claim = make_claim(decided=True)
    url = reverse("admin:repayments_run_start", args=[claim.round_id])
    first, second = (staff.post(url)["Location"] for _ in range(2))
    assert first == second == admin_url(Run.objects.get())
    assert "0 av 1" in shown(staff, first)
    take_item(Run.objects.get().items.get().pk, at=NIGHT)
    assert "1 av 1" in shown(staff, first)


def test_lists_and_run_cost_as_many_queries_for_many_as_for_few(
    staff: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    for report in make_owing_reports(4):
        make_claim(report, decided=True)
    run = start_run(Round.objects.get(), **by_staff())
    for url, most in (
        (CLAIMS, 16),
        (reverse("admin:repayments_claim_grounds"), 8),
        (admin_url(run), 10),
    ):
        with django_assert_max_num_queries(most):
            shown(staff, url)


def test_recipient_does_not_see_what_staff_prepare(client: Client) -> None:
    claim = make_breach()
    client.force_login(acting(claim.recipient).user)
    page = shown(client, reverse("portal:grant", args=[claim.round.key, claim.recipient.code]))
    assert "100 000 kr" not in page
