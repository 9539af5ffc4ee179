"""The invoice on paper, made from its snapshot alone."""

from typing import Any

from core.dates import day_and_year, day_in_words
from core.kronor import grouped
from core.transitions import label_of
from correspondence.actions import Filing, store_pdf
from correspondence.models import Direction, Document
from repayments.models import Invoice
from repayments.queries import INVOICE_DOCUMENT
from repayments.snapshot import address_lines

__all__ = ["invoice_document"]

TEMPLATE = "documents/invoice.html"


def invoice_document(invoice: Invoice) -> Document:
    """The invoice as PDF; made on the first call, the same ever after."""
    matter, buyer = invoice.snapshot["matter"], invoice.snapshot["buyer"]
    filing = Filing(
        kind=INVOICE_DOCUMENT,
        about=label_of(invoice),
        case=invoice.claim.case,
        diarienummer=matter["diarienummer"],
        decision_diarienummer=invoice.decision_diarienummer,
        direction=Direction.OUT,
        title=f"Faktura {invoice.number}, återbetalning av statsbidrag, {matter['recipient']}",
        counterpart=buyer["name"],
        filename=f"faktura-{invoice.number}.pdf",
    )
    return store_pdf(filing, template=TEMPLATE, context=_context(invoice), at=invoice.issued_at)


def _context(invoice: Invoice) -> dict[str, Any]:
    matter, buyer, seller = (invoice.snapshot[part] for part in ("matter", "buyer", "seller"))
    return {
        "title": f"Faktura {invoice.number}",
        "dnr": matter["diarienummer"],
        "issued_on": day_and_year(invoice.issued_on),
        "due_day": day_in_words(invoice.due_on),
        "number": invoice.number,
        "ocr": invoice.ocr,
        "amount_kr": invoice.amount_kr,
        "decision_diarienummer": invoice.decision_diarienummer,
        "recipient_lines": address_lines(buyer),
        "matter": matter,
        "buyer": buyer,
        "seller": seller,
        "facts": _facts(invoice),
        "columns": [{"label": "Statsbidraget"}, {"label": "Belopp, kr", "numeric": True}],
        "rows": [
            ["Mottaget", grouped(matter["received_kr"])],
            [
                f"Använt enligt er återrapportering, dnr {matter['report_diarienummer']}",
                grouped(-matter["used_kr"]),
            ],
        ],
        "total": ["Oanvänt, att betala tillbaka", grouped(invoice.amount_kr)],
    }


def _facts(invoice: Invoice) -> list[list[str]]:
    matter, buyer = invoice.snapshot["matter"], invoice.snapshot["buyer"]
    return [
        ["Er referens", buyer["reference"]],
        ["Statsbidrag", f"{matter['grant']}, {matter['year']}"],
        ["Bidragsmottagare", matter["recipient"]],
        ["Regeringsbeslut", f"Dnr {matter['decision_diarienummer']}"],
    ]
