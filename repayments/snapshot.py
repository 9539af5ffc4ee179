"""What an invoice remembers: seller, buyer, matter and lines as they were when it was written.

The buyer's data come from the accepted report's question 6, else from the requisition and the
huvudman behind it; what staff have filled in since holds over both. JSON keys are the
dataclasses' names.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from core.dates import day_and_year
from repayments.models import Claim, Ground, Invoice
from repayments.rules import Buyer
from repayments.seller import Seller

__all__ = ["address_lines", "buyer_of", "credit_snapshot_of", "snapshot_of"]

LINE = {
    Ground.UNUSED: "Återbetalning av oanvänt statsbidrag",
    Ground.AGAINST_CONDITIONS: "Återbetalning av statsbidrag använt i strid med villkoren",
    Ground.NOT_REPORTED: "Återbetalning av statsbidrag som inte är återrapporterat i tid",
}
"""What the invoice's line says is paid back, by ground."""


def buyer_of(claim: Claim) -> Buyer:
    """The huvudman that was paid, with what it has said about its invoices."""
    filled_in = {detail.field: detail.value for detail in claim.invoice_details.all()}
    return replace(_told(claim), **filled_in)


def credit_snapshot_of(invoice: Invoice, *, amount_kr: int, reason: str) -> dict[str, Any]:
    """The invoice's own parties and matter, and what is taken back of it, in whole kr."""
    whole = amount_kr == invoice.amount_kr
    return {
        **{part: invoice.snapshot[part] for part in ("seller", "buyer", "matter")},
        "invoice": {
            "number": invoice.number,
            "issued_on": invoice.issued_on.isoformat(),
            "ocr": invoice.ocr,
            "amount_kr": invoice.amount_kr,
        },
        "reason": reason,
        "lines": [
            {
                "text": f"{'Hela' if whole else 'Del av'} faktura {invoice.number} "
                f"från {day_and_year(invoice.issued_on)} krediteras",
                "amount_kr": amount_kr,
            }
        ],
    }


def _told(claim: Claim) -> Buyer:
    answers = _answers(claim)
    requisition = claim.report.requisition
    organisation = claim.organisation
    return Buyer(
        name=organisation.name,
        organisationsnummer=organisation.organisationsnummer,
        **_address(claim),
        reference=_text(answers, "faktura_referens") or requisition.invoice_reference,
        email=_text(answers, "faktura_epost"),
        electronic_address=(
            _text(answers, "faktura_elektronisk_adress") or organisation.e_invoice_address
        ),
    )


def snapshot_of(claim: Claim, *, seller: Seller, buyer: Buyer) -> dict[str, Any]:
    """All that the invoice will ever show, as JSON; amounts in whole kr."""
    round_, submission = claim.round, claim.submission
    amount_kr = claim.decision.amount_kr
    return {
        "seller": asdict(seller),
        "buyer": asdict(buyer),
        "matter": {
            "ground": claim.ground,
            "grant": round_.grant.name,
            "year": round_.year,
            "recipient": claim.recipient.name,
            "decision_diarienummer": round_.decision.diarienummer,
            "report_diarienummer": claim.report.diarienummer,
            "diarienummer": claim.diarienummer,
            "received_kr": submission.received_kr if submission else None,
            "used_kr": submission.used_kr if submission else None,
            "unused_kr": submission.unused_kr if submission else None,
            "contact_name": round_.contact_name,
            "contact_email": round_.contact_email,
        },
        "lines": [
            {
                "text": f"{LINE[Ground(claim.ground)]}, {round_.year}, {claim.recipient.name}",
                "amount_kr": amount_kr,
            }
        ],
    }


def address_lines(buyer: Mapping[str, str]) -> list[str]:
    """The snapshot's buyer as on an envelope: 22100 is printed "221 00"."""
    code = buyer["postal_code"]
    printed = f"{code[:3]} {code[3:]}" if len(code) == 5 and code.isdigit() else code
    return [buyer["name"], buyer["address"], f"{printed} {buyer['postal_town']}"]


def _address(claim: Claim) -> dict[str, str]:
    """The address of question 6 as a whole; the huvudman's own when the form gave no part of it."""
    answers = _answers(claim)
    given = {
        "address": _text(answers, "faktura_adress"),
        "postal_code": _text(answers, "faktura_postnummer"),
        "postal_town": _text(answers, "faktura_postort"),
    }
    if any(given.values()):
        return given
    organisation = claim.organisation
    return {
        "address": organisation.postal_address,
        "postal_code": organisation.postal_code,
        "postal_town": organisation.postal_town,
    }


def _text(answers: Mapping[str, Any], key: str) -> str:
    return str(answers.get(key) or "").strip()


def _answers(claim: Claim) -> Mapping[str, Any]:
    """What the report that the claim rests on says; nothing where none came."""
    return claim.submission.answers if claim.submission else {}
