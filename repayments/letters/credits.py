"""The letter that carries a credit note."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Q
from django.urls import reverse

from core.kronor import with_unit
from core.transitions import label_of
from correspondence.models import Document, Letter
from correspondence.plan import Due, LetterKind
from correspondence.queries import without_letter
from repayments.balance import Balance, balance_of, kronor_and_ore, with_balance
from repayments.documents import credit_document
from repayments.letters.addressees import with_addressees
from repayments.models import CreditNote, Invoice

__all__ = ["KINDS"]

CREDIT_LETTER = "repayment_credit"
HEALING = timedelta(days=14)


def _credits(today: date) -> Iterator[Due]:
    unwritten = without_letter(CreditNote.objects.all(), kind=CREDIT_LETTER)
    due = Q(pk__in=unwritten.values("pk")) | Q(issued_on__gte=today - HEALING)
    credits = list(CreditNote.objects.with_case().filter(due))
    reached = with_addressees(credit.invoice for credit in credits)
    invoices = Invoice.objects.filter(pk__in={credit.invoice_id for credit in credits})
    balances = {invoice.pk: balance_of(invoice) for invoice in with_balance(invoices)}
    for credit, (_, to) in zip(credits, reached, strict=True):
        matter = credit.snapshot["matter"]
        yield Due(
            about=label_of(credit),
            case=credit.invoice.claim.case,
            diarienummer=matter["diarienummer"],
            due_on=credit.issued_on,
            to=to,
            reply_to=matter["contact_email"],
            context=_context(credit, balances[credit.invoice_id]),
            attachments=partial(_attachments, credit),
        )


def _attachments(credit: CreditNote, _at: datetime) -> list[Document]:
    return [credit_document(credit)]


def _context(credit: CreditNote, balance: Balance) -> dict[str, object]:
    invoice = credit.invoice
    claim = invoice.claim
    grant = {"round_key": claim.round.key, "recipient_code": claim.recipient.code}
    amount = with_unit(credit.amount_kr)
    return {
        "round": claim.round,
        "credit": credit,
        "invoice": invoice,
        "matter": credit.snapshot["matter"],
        "seller": credit.snapshot["seller"],
        "amount": amount,
        "left": kronor_and_ore(balance.open) if balance.open > 0 else "",
        "facts": [
            ("Krediterat belopp", amount),
            ("Krediterar faktura", invoice.number),
            ("Kreditfakturans nummer", credit.number),
            ("Er referens", credit.snapshot["buyer"]["reference"]),
        ],
        "path": reverse("portal:grant", kwargs=grant),
    }


def _always_wanted(letter: Letter) -> str | None:
    return None


KINDS = (LetterKind(CREDIT_LETTER, _credits, _always_wanted, label="Fakturan krediteras"),)
