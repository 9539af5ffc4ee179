"""The requisition as it came in, as a stored document: it is also the huvudman's receipt."""

from typing import Any

from banking import bankgiro
from core.dates import day_and_year, day_of
from core.transitions import label_of
from correspondence.actions import Filing, store_pdf
from correspondence.models import Direction, Document
from requisitions.models import Requisition, RequisitionVersion

__all__ = ["requisition_document", "version_document"]

KIND = "requisition"
TEMPLATE = "documents/requisition.html"


def requisition_document(requisition: Requisition) -> Document:
    """The PDF of the latest version that was sent in."""
    return version_document(requisition.versions.with_case().latest("number"))


def version_document(version: RequisitionVersion) -> Document:
    """The PDF of exactly what was sent in; made on the first call, the same ever after."""
    requisition = version.requisition
    again = f", nummer {version.number}" if version.number > 1 else ""
    suffix = f"-{version.number}" if version.number > 1 else ""
    filing = Filing(
        kind=KIND,
        about=label_of(version),
        case=requisition.case,
        diarienummer=requisition.diarienummer,
        decision_diarienummer=requisition.round.decision.diarienummer,
        direction=Direction.IN,
        title=f"Rekvisition av statsbidrag, {requisition.recipient.name}{again}",
        counterpart=version.huvudman["name"],
        filename=f"rekvisition-{requisition.round.key}-{requisition.recipient.code}{suffix}.pdf",
    )
    return store_pdf(filing, template=TEMPLATE, context=_context(version), at=version.submitted_at)


def _context(version: RequisitionVersion) -> dict[str, Any]:
    requisition, content = version.requisition, version.content
    round_ = requisition.round
    return {
        "grant": round_.grant.name,
        "year": round_.year,
        "recipient": requisition.recipient.name,
        "organisation": version.huvudman["name"],
        "organisationsnummer": version.huvudman["organisationsnummer"],
        "address": version.huvudman["address"],
        "dnr": requisition.diarienummer,
        "decision_diarienummer": round_.decision.diarienummer,
        "frame_kr": version.frame_kr,
        "amount_kr": version.amount_kr,
        "bankgiro": bankgiro.printed(content["bankgiro"]),
        "payment_reference": content["payment_reference"],
        "invoice_reference": content["invoice_reference"],
        "contact": [content["contact_name"], content["contact_email"], content["contact_phone"]],
        "approved_by": f"{content['approved_by_name']}, {content['approved_by_title']}",
        "conditions": version.accepted_conditions,
        "number": version.number,
        "submitted_on": day_and_year(day_of(version.submitted_at)),
        "submitted_by": str(version.submitted_by),
        "is_late": version.is_late,
        "last_on": day_and_year(round_.requisition_last_on),
    }
