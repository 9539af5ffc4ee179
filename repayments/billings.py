"""The invoice or credit note as the values of its Peppol file, from its snapshot alone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from banking.billing import Billing, Endpoint, Line, Party, Preceding, endpoint
from repayments.models import CreditNote, Invoice

__all__ = ["billing_of"]

DEMO = "Demo: ett exempel med påhittat bankgiro, som inte ska betalas. "


def billing_of(document: Invoice | CreditNote) -> Billing:
    """What the file holds; the same values as the PDF."""
    if isinstance(document, Invoice):
        return _invoice(document)
    return _credit_note(document)


def _invoice(invoice: Invoice) -> Billing:
    return Billing(
        number=str(invoice.number),
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        contract=invoice.decision_diarienummer,
        note=f"{_demo(invoice)}Återbetalning enligt villkoren i regeringsbeslut "
        f"{invoice.decision_diarienummer}. Vårt diarienummer: "
        f"{invoice.snapshot['matter']['diarienummer']}.",
        ocr=invoice.ocr,
        **_common(invoice.snapshot),
    )


def _credit_note(credit: CreditNote) -> Billing:
    told = credit.snapshot["invoice"]
    return Billing(
        number=str(credit.number),
        issued_on=credit.issued_on,
        contract=credit.snapshot["matter"]["decision_diarienummer"],
        note=f"{_demo(credit)}Faktura {told['number']} krediteras. Skäl: {credit.reason}"[:900],
        terms=f"Dras av från faktura {told['number']}. Inget att betala för kreditfakturan.",
        ocr=told["ocr"],
        credits=Preceding(str(told["number"]), date.fromisoformat(told["issued_on"])),
        **_common(credit.snapshot),
    )


def _common(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    seller, buyer, matter = snapshot["seller"], snapshot["buyer"], snapshot["matter"]
    return {
        "buyer_reference": buyer["reference"],
        "bankgiro": seller["bankgiro"],
        "seller": Party(
            **_party(seller), contact=matter["contact_name"], email=matter["contact_email"]
        ),
        "buyer": Party(**_party(buyer), email=buyer["email"]),
        "lines": tuple(Line(line["text"], line["amount_kr"]) for line in snapshot["lines"]),
    }


def _party(told: Mapping[str, str]) -> dict[str, Any]:
    """What seller and buyer have in common; without an address of its own, 0007 and the number."""
    given = told.get("electronic_address") or ""
    own = Endpoint("0007", told["organisationsnummer"])
    names = ("name", "organisationsnummer", "address", "postal_code", "postal_town")
    return {
        **{name: told[name] for name in names},
        "endpoint": endpoint(given) if given else own,
    }


def _demo(document: Invoice | CreditNote) -> str:
    return DEMO if document.snapshot["seller"]["is_demo"] else ""
