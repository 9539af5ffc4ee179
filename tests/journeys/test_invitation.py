"""The ombud invites an uppgiftssamordnare: she fills in but can't submit, the representant does."""

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from organisations.models import Membership
from organisations.roles import OrganisationRole
from requisitions.models import Requisition
from tests.builders import make_member, make_recipient, make_round
from tests.journeys.conftest import Check, Somebody
from tests.journeys.pages import (
    case_url,
    code_in,
    fill_in_requisition,
    link_in,
    post_office,
    send_in_requisition,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NEW = "mia.berg@example.se"


@pytest.fixture(autouse=True)
def _huvudman_of_skane() -> None:
    """An ombud and a representant; the ombud has begun, since the invited may not."""
    make_round()
    recipient = make_recipient("RSS-12")
    make_member(recipient, OrganisationRole.OMBUD, email="ombud@example.se")
    make_member(recipient, OrganisationRole.REPRESENTANT, email="representant@example.se")


@pytest.mark.proof
def test_an_invited_uppgiftssamordnare_fills_in_and_the_representant_submits(
    page: Page, somebody: Somebody, looked_at: Check
) -> None:
    with somebody("ombud@example.se") as ombud:
        _invite(ombud, looked_at)
        _begin(ombud)
    _accept(page, looked_at)
    _log_in(page)
    _fill_in_but_not_submit(page, looked_at)
    with somebody("representant@example.se") as representant:
        _submit(representant)
    with somebody("ombud@example.se") as ombud:
        _change_and_remove(ombud, looked_at)
    page.goto(case_url())
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sidan finns inte")


def _invite(page: Page, looked_at: Check) -> None:
    page.goto("/mina-uppgifter/")
    page.get_by_role("link", name="Organisationen").click()
    looked_at(page)
    page.get_by_role("link", name="Bjud in en person").click()
    looked_at(page)
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.locator(".error-summary li")).to_have_count(2)
    looked_at(page)
    page.get_by_label("E-postadress").fill(NEW)
    page.get_by_role("radio", name="Uppgiftssamordnare:").check()
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_text(f"Inbjudan till {NEW} skickas")).to_be_visible()
    looked_at(page)


def _begin(page: Page) -> None:
    page.goto(case_url("rekvisition/"))
    page.get_by_role("button", name="Spara utkast").click()


def _accept(page: Page, looked_at: Check) -> None:
    (letter,) = post_office("invitation")
    assert letter.to == [NEW]
    page.goto(link_in(letter.body, containing="inbjudan/"))
    looked_at(page)
    page.get_by_role("button", name="Tacka ja").click()
    expect(page.locator(".error-summary li")).to_have_count(2)
    looked_at(page)
    page.get_by_label("Förnamn").fill("Mia")
    page.get_by_label("Efternamn").fill("Berg")
    page.get_by_role("button", name="Tacka ja").click()
    expect(page.get_by_role("heading", name="Du har tackat ja")).to_be_visible()
    looked_at(page)


def _log_in(page: Page) -> None:
    """With the button of the page she is on: the code goes to the invitation's address."""
    page.get_by_role("button", name="Skicka koden").click()
    page.locator("input[name=code]").fill(code_in(mail.outbox[-1].body))
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name="Mina uppgifter")).to_be_visible()


def _fill_in_but_not_submit(page: Page, looked_at: Check) -> None:
    page.goto(case_url("rekvisition/"))
    fill_in_requisition(page)
    page.get_by_role("button", name="Granska").click()
    expect(page.get_by_text("Be ert ombud eller er representant att skicka in")).to_be_visible()
    expect(page.get_by_role("button", name="Skicka in rekvisitionen")).to_have_count(0)
    looked_at(page)
    page.get_by_role("link", name="Organisationen").click()
    expect(page.get_by_role("link", name="Bjud in en person")).to_have_count(0)
    looked_at(page)


def _submit(page: Page) -> None:
    page.goto(case_url("rekvisition/granska/"))
    send_in_requisition(page)
    by_her = Requisition.objects.filter(submitted_by__email="representant@example.se")
    assert by_her.count() == 1


def _change_and_remove(page: Page, looked_at: Check) -> None:
    page.goto("/organisation/")
    looked_at(page)
    page.get_by_role("link", name="Ändra rollen för Mia Berg").click()
    looked_at(page)
    page.get_by_role("radio", name="Representant:").check()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Rollen för Mia Berg är sparad")).to_be_visible()
    page.get_by_role("link", name="Ta bort Mia Berg").click()
    looked_at(page)
    page.get_by_role("button", name="Ta bort Mia Berg").click()
    expect(page.get_by_text("Mia Berg hör inte längre till organisationen")).to_be_visible()
    assert not Membership.objects.filter(user__email=NEW).exists()
    page.get_by_role("link", name="Visa alla ändringar").click()
    looked_at(page)
    page.go_back()
    page.get_by_role("link", name="Lämna organisationen").click()
    looked_at(page)
    page.go_back()
    page.get_by_role("link", name="Ta bort organisationen").click()
    looked_at(page)
