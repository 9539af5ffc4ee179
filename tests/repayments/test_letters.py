"""The letter that carries the invoice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from correspondence.models import Letter
from correspondence.outbox import queue_due_letters
from repayments.actions import issue_invoice
from repayments.letters import addressees
from repayments.models import Invoice
from tests.builders import acting, faultless_answers, make_report
from tests.repayments.builders import DRAWS_PDF, NIGHT, make_claim, resubmit

pytestmark = [pytest.mark.django_db, DRAWS_PDF]
everybody = addressees.own_addressees
MORNING = NIGHT + timedelta(hours=6)


def make_invoice(**answers: Any) -> Invoice:
    report = make_report(accepted=True, answers=faultless_answers(**answers))
    return issue_invoice(make_claim(report, decided=True), at=NIGHT)


def make_silent_invoice() -> Invoice:
    """Nothing in the report says whom to write to."""
    report = make_report(accepted=True)
    resubmit(report, faktura_epost="", kontaktperson_epost="")
    return issue_invoice(make_claim(report, decided=True), at=NIGHT)


def queue() -> None:
    queue_due_letters(at=MORNING, only=["repayment_invoice"])


def letters_queued() -> QuerySet[Letter]:
    return Letter.objects.filter(kind="repayment_invoice")


def addresses() -> set[str]:
    return set(letters_queued().values_list("to_email", flat=True))


def test_letter_goes_to_invoice_address_and_contact_person() -> None:
    make_invoice()
    queue()
    assert addresses() == {"faktura@example.se", "anna.lind@example.se"}


def test_contact_person_alone_gets_it_when_no_invoice_address_is_given() -> None:
    make_invoice(faktura_epost="")
    queue()
    assert addresses() == {"anna.lind@example.se"}


def test_the_same_address_twice_gets_one_letter() -> None:
    make_invoice(faktura_epost="Anna.Lind@example.se")
    queue()
    assert letters_queued().count() == 1


def test_letter_is_queued_once_however_often_the_queue_is_filled() -> None:
    make_invoice()
    queue()
    queue()
    assert letters_queued().count() == 2


def test_addressee_that_a_dead_worker_left_out_is_healed(monkeypatch: pytest.MonkeyPatch) -> None:
    make_invoice()
    with monkeypatch.context() as patch:
        patch.setattr(addressees, "own_addressees", lambda invoice: everybody(invoice)[:1])
        queue()
    queue()
    assert letters_queued().count() == 2


def test_letter_carries_the_invoice_and_the_portal_s_own_decision() -> None:
    invoice = make_invoice()
    queue()
    for letter in letters_queued():
        names = letter.attachments.values_list("filename", flat=True)
        assert f"faktura-{invoice.number}.pdf" in names


def test_both_bodies_say_what_to_pay_to_where_and_by_when() -> None:
    invoice = make_invoice()
    queue()
    letter = letters_queued().first()
    assert letter is not None
    for body in (letter.body_text, letter.body_html):
        words = " ".join(body.split())
        for told in ("211 111 kr", "991-2346", invoice.ocr, "15 april 2026", "S2025/00122"):
            assert told in words


def test_subject_says_amount_and_day() -> None:
    make_invoice()
    queue()
    subject = letters_queued().values_list("subject", flat=True)[0]
    assert subject.startswith("Betala tillbaka 211 111 kr senast 15 april: faktura")


def test_invoice_without_any_address_reaches_the_people_of_its_huvudman() -> None:
    invoice = make_silent_invoice()
    ombud = acting(invoice.claim.recipient).user
    queue()
    assert ombud.email in addresses()


def test_invoice_without_address_and_people_reaches_the_registrator() -> None:
    invoice = make_silent_invoice()
    organisation = invoice.claim.organisation
    organisation.memberships.all().delete()
    organisation.registry_email = "registrator@example.se"
    organisation.save()
    queue()
    assert addresses() == {"registrator@example.se"}
