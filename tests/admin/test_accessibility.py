"""Every kind of staff page in a real browser: axe, a phone's width, and the security policy."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from allocations.models import Allocation
from core.admin_base import admin_url
from core.models import Event
from correspondence.models import Document, Letter, PlanStep
from correspondence.outbox import queue_due_letters
from grants.models import Round
from organisations.models import User
from organisations.roles import StaffRole
from requisitions.documents import requisition_document
from requisitions.models import Requisition
from tests.admin.pages import edit_url, list_url, step_url
from tests.admin.test_start import LISTS, START
from tests.builders import APRIL, make_recipient, make_report, make_requisition, make_staff

pytestmark = [pytest.mark.a11y, pytest.mark.django_db(transaction=True)]

LogIn = Callable[[BrowserContext, User], None]
Check = Callable[[Page], None]


def case_pages() -> list[str]:
    """The dossiers and questions of a round in which everything has happened to somebody."""
    report = make_report(submitted=True)
    waiting = make_requisition(report.round, make_recipient("RSS-09"))
    requisition_document(waiting)
    queue_due_letters(at=APRIL)
    round_ = report.round
    return [
        admin_url(waiting),
        admin_url(report.requisition),
        admin_url(report),
        step_url(report, "accept"),
        step_url(report, "reopen"),
        admin_url(round_),
        admin_url(report.revision.form),
        step_url(round_, "close"),
        reverse("admin:requisitions_callnote_round", args=[round_.pk]),
        admin_url(Allocation.objects.get()),
        admin_url(Letter.objects.all()[0]),
        admin_url(Document.objects.all()[0]),
        admin_url(Event.objects.all()[0]),
        *letter_pages(round_),
    ]


def letter_pages(round_: Round) -> list[str]:
    """The letter plan, one of its steps, and the words of a letter."""
    step = PlanStep.objects.filter(round_key=round_.key).latest("pk")
    return [
        reverse("admin:grants_round_plan", args=[round_.pk]),
        reverse("admin:grants_round_plan_step", args=[round_.pk, step.pk]),
        reverse("admin:correspondence_ownwords_write", args=["report_reminder"]),
        reverse("admin:letter_gallery"),
        reverse("admin:daily_digest"),
    ]


@pytest.mark.proof
def test_cases_can_be_read_by_everybody(
    context: BrowserContext, log_in_as: LogIn, axe: Check, fits_a_phone: Check
) -> None:
    pages = case_pages()
    log_in_as(context, make_staff(StaffRole.ADMINISTRATOR))
    page = context.new_page()
    for url in [START, *pages]:
        page.goto(url)
        axe(page)
        fits_a_phone(page)


@pytest.mark.proof
def test_every_list_can_be_read_by_everybody(
    context: BrowserContext, log_in_as: LogIn, axe: Check, fits_a_phone: Check
) -> None:
    case_pages()
    log_in_as(context, make_staff(StaffRole.ADMINISTRATOR))
    page = context.new_page()
    for model in LISTS:
        page.goto(list_url(model))
        axe(page)
        fits_a_phone(page)


def test_what_is_wrong_is_said_on_top_and_takes_focus(
    context: BrowserContext, log_in_as: LogIn, axe: Check
) -> None:
    report = make_report(submitted=True)
    log_in_as(context, make_staff())
    page = context.new_page()
    page.goto(step_url(report, "reopen"))
    page.get_by_role("button", name="Återlämna för rättelse").click()
    expect(page).to_have_title(re.compile("^Fel:"))
    assert page.locator(":focus").get_attribute("class") == "error-summary"
    axe(page)


def test_many_are_approved_from_the_list(
    context: BrowserContext, log_in_as: LogIn, axe: Check, fits_a_phone: Check
) -> None:
    make_requisition()
    log_in_as(context, make_staff())
    page = context.new_page()
    page.goto(list_url(Requisition, "lage=godkanna"))
    page.locator("tbody input[type=checkbox]").check()
    page.locator("select[name=action]").select_option("Godkänn valda")
    page.get_by_role("button", name="Utför").click()
    axe(page)
    fits_a_phone(page)
    page.get_by_role("button", name="Godkänn").click()
    expect(page.get_by_text("1 rekvisition är nu godkänd")).to_be_visible()


@pytest.mark.proof
def test_forms_of_registers_can_be_filled_in_by_everybody(
    browser: Browser,
    live_server: LiveServer,
    log_in_as: LogIn,
    axe: Check,
    fits_a_phone: Check,
) -> None:
    """In a browser of its own: axe parses the imports of Django's forms.css into inline styles
    of its own, which the policy refuses and the usual browser would count as the page's.
    """
    requisition = make_requisition()
    administrator = make_staff(StaffRole.ADMINISTRATOR)
    rows = [
        administrator,
        requisition.organisation,
        requisition.recipient,
        requisition.round.decision,
        requisition.round.grant,
    ]
    urls = [admin_url(row) for row in rows]
    urls += [edit_url(row) for row in (requisition.round, *rows[-2:])]
    urls += [
        reverse("admin:grants_round_add"),
        reverse("admin:grants_round_next_year", args=[requisition.round_id]),
        reverse("admin:grants_decision_original", args=[requisition.round.decision_id]),
        reverse("admin:core_democlock_add"),
        reverse("admin:organisations_membership_add"),
    ]
    context = browser.new_context(base_url=live_server.url)
    log_in_as(context, administrator)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(f"{page.url}: {said.text}"))
    for url in urls:
        page.goto(url)
        assert [said for said in refused if "Content Security Policy" in said] == []
        axe(page)
        fits_a_phone(page)
        refused.clear()
    context.close()
