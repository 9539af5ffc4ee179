"""Sending in: the fifth time and no sixth, a signatory who declines, a stand-in who signs."""

from collections.abc import Callable

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core import clock
from reporting import actions
from reporting.models import Approval, Report
from reporting.signing import token_for
from tests.builders import acting, at, faultless_answers, lock, make_report
from tests.journeys.pages import (
    case_url,
    code_in,
    fill_in,
    link_in,
    move_clock,
    post_office,
    save_and_go_on,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

REPORT = case_url("aterrapportering/")
DAY = at(2026, 2, 10)


@pytest.fixture
def ombud(page: Page, log_in_as: Callable[[BrowserContext, AbstractBaseUser], None]) -> Page:
    """RSS Skåne's ombud in front of a faultless draft, on 10 February 2026."""
    report = make_report(answers=faultless_answers())
    move_clock(DAY.date())
    log_in_as(page.context, acting(report.recipient).user)
    return page


def the_report() -> Report:
    return Report.objects.with_case().get(recipient__code="RSS-12")


def change_costs(page: Page, kr: str) -> None:
    page.goto(f"{REPORT}sida/kostnader/?kontrollera=1")
    fill_in(page, {"lonekostnader": kr})
    save_and_go_on(page)


def open_version(page: Page, link: str) -> None:
    """As the signatory: the link, a mailed code, and the version."""
    page.goto(link)
    page.get_by_role("button", name="Skicka kod").click()
    page.get_by_label("Kod").fill(code_in(mail.outbox[-1].body))
    page.get_by_role("button", name="Fortsätt").click()


def submit_times(times: int) -> None:
    """So many submissions, each with other figures; then a draft again."""
    report, now = the_report(), clock.now()
    for n in range(times):
        answers = faultless_answers(used_kr=1_400_000 + n)
        Report.objects.filter(pk=report.pk).update(answers=answers)
        actions.approve_report(lock(the_report(), when=now), at=now)
        actions.reopen_report(report, acting(report.recipient), at=now)


def test_the_fifth_submission_is_the_last(ombud: Page, axe: Callable[[Page], None]) -> None:
    submit_times(4)
    ombud.goto(f"{REPORT}granska/")
    expect(ombud.get_by_text("Inget är ändrat")).to_be_visible()
    change_costs(ombud, "1 500 000")
    changed = ombud.locator(".differences")
    expect(changed).to_contain_text("Ändrat från 1 400 003 kr till 1 500 000 kr")
    expect(ombud.get_by_text("Det blir nummer 5 av högst 5.")).to_be_visible()
    axe(ombud)
    ombud.get_by_role("button", name="Skicka till behörig företrädare").click()
    open_version(ombud, f"/godkann/{token_for(Approval.objects.latest('pk'))}/")
    expect(changed).to_contain_text("Jämfört med nummer 4")
    ombud.get_by_role("button", name="Godkänn och skicka in").click()
    ombud.goto(REPORT)
    expect(ombud.get_by_text("nummer 5 av högst 5, denna gäller")).to_be_visible()
    expect(ombud.get_by_role("button", name="Ändra det vi har skickat in")).to_have_count(0)


def test_what_the_signatory_declines_is_mended_and_sent_anew(ombud: Page) -> None:
    ombud.goto(f"{REPORT}granska/")
    ombud.get_by_role("button", name="Skicka till behörig företrädare").click()
    (request,) = post_office("approval_request")
    open_version(ombud, link_in(request.body, containing="godkann/"))
    ombud.get_by_label("Vad behöver ändras?").fill("Lönerna ska vara 1 450 000 kr.")
    ombud.get_by_role("button", name="Avböj med kommentar").click()
    expect(ombud.get_by_role("heading", name="Ni har avböjt")).to_be_visible()
    ombud.goto(REPORT)
    expect(ombud.get_by_text("Lönerna ska vara 1 450 000 kr.")).to_be_visible()
    change_costs(ombud, "1 450 000")
    ombud.get_by_role("button", name="Skicka till behörig företrädare").click()
    expect(ombud.get_by_text("Inte inskickat, väntar på godkännande")).to_be_visible()


@pytest.mark.proof
def test_somebody_else_signs_in_the_signatory_s_place(
    ombud: Page,
    browser: Browser,
    base_url: str,
    axe: Callable[[Page], None],
    fits_a_phone: Callable[[Page], None],
) -> None:
    approval = lock(the_report(), when=clock.now())
    her = browser.new_context(base_url=base_url).new_page()
    open_version(her, f"/godkann/{token_for(approval)}/")
    her.get_by_role("link", name="Någon annan ska godkänna").click()
    her.get_by_role("button", name="Skicka länken till ersättaren").click()
    expect(her.locator(".error-summary")).to_contain_text("Skriv namnet på ersättaren.")
    axe(her)
    fits_a_phone(her)
    her.get_by_label("Namn").fill("Sten Stig")
    her.get_by_label("Befattning").fill("Ekonomichef")
    her.get_by_label("Telefon").fill("010-123 00 00")
    her.get_by_label("E-post").fill("sten.stig@example.se")
    her.get_by_label("Varför ska någon annan godkänna?").fill("Jag är jävig.")
    her.get_by_role("button", name="Skicka länken till ersättaren").click()
    expect(her.get_by_role("heading", name="Någon annan godkänner")).to_be_visible()
    (request,) = [m for m in post_office("approval_request") if "sten.stig" in m.to[0]]
    open_version(her, link_in(request.body, containing="godkann/"))
    her.get_by_role("button", name="Godkänn och skicka in").click()
    her.context.close()
    ombud.goto(f"{REPORT}kvitto/")
    expect(ombud.get_by_text("Sten Stig, Ekonomichef, i stället för Karin Ek")).to_be_visible()
