"""The invoice on paper, made from its snapshot alone."""

from typing import Any

from core.dates import day_and_year, day_in_words
from core.kronor import grouped
from correspondence.actions import Filing, store_pdf
from correspondence.models import Document
from correspondence.pdf import Attached
from repayments.documents.xml import file_name, filing_of, peppol_document
from repayments.models import CreditNote, Ground, Invoice
from repayments.queries import INVOICE_DOCUMENT
from repayments.snapshot import address_lines

__all__ = ["invoice_document", "store_with_file"]

TEMPLATE = "documents/invoice.html"


def invoice_document(invoice: Invoice) -> Document:
    """The PDF with its Peppol file inside; made on the first call, the same ever after."""
    filing = filing_of(invoice, INVOICE_DOCUMENT, "pdf")
    return store_with_file(filing, invoice, template=TEMPLATE, context=_context(invoice))


def store_with_file(
    filing: Filing, document: Invoice | CreditNote, *, template: str, context: dict[str, Any]
) -> Document:
    """The PDF, carrying the same file as the access point gets."""
    with peppol_document(document).file.open("rb") as file:
        carried = Attached(file_name(document, "xml"), file.read(), "Peppol BIS Billing 3.0")
    return store_pdf(
        filing, template=template, context=context, at=document.issued_at, attached=[carried]
    )


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
        **_sums(invoice),
    }


def _sums(invoice: Invoice) -> dict[str, Any]:
    """How the amount came about: the recipient's own figures, or what was decided."""
    matter, total = invoice.snapshot["matter"], grouped(invoice.amount_kr)
    own_figure = matter["ground"] == Ground.UNUSED and matter["unused_kr"] == invoice.amount_kr
    columns = [{"label": "Statsbidraget"}, {"label": "Belopp, kr", "numeric": True}]
    if not own_figure:
        [line] = invoice.snapshot["lines"]
        decided = f"{line['text']}, beslut dnr {matter['diarienummer']}"
        rows, last = [[decided, total]], "Att betala tillbaka"
    else:
        used = f"Använt enligt er återrapportering, dnr {matter['report_diarienummer']}"
        rows = [
            ["Mottaget", grouped(matter["received_kr"])],
            [used, grouped(-matter["used_kr"])],
        ]
        last = "Oanvänt, att betala tillbaka"
    return {"own_figure": own_figure, "columns": columns, "rows": rows, "total": [last, total]}


def _facts(invoice: Invoice) -> list[list[str]]:
    matter, buyer = invoice.snapshot["matter"], invoice.snapshot["buyer"]
    return [
        ["Er referens", buyer["reference"]],
        ["Statsbidrag", f"{matter['grant']}, {matter['year']}"],
        ["Bidragsmottagare", matter["recipient"]],
        ["Regeringsbeslut", f"Dnr {matter['decision_diarienummer']}"],
    ]
