"""A claim whose invoice can't be written: the recipient is asked, and fills in what is missing."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from correspondence.models import Letter
from correspondence.outbox import queue_due_letters
from correspondence.plan import kinds
from organisations.roles import OrganisationRole
from repayments.actions import issue_invoice
from repayments.models import Claim
from tests.builders import acting, make_member, make_recipient, make_report
from tests.repayments.builders import DRAWS_PDF, NIGHT, make_claim, resubmit

pytestmark = [pytest.mark.django_db, DRAWS_PDF]
TYPED = {
    "reference": "REF 7", "address": "Box 1", "postal_code": "221 00", "postal_town": "Lund",
}  # fmt: skip


@pytest.fixture
def claim() -> Claim:
    report = make_report(accepted=True)
    resubmit(report, faktura_postort="")
    return make_claim(report, decided=True)


@pytest.fixture
def ombud(client: Client, claim: Claim) -> Client:
    client.force_login(acting(claim.recipient).user)
    return client


def url(claim: Claim) -> str:
    return reverse("repayments:details", args=[claim.round.key, claim.recipient.code, claim.pk])


def asked() -> list[Letter]:
    queue_due_letters(at=NIGHT, only=["claim_details"])
    return list(Letter.objects.filter(kind="claim_details"))


def test_recipient_is_written_to_once_with_what_is_missing_and_where(claim: Claim) -> None:
    letters = asked()
    assert letters == asked()
    assert letters
    for body in (letters[0].body_text, letters[0].body_html):
        assert "postort till fakturaadressen" in body
        assert url(claim) in body


def test_letter_is_not_sent_once_nothing_is_missing(ombud: Client, claim: Claim) -> None:
    letter = asked()[0]
    ombud.post(url(claim), TYPED)
    assert kinds()["claim_details"].unwanted(letter) == "Fakturauppgifterna är redan ifyllda."


def test_grant_page_leads_to_what_is_missing(ombud: Client, claim: Claim) -> None:
    page = ombud.get(f"/bidrag/{claim.round.key}/{claim.recipient.code}/").content.decode()
    assert f'href="{url(claim)}"' in page
    assert "postort till fakturaadressen" in ombud.get(url(claim)).content.decode()


def test_what_is_filled_in_stands_on_the_invoice(ombud: Client, claim: Claim) -> None:
    page = ombud.post(url(claim), TYPED, follow=True).content.decode()
    assert "Tack, uppgifterna är sparade" in page
    buyer = issue_invoice(claim, at=NIGHT).snapshot["buyer"]
    assert (buyer["postal_town"], buyer["reference"]) == ("Lund", "REF 7")


def test_second_click_changes_nothing(ombud: Client, claim: Claim) -> None:
    ombud.post(url(claim), TYPED)
    page = ombud.post(url(claim), {**TYPED, "reference": "Annan"}, follow=True).content.decode()
    assert "Inget ändrades." in page
    assert not claim.invoice_details.filter(value="Annan").exists()


def test_what_peppol_would_refuse_is_said_at_its_field(ombud: Client, claim: Claim) -> None:
    page = ombud.post(url(claim), {**TYPED, "electronic_address": "9955:SE21"}).content.decode()
    assert "Skriv den elektroniska adressen som" in page
    assert not claim.invoice_details.exists()


def test_claim_that_lacks_nothing_has_no_such_page(client: Client) -> None:
    claim = make_claim(decided=True)
    client.force_login(acting(claim.recipient).user)
    assert client.get(url(claim)).status_code == 302
    assert list(kinds()["claim_details"].due(date(2026, 3, 16))) == []


def test_claim_of_somebody_else_does_not_exist(client: Client, claim: Claim) -> None:
    client.force_login(make_member(make_recipient("RSS-09"), OrganisationRole.OMBUD))
    assert client.get(url(claim)).status_code == 404
