"""The reminder to pay on paper, made from the demand and its invoice's snapshot."""

from typing import Any

from core.dates import day_and_year, day_in_words, day_of
from core.transitions import label_of
from correspondence.actions import Filing, store_pdf
from correspondence.models import Direction, Document
from repayments.balance import kronor_and_ore
from repayments.models import Demand
from repayments.snapshot import address_lines

__all__ = ["demand_document"]


def demand_document(demand: Demand) -> Document:
    """The PDF; made on the first call, the same ever after."""
    invoice = demand.invoice
    matter, buyer = invoice.snapshot["matter"], invoice.snapshot["buyer"]
    filing = Filing(
        kind="payment_demand",
        about=label_of(demand),
        case=invoice.claim.case,
        diarienummer=matter["diarienummer"],
        decision_diarienummer=invoice.decision_diarienummer,
        direction=Direction.OUT,
        title=f"Betalningspåminnelse {demand.number} om faktura {invoice.number}, "
        f"{matter['recipient']}",
        counterpart=buyer["name"],
        filename=f"paminnelse-{invoice.number}-{demand.number}.pdf",
    )
    return store_pdf(
        filing,
        template="documents/payment_demand.html",
        context=_context(demand),
        at=demand.demanded_at,
    )


def _context(demand: Demand) -> dict[str, Any]:
    invoice = demand.invoice
    matter, buyer, seller = (invoice.snapshot[part] for part in ("matter", "buyer", "seller"))
    return {
        "title": f"Betalningspåminnelse om faktura {invoice.number}",
        "dnr": matter["diarienummer"],
        "issued_on": day_and_year(day_of(demand.demanded_at)),
        "due_day": day_in_words(demand.pay_by),
        "first_due_day": day_and_year(invoice.due_on),
        "number": invoice.number,
        "ocr": invoice.ocr,
        "open": kronor_and_ore(demand.open_amount),
        "interest": kronor_and_ore(demand.interest) if demand.interest else "",
        "amount_kr": invoice.amount_kr,
        "decision_diarienummer": invoice.decision_diarienummer,
        "recipient_lines": address_lines(buyer),
        "matter": matter,
        "buyer": buyer,
        "seller": seller,
        "facts": [
            ["Er referens", buyer["reference"]],
            ["Faktura", f"{invoice.number}, {day_and_year(invoice.issued_on)}"],
            ["Bidragsmottagare", matter["recipient"]],
        ],
    }
