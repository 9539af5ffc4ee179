"""Money leaves by two pairs of eyes: three of the agency's staff, and the recipient who sees it.

The handläggare approves, the ekonom prepares and can't attest, the attestant attests, the ekonom
takes the file to the bank and reads what the bank answers. The lists and the dossier are looked at
in tests/admin/test_accessibility.py.
"""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from banking import demo_bank
from core import clock
from grants.models import Round
from organisations.models import Recipient, User
from organisations.roles import StaffRole
from requisitions.models import Requisition
from tests.admin.pages import list_url
from tests.builders import make_requisition, make_staff
from tests.journeys.conftest import Check, Somebody
from tests.journeys.pages import ROUND, case_url, load_portal

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.proof
def test_two_pairs_of_eyes_and_the_bank_s_word_make_it_paid(
    live_server: LiveServer, somebody: Somebody, looked_at: Check, tmp_path: Path
) -> None:
    load_portal()
    skane = Recipient.objects.get(code="RSS-12")
    account = skane.huvudman_on(date(2025, 1, 1)).bankgiro
    make_requisition(Round.objects.get(key=ROUND), skane, bankgiro=account)
    with somebody("hanna@socialstyrelsen.example") as hanna:
        _approve(hanna)
    with (
        somebody("emil@socialstyrelsen.example") as emil,
        somebody("astrid@socialstyrelsen.example") as astrid,
    ):
        batch = _prepare(emil, looked_at)
        _can_not_attest(emil, batch)
        _attest(astrid, batch, looked_at)
        file = _fetch_and_send(emil, batch, tmp_path, looked_at)
        _read_the_answer(emil, file, looked_at)
    with somebody("anna.lind@skane.example") as anna:
        anna.goto(case_url())
        expect(anna.get_by_text("Utbetalt").first).to_be_visible()


def _approve(page: Page) -> None:
    page.goto(list_url(Requisition, "lage=godkanna"))
    page.get_by_role("link", name="RSS Skåne").first.click()
    page.get_by_role("button", name="Godkänn").click()
    expect(page.get_by_text("utbetalningen är planerad").first).to_be_visible()


def _prepare(page: Page, looked_at: Check) -> str:
    page.goto("/admin/")
    page.get_by_role("link", name="Utbetalningar att lägga i underlag").click()
    page.get_by_role("link", name="Upprätta underlag").click()
    looked_at(page)
    page.get_by_role("button", name="Upprätta underlag").click()
    expect(page.get_by_text("En annan person ska attestera det").first).to_be_visible()
    looked_at(page)
    return page.url


def _can_not_attest(page: Page, batch: str) -> None:
    """Neither is there a button, nor does a forced address help; also if she is an attestant."""
    emil = User.objects.get(email="emil@socialstyrelsen.example")
    emil.groups.add(make_staff(StaffRole.ATTESTANT).groups.get())
    page.goto(batch)
    expect(page.get_by_role("link", name="Attestera", exact=True)).to_have_count(0)
    page.goto(batch.replace("change", "do/attest"))
    expect(page.get_by_text("Du har själv upprättat underlaget")).to_be_visible()


def _attest(page: Page, batch: str, looked_at: Check) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Underlag att attestera").click()
    page.goto(batch)
    page.get_by_role("link", name="Attestera", exact=True).click()
    looked_at(page)
    page.get_by_role("button", name="Attestera").click()
    expect(page.get_by_text("Underlaget är attesterat").first).to_be_visible()


def _fetch_and_send(page: Page, batch: str, where: Path, looked_at: Check) -> Path:
    page.goto(batch)
    with page.expect_download() as fetched:
        page.get_by_role("link", name=".xml").first.click()
    order = where / "order.xml"
    fetched.value.save_as(order)
    page.get_by_role("link", name="Markera som skickat till banken").click()
    page.get_by_role("button", name="Markera som skickat till banken").click()
    expect(page.get_by_text("Läs in bankens svar när det kommer").first).to_be_visible()
    looked_at(page)
    answer = where / "svar.xml"
    now = clock.now()
    answer.write_bytes(demo_bank.settlement(order.read_bytes(), booked_on=now.date(), at=now))
    return answer


def _read_the_answer(page: Page, answer: Path, looked_at: Check) -> None:
    page.get_by_role("link", name="Läs in svar från banken").click()
    looked_at(page)
    page.get_by_label("Fil från banken").set_input_files(answer)
    page.get_by_role("button", name="Läs in").click()
    expect(page.get_by_text("1 utbetalning är betald")).to_be_visible()
    looked_at(page)
    page.goto(reverse("admin:requisitions_paymentbatch_appropriation"))
    looked_at(page)
