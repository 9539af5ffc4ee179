"""Taking back invoices."""

from typing import Any

import pytest
from django.db import DatabaseError

from core.errors import NotAllowed, RuleViolated, StaleState
from organisations.models import User
from organisations.roles import StaffRole
from repayments.actions import issue_credit_note, issue_invoice
from repayments.models import CreditNote, Invoice
from tests.builders import make_staff
from tests.repayments.builders import NIGHT, make_claim

pytestmark = pytest.mark.django_db
REASON = "Beloppet sattes ned efter en rättad återrapportering."


@pytest.fixture
def invoice() -> Invoice:
    return issue_invoice(make_claim(decided=True), at=NIGHT)


@pytest.fixture
def ekonom() -> User:
    return make_staff(StaffRole.EKONOM)


def credit(invoice: Invoice, by: User, amount_kr: int = 11_111, **more: Any) -> CreditNote:
    told = {"reason": REASON, "roles": [StaffRole.EKONOM], "at": NIGHT, **more}
    return issue_credit_note(invoice, amount_kr=amount_kr, by=by, **told)


def test_credit_note_refers_back_to_its_invoice(invoice: Invoice, ekonom: User) -> None:
    told = credit(invoice, ekonom).snapshot
    assert told["invoice"]["number"] == invoice.number
    assert told["buyer"] == invoice.snapshot["buyer"]


def test_credit_notes_are_numbered_in_a_series_of_their_own(invoice: Invoice, ekonom: User) -> None:
    numbers = [credit(invoice, ekonom).number for _ in range(2)]
    assert numbers == [2026500001, 2026500002]


def test_the_whole_invoice_may_be_credited(invoice: Invoice, ekonom: User) -> None:
    assert credit(invoice, ekonom, invoice.amount_kr).amount_kr == 211_111


def test_credits_together_are_never_more_than_the_invoice(invoice: Invoice, ekonom: User) -> None:
    credit(invoice, ekonom, 200_000)
    with pytest.raises(RuleViolated, match="mellan 1 kr och 11"):
        credit(invoice, ekonom, 11_112)


def test_credit_without_reason_is_refused(invoice: Invoice, ekonom: User) -> None:
    with pytest.raises(RuleViolated, match="varför"):
        credit(invoice, ekonom, reason=" ")


def test_pressed_twice_makes_one(invoice: Invoice, ekonom: User) -> None:
    first, second = (credit(invoice, ekonom, seen_kr=0) for _ in range(2))
    assert first == second
    assert CreditNote.objects.count() == 1


def test_who_did_not_see_another_s_credit_is_told(invoice: Invoice, ekonom: User) -> None:
    credit(invoice, ekonom, seen_kr=0)
    with pytest.raises(StaleState):
        credit(invoice, make_staff(StaffRole.EKONOM), seen_kr=0)


def test_handlaggare_may_not_credit(invoice: Invoice) -> None:
    with pytest.raises(NotAllowed):
        credit(invoice, make_staff(), roles=[StaffRole.HANDLAGGARE])


def test_refused_credit_gives_its_number_back(invoice: Invoice, ekonom: User) -> None:
    with pytest.raises(RuleViolated):
        credit(invoice, ekonom, reason="\x02")
    assert credit(invoice, ekonom).number == 2026500001


def test_credit_note_cannot_be_changed(invoice: Invoice, ekonom: User) -> None:
    made = credit(invoice, ekonom)
    with pytest.raises(DatabaseError, match="append_only"):
        CreditNote.objects.filter(pk=made.pk).update(amount_kr=1)
