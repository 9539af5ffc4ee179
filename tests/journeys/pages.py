"""What people do on the pages, in words that journeys share."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from playwright.sync_api import Page, expect

from allocations.decided import load_allocations
from core import clock
from core.models import DemoClock
from correspondence.outbox import queue_due_letters, send_waiting_letters
from grants.decided import load_decisions
from organisations.registers import load_registers
from portal.demo import load_demo
from reporting.forms_as_data import load_forms
from tests.builders import APRIL

ROUND = "socialtjanst-rss-2025"


def load_portal() -> None:
    """What `manage.py setup_portal` loads: registers, decisions, allocations, forms, demo."""
    load_registers()
    load_decisions()
    load_allocations(at=APRIL)
    load_forms(at=APRIL)
    load_demo(at=APRIL)


def move_clock(day: date) -> None:
    """Let the demo believe that it is this day."""
    DemoClock.objects.update_or_create(pk=1, defaults={"today": day})


def case_url(rest: str = "", *, round_key: str = ROUND, recipient: str = "RSS-12") -> str:
    """An address below one recipient's grant."""
    return f"/bidrag/{round_key}/{recipient}/{rest}"


def post_office(*kinds: str) -> list[EmailMultiAlternatives]:
    """Queue and send these kinds of letter, as the worker does; returns what went out."""
    before = len(mail.outbox)
    queue_due_letters(at=clock.now(), only=kinds)
    send_waiting_letters(at=clock.now())
    return [m for m in mail.outbox[before:] if isinstance(m, EmailMultiAlternatives)]


def log_in_with_code(page: Page, email: str) -> None:
    """Ask for a code, read it in the mail, write it; for who needs no second step to be in."""
    give_mailed_code(page, email)
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()


def give_mailed_code(page: Page, email: str) -> None:
    """The first step alone."""
    page.goto("/konto/login/")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_role("button", name="Skicka koden").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("input[name=code]")).to_be_visible()
    page.locator("input[name=code]").fill(code_in(mail.outbox[-1].body))
    page.get_by_role("button", name="Logga in").click()


def code_in(text: Any) -> str:
    """The code in a mail: allauth's groups of letters and digits, or the signatory's six digits."""
    match = re.search(r"^\s*([A-Z0-9]{3,4}-[A-Z0-9]{3,4}|\d{6})\s*$", str(text), re.MULTILINE)
    assert match, text
    return match[1]


def link_in(text: Any, *, containing: str) -> str:
    """The path of the link in a mail's text that contains something."""
    match = re.search(rf"https?://[^/\s]+(/\S*{re.escape(containing)}\S*)", str(text))
    assert match, text
    return match[1]


def fill_in_requisition(page: Page, **changes: str) -> None:
    """The requisition's page, for the whole frame unless an `amount_kr` is given.

    The bankgiro stands there already: the one that the register knows.
    """
    answer = "part" if "amount_kr" in changes else "whole"
    page.locator(f"[name=answer][value={answer}]").check()
    values = {
        "invoice_reference": "ZZ1234",
        "contact_name": "Anna Lind",
        "contact_email": "anna.lind@skane.example",
        "contact_phone": "010-123 45 67",
        "approved_by_name": "Karin Ek",
        "approved_by_title": "Direktör",
        **changes,
    }
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def send_in_requisition(page: Page) -> None:
    """The check page: accept the conditions and press the button; the receipt's PDF takes time."""
    page.get_by_label("Vi godtar villkoren").check()
    page.get_by_role("button", name="Skicka in rekvisitionen").click(timeout=60_000)
    expect(page.get_by_role("heading", name="Vi har tagit emot er rekvisition")).to_be_visible()


def fill_in(page: Page, answers: Mapping[str, Any]) -> None:
    """Answer the questions of a page by their keys: text, one choice, or a list of choices."""
    for key, value in answers.items():
        field = page.locator(f"[name='{key}']")
        if isinstance(value, list):
            for one in value:
                page.locator(f"[name='{key}'][value='{one}']").check()
        elif field.first.get_attribute("type") == "radio":
            page.locator(f"[name='{key}'][value='{value}']").check()
        else:
            field.fill(str(value))


def save_and_go_on(page: Page) -> None:
    with page.expect_navigation():
        press_save(page)


def press_save(page: Page) -> None:
    """Where the page stays, because there is no network or nobody is logged in."""
    page.locator("form button[type=submit]", has_text=re.compile("^(Spara och f|F)ortsätt")).click()


def go_on(page: Page, words: str) -> None:
    """Press and wait for the next page: the script saves what is typed before it sends."""
    with page.expect_navigation():
        page.get_by_role("button", name=words).click()
