"""The letter that reminds of an unpaid invoice; asked again at sending whether it is right."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Q
from django.urls import reverse

from banking import bankgiro
from core import clock
from core.dates import day_and_month, day_in_words, day_of
from core.transitions import label_of
from correspondence.models import Document, Letter
from correspondence.plan import Due, LetterKind
from correspondence.queries import without_letter
from repayments.balance import kronor_and_ore
from repayments.documents import demand_document
from repayments.letters.addressees import with_addressees
from repayments.models import Demand
from repayments.queries import still_demanded

__all__ = ["KINDS"]

DEMAND_LETTER = "payment_demand"
HEALING = timedelta(days=14)


def _demands(today: date) -> Iterator[Due]:
    unwritten = without_letter(Demand.objects.all(), kind=DEMAND_LETTER)
    due = Q(pk__in=unwritten.values("pk")) | Q(demanded_at__date__gte=today - HEALING)
    rows = Demand.objects.select_related(
        "invoice__claim__round__grant",
        "invoice__claim__recipient",
        "invoice__claim__organisation",
        "invoice__claim__report",
        "invoice__claim__submission",
    )
    demands = list(rows.filter(due))
    reached = with_addressees(demand.invoice for demand in demands)
    for demand, (invoice, to) in zip(demands, reached, strict=True):
        matter = invoice.snapshot["matter"]
        yield Due(
            about=label_of(demand),
            case=invoice.claim.case,
            diarienummer=matter["diarienummer"],
            due_on=day_of(demand.demanded_at),
            to=to,
            reply_to=matter["contact_email"],
            context=_context(demand),
            attachments=partial(_attachments, demand),
        )


def _attachments(demand: Demand, _at: datetime) -> list[Document]:
    return [demand_document(demand)]


def _context(demand: Demand) -> dict[str, object]:
    invoice = demand.invoice
    claim, seller = invoice.claim, invoice.snapshot["seller"]
    amount, due_day = kronor_and_ore(demand.open_amount), day_in_words(demand.pay_by)
    grant = {"round_key": claim.round.key, "recipient_code": claim.recipient.code}
    return {
        "round": claim.round,
        "short_name": f"faktura {invoice.number}",
        "invoice": invoice,
        "matter": invoice.snapshot["matter"],
        "seller": seller,
        "amount": amount,
        "due_day": due_day,
        "short_due_day": day_and_month(demand.pay_by),
        "first_due_day": day_in_words(invoice.due_on),
        "facts": [
            ("Kvar att betala", amount),
            *([("Ränta", kronor_and_ore(demand.interest))] if demand.interest else []),
            ("Till bankgiro", bankgiro.printed(seller["bankgiro"])),
            ("OCR-nummer", invoice.ocr),
            ("Senast", due_day),
            ("Fakturanummer", invoice.number),
            ("Er referens", invoice.snapshot["buyer"]["reference"]),
        ],
        "path": reverse("portal:grant", kwargs=grant),
    }


def _still_unpaid(letter: Letter) -> str | None:
    demand = Demand.objects.get(pk=letter.about.rpartition(":")[2])
    if still_demanded(demand.invoice_id, clock.today()):
        return None
    return "Fakturan är betald, krediterad eller har uppehåll i påminnelserna."


KINDS = (
    LetterKind(
        DEMAND_LETTER,
        _demands,
        _still_unpaid,
        label="Påminnelse om att betala återkravet",
        waits_for_morning=True,
    ),
)
