"""Money used against the conditions comes back: proposal, answer, decision, invoice, payment.

The handläggare proposes, tells and decides; the recipient answers; the portal invoices and
reminds; the ekonom credits what is left. The report that it begins with also leaves money unused,
which the portal claims by itself.
"""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from core import clock
from core.admin_base import admin_url
from organisations.roles import StaffRole
from repayments.balance import balance_of
from repayments.dunning_sweeps import sweep_demands
from repayments.models import Claim, DunningStep, Ground, Invoice
from repayments.sweeps import sweep_claims
from reporting.models import Report
from tests.builders import acting, make_report, make_staff
from tests.journeys.conftest import IN_PASSING, Check, Somebody
from tests.journeys.pages import go_on, move_clock, post_office
from tests.repayments.builders import DRAWS_PDF
from tests.repayments.paying import money, pay

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), DRAWS_PDF]
WHY = "Lönerna avser en insats som redan har annat offentligt stöd."
ANSWER = "Hälften av lönerna hörde till bidragets insats."


@IN_PASSING
def test_claim_is_answered_reduced_invoiced_part_paid_reminded_of_and_credited(
    somebody: Somebody, looked_at: Check
) -> None:
    report = make_report(accepted=True)
    DunningStep.objects.get_or_create(round=report.round, number=1, defaults={"days_after_due": 7})
    move_clock(date(2026, 3, 16))
    sweep_claims(at=clock.now())
    hanna, emil = make_staff(), make_staff(StaffRole.EKONOM)
    anna = acting(report.recipient).user
    with somebody(hanna.email) as page:
        _propose_and_tell(page, report, looked_at)
    claim = Claim.objects.get(ground=Ground.AGAINST_CONDITIONS)
    with somebody(anna.email) as page:
        _answer(page, looked_at)
    with somebody(hanna.email) as page:
        _reduce(page, claim, looked_at)
    invoice = _invoiced_and_part_paid(claim)
    _reminded(invoice)
    with somebody(emil.email) as page:
        _credit_the_rest(page, invoice, looked_at)
    assert balance_of(invoice).open == 0


def _propose_and_tell(page: Page, report: Report, looked_at: Check) -> None:
    page.goto(reverse("admin:repayments_claim_grounds"))
    looked_at(page)
    page.get_by_label("Återrapporteringens diarienummer").fill(report.diarienummer)
    page.get_by_role("button", name="Föreslå återkrav").click()
    page.get_by_label("Belopp att kräva tillbaka").fill("100 000")
    page.get_by_label("Skäl").fill(WHY)
    page.get_by_role("button", name="Föreslå återkravet").click()
    page.get_by_role("link", name="Kommunicera med mottagaren").click()
    page.get_by_role("button", name="Kommunicera med mottagaren").click()
    expect(page.get_by_text("går ut strax").first).to_be_visible()
    [letter, *_] = post_office("claim_hearing")
    assert WHY in str(letter.body)


def _answer(page: Page, looked_at: Check) -> None:
    page.goto("/mina-uppgifter/")
    page.get_by_role("link", name="Yttra er").first.click()
    looked_at(page)
    page.get_by_label("Ert yttrande").fill(ANSWER)
    go_on(page, "Granska yttrandet")
    looked_at(page)
    page.get_by_role("button", name="Skicka in yttrandet").click()
    expect(page.get_by_text("Ert yttrande är inskickat")).to_be_visible()


def _reduce(page: Page, claim: Claim, looked_at: Check) -> None:
    page.goto(admin_url(claim))
    expect(page.get_by_text(ANSWER)).to_be_visible()
    page.get_by_role("link", name="Besluta", exact=True).click()
    page.get_by_label("Nedsatt belopp").check()
    page.get_by_label("Belopp, om det är nedsatt").fill("60 000")
    page.get_by_label("Skäl för beslutet").fill("En del av lönerna hör till insatsen.")
    page.get_by_role("button", name="Besluta").click()
    expect(page.get_by_text("Beslutet är fattat").first).to_be_visible()
    looked_at(page)


def _invoiced_and_part_paid(claim: Claim) -> Invoice:
    """The portal writes the invoice, and 20 000 of 60 000 kr come in."""
    sweep_claims(at=clock.now())
    invoice = Invoice.objects.get(claim=claim)
    assert invoice.amount_kr == 60_000
    pay(money(20_000, invoice.ocr))
    return invoice


def _reminded(invoice: Invoice) -> None:
    """A week after it fell due."""
    move_clock(date(2026, 4, 22))
    sweep_demands(at=clock.now())
    assert invoice.demands.get().open_amount == 40_000
    before = len(mail.outbox)
    post_office("payment_demand")
    assert any(invoice.ocr in str(one.body) for one in mail.outbox[before:])


def _credit_the_rest(page: Page, invoice: Invoice, looked_at: Check) -> None:
    page.goto(f"{reverse('admin:repayments_invoice_credit', args=[invoice.pk])}?belopp=40000")
    page.get_by_label("Skäl").fill("Beslutet är omprövat.")
    looked_at(page)
    page.get_by_role("button", name="Kreditera").click()
    expect(page.get_by_text("Kreditfaktura").first).to_be_visible()
