"""The credit note on paper, made from its snapshot alone."""

from datetime import date
from typing import Any

from core.dates import day_and_year
from core.kronor import grouped
from correspondence.models import Document
from repayments.documents.invoices import store_with_file
from repayments.documents.xml import filing_of
from repayments.models import CreditNote
from repayments.queries import CREDIT_DOCUMENT
from repayments.snapshot import address_lines

__all__ = ["credit_document"]

TEMPLATE = "documents/credit_note.html"


def credit_document(credit: CreditNote) -> Document:
    """The credit note as PDF with its Peppol file inside; made once, the same ever after."""
    filing = filing_of(credit, CREDIT_DOCUMENT, "pdf")
    return store_with_file(filing, credit, template=TEMPLATE, context=_context(credit))


def _context(credit: CreditNote) -> dict[str, Any]:
    told = credit.snapshot
    matter, buyer, invoice = told["matter"], told["buyer"], told["invoice"]
    invoiced_on = day_and_year(date.fromisoformat(invoice["issued_on"]))
    return {
        "title": f"Kreditfaktura {credit.number}",
        "dnr": matter["diarienummer"],
        "number": credit.number,
        "invoice": invoice,
        "invoiced_on": invoiced_on,
        "amount_kr": credit.amount_kr,
        "reason": credit.reason,
        "recipient_lines": address_lines(buyer),
        "matter": matter,
        "seller": told["seller"],
        "facts": [
            ["Krediterar", f"Faktura {invoice['number']} från {invoiced_on}"],
            ["Er referens", buyer["reference"]],
            ["Statsbidrag", f"{matter['grant']}, {matter['year']}"],
            ["Bidragsmottagare", matter["recipient"]],
            ["Regeringsbeslut", f"Dnr {matter['decision_diarienummer']}"],
        ],
        "columns": [{"label": "Kreditering"}, {"label": "Belopp, kr", "numeric": True}],
        "rows": [[line["text"], grouped(line["amount_kr"])] for line in told["lines"]],
        "total": ["Att dra av från fakturan", grouped(credit.amount_kr)],
    }
