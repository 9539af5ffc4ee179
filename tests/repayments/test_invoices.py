"""Issuing the invoice of a claim."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import override_settings

from banking import ocr
from core import transitions
from core.errors import RuleViolated, StaleState
from repayments.actions import invoices, issue_invoice
from repayments.models import Claim, Invoice
from repayments.queries import missing_invoice_data
from tests.builders import make_report, make_requisition
from tests.repayments.builders import NIGHT, make_claim, make_owing_reports, resubmit

pytestmark = pytest.mark.django_db
NO_ADDRESS: dict[str, Any] = dict.fromkeys(
    ["faktura_adress", "faktura_postnummer", "faktura_postort"], ""
)


def make_claims(count: int) -> list[Claim]:
    return [make_claim(report, decided=True) for report in make_owing_reports(count)]


def make_claim_lacking_reference() -> Claim:
    requisition = make_requisition(paid=True, invoice_reference="")
    report = make_report(requisition, accepted=True)
    resubmit(report, faktura_referens="  ")
    return make_claim(report, decided=True)


def test_invoice_asks_for_the_claim_by_a_day_when_banks_are_open() -> None:
    invoice = issue_invoice(make_claim(decided=True), at=NIGHT)
    assert invoice.amount_kr == 211_111
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 3, 16), date(2026, 4, 15))


def test_numbers_of_a_year_follow_each_other() -> None:
    numbers = [issue_invoice(claim, at=NIGHT).number for claim in make_claims(3)]
    assert numbers == [2026000001, 2026000002, 2026000003]


def test_each_year_begins_a_series_by_swedish_time() -> None:
    new_year = datetime.fromisoformat("2026-12-31T23:30:00+00:00")
    invoice = issue_invoice(make_claim(decided=True), at=new_year)
    assert (invoice.number, invoice.issued_on) == (2027000001, date(2027, 1, 1))


def test_failure_after_the_number_is_taken_gives_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    failing, other = make_claims(2)
    with monkeypatch.context() as patch:
        patch.setattr(invoices, "make_ocr", lambda number: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            issue_invoice(failing, at=NIGHT)
    assert issue_invoice(other, at=NIGHT).number == 2026000001
    assert issue_invoice(failing, at=NIGHT).number == 2026000002


def test_reference_for_payment_is_made_of_the_number() -> None:
    invoice = issue_invoice(make_claim(decided=True), at=NIGHT)
    assert ocr.is_valid(invoice.ocr)
    assert invoice.ocr.startswith(str(invoice.number))


def test_second_invoice_on_the_same_claim_is_refused() -> None:
    claim = make_claim(decided=True)
    issue_invoice(claim, at=NIGHT)
    with pytest.raises(StaleState):
        issue_invoice(claim, at=NIGHT)


def test_invoicing_leaves_an_event() -> None:
    claim = issue_invoice(make_claim(decided=True), at=NIGHT).claim
    event = transitions.history(claim).last()
    assert event is not None
    assert (event.action, event.to_status) == ("issue_invoice", "invoiced")


def test_snapshot_holds_the_buyer_of_question_6() -> None:
    report = make_report(accepted=True)
    resubmit(report, faktura_referens="REF-4711", faktura_elektronisk_adress="0007:2120000142")
    buyer = issue_invoice(make_claim(report, decided=True), at=NIGHT).snapshot["buyer"]
    assert (buyer["address"], buyer["reference"]) == ("Fakturavägen 2", "REF-4711")
    assert buyer["electronic_address"] == "0007:2120000142"


def test_requisition_and_its_huvudman_say_what_the_form_does_not() -> None:
    report = make_report(accepted=True)
    resubmit(report, faktura_referens="", **NO_ADDRESS)
    buyer = issue_invoice(make_claim(report, decided=True), at=NIGHT).snapshot["buyer"]
    assert buyer["address"] == report.organisation.postal_address
    assert buyer["reference"] == report.requisition.invoice_reference


def test_snapshot_stays_when_the_register_changes() -> None:
    invoice = issue_invoice(make_claim(decided=True), at=NIGHT)
    name = invoice.claim.organisation.name
    invoice.claim.organisation.name = "Nytt namn"
    invoice.claim.organisation.save()
    invoice.refresh_from_db()
    assert invoice.snapshot["buyer"]["name"] == name


def test_missing_reference_stops_the_invoice_and_is_named() -> None:
    with pytest.raises(RuleViolated, match="fakturareferens") as refused:
        issue_invoice(make_claim_lacking_reference(), at=NIGHT)
    assert [violation.field for violation in refused.value.violations] == ["reference"]


def test_half_an_address_is_not_filled_up_from_the_register() -> None:
    report = make_report(accepted=True)
    resubmit(report, faktura_postort="")
    with pytest.raises(RuleViolated) as refused:
        issue_invoice(make_claim(report, decided=True), at=NIGHT)
    assert [violation.field for violation in refused.value.violations] == ["postal_town"]


def test_claim_without_invoice_data_stays_in_the_work_list() -> None:
    with pytest.raises(RuleViolated):
        issue_invoice(make_claim_lacking_reference(), at=NIGHT)
    [waiting] = Claim.objects.with_case().to_invoice()
    assert [lacking.field for lacking in missing_invoice_data(waiting)] == ["reference"]


def test_invoice_cannot_be_updated() -> None:
    invoice = issue_invoice(make_claim(decided=True), at=NIGHT)
    with pytest.raises(DatabaseError, match="append_only"):
        Invoice.objects.filter(pk=invoice.pk).update(amount_kr=1)


def test_invoice_cannot_be_deleted() -> None:
    invoice = issue_invoice(make_claim(decided=True), at=NIGHT)
    with pytest.raises(DatabaseError, match="append_only"):
        invoice.delete()


@override_settings(AGENCY={"bankgiro": "5050-1055"})
def test_bankgiro_comes_from_the_setting_when_there_is_one() -> None:
    seller = issue_invoice(make_claim(decided=True), at=NIGHT).snapshot["seller"]
    assert (seller["bankgiro"], seller["is_demo"]) == ("50501055", False)
