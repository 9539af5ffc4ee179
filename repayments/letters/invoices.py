"""The letter that carries the invoice."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Q
from django.urls import reverse

from banking import bankgiro
from core.dates import day_and_month, day_in_words
from core.kronor import with_unit
from core.transitions import label_of
from correspondence.models import Document, Letter
from correspondence.plan import Due, LetterKind
from correspondence.queries import without_letter
from repayments.documents import decision_document, invoice_document
from repayments.letters.addressees import with_addressees
from repayments.models import Invoice

__all__ = ["KINDS"]

INVOICE_LETTER = "repayment_invoice"

# Younger invoices are yielded again although they have a letter: should a worker have died
# between two addressees, the second one is queued now.
HEALING = timedelta(days=14)


def _invoices(today: date) -> Iterator[Due]:
    unwritten = without_letter(Invoice.objects.all(), kind=INVOICE_LETTER)
    due = Q(pk__in=unwritten.values("pk")) | Q(issued_on__gte=today - HEALING)
    for invoice, to in with_addressees(Invoice.objects.with_case().filter(due)):
        matter = invoice.snapshot["matter"]
        yield Due(
            about=label_of(invoice),
            case=invoice.claim.case,
            diarienummer=matter["diarienummer"],
            due_on=invoice.issued_on,
            to=to,
            reply_to=matter["contact_email"],
            context=_context(invoice),
            attachments=partial(_attachments, invoice),
        )


def _attachments(invoice: Invoice, _at: datetime) -> list[Document]:
    """The invoice; with it the portal's own decision, which has no letter of its own."""
    decision = invoice.claim.decision
    own = [decision_document(decision)] if decision.decided_by_id is None else []
    return [invoice_document(invoice), *own]


def _context(invoice: Invoice) -> dict[str, object]:
    claim, seller = invoice.claim, invoice.snapshot["seller"]
    amount, due_day = with_unit(invoice.amount_kr), day_in_words(invoice.due_on)
    # The grant's page is portal's, which reads every app.
    grant = {"round_key": claim.round.key, "recipient_code": claim.recipient.code}
    return {
        "round": claim.round,
        "short_name": f"faktura {invoice.number}",
        "invoice": invoice,
        "matter": invoice.snapshot["matter"],
        "seller": seller,
        "amount": amount,
        "due_day": due_day,
        "short_due_day": day_and_month(invoice.due_on),
        "facts": [
            ("Belopp", amount),
            ("Till bankgiro", bankgiro.printed(seller["bankgiro"])),
            ("OCR-nummer", invoice.ocr),
            ("Senast", due_day),
            ("Fakturanummer", invoice.number),
            ("Er referens", invoice.snapshot["buyer"]["reference"]),
        ],
        "path": reverse("portal:grant", kwargs=grant),
    }


def _always_wanted(letter: Letter) -> str | None:
    return None


KINDS = (LetterKind(INVOICE_LETTER, _invoices, _always_wanted, label="Faktura för återkrav"),)
