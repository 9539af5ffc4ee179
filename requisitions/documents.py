"""The requisition as it came in, as a stored document: it is also the huvudman's receipt."""

from typing import Any

from banking import bankgiro
from core.dates import day_and_year, day_of
from core.transitions import label_of
from correspondence.actions import Filing, store_pdf
from correspondence.models import Direction, Document
from requisitions.models import Requisition

__all__ = ["requisition_document"]

KIND = "requisition"
TEMPLATE = "documents/requisition.html"


def requisition_document(requisition: Requisition) -> Document:
    """The PDF of exactly what was sent in; made on the first call, the same ever after."""
    assert requisition.submitted_at  # noqa: S101 - by database constraint
    filing = Filing(
        kind=KIND,
        about=label_of(requisition),
        case=requisition.case,
        diarienummer=requisition.diarienummer,
        decision_diarienummer=requisition.round.decision.diarienummer,
        direction=Direction.IN,
        title=f"Rekvisition av statsbidrag, {requisition.recipient.name}",
        counterpart=requisition.huvudman["name"],
        filename=f"rekvisition-{requisition.round.key}-{requisition.recipient.code}.pdf",
    )
    return store_pdf(
        filing, template=TEMPLATE, context=_context(requisition), at=requisition.submitted_at
    )


def _context(requisition: Requisition) -> dict[str, Any]:
    submitted_by = requisition.submitted_by
    assert requisition.submitted_at  # noqa: S101 - by database constraint
    return {
        "grant": requisition.round.grant.name,
        "year": requisition.round.year,
        "recipient": requisition.recipient.name,
        "organisation": requisition.huvudman["name"],
        "organisationsnummer": requisition.huvudman["organisationsnummer"],
        "address": requisition.huvudman["address"],
        "dnr": requisition.diarienummer,
        "decision_diarienummer": requisition.round.decision.diarienummer,
        "frame_kr": requisition.frame_kr,
        "amount_kr": requisition.amount_kr,
        "bankgiro": bankgiro.printed(requisition.bankgiro),
        "payment_reference": requisition.payment_reference,
        "invoice_reference": requisition.invoice_reference,
        "contact": [
            requisition.contact_name,
            requisition.contact_email,
            requisition.contact_phone,
        ],
        "approved_by": f"{requisition.approved_by_name}, {requisition.approved_by_title}",
        "conditions": requisition.accepted_conditions,
        "submitted_on": day_and_year(day_of(requisition.submitted_at)),
        "submitted_by": str(submitted_by),
        "is_late": requisition.is_late,
        "last_on": day_and_year(requisition.round.requisition_last_on),
    }
