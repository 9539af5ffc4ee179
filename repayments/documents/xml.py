"""The invoice or credit note as Peppol file, stored beside the PDF that carries it."""

from banking import ubl
from core.transitions import label_of
from correspondence.actions import Filing, store_file
from correspondence.models import Direction, Document
from repayments.billings import billing_of
from repayments.models import CreditNote, Invoice

__all__ = ["file_name", "filing_of", "peppol_document"]


def peppol_document(document: Invoice | CreditNote) -> Document:
    """The file that the access point gets; made on the first call, the same ever after."""
    filing = filing_of(document, f"{_kind(document)}_ubl", "xml")
    made = Document.objects.filter(about=filing.about, kind=filing.kind).first()
    return made or store_file(
        filing,
        content=ubl.write(billing_of(document)),
        media_type="application/xml",
        at=document.issued_at,
    )


def file_name(document: Invoice | CreditNote, ending: str) -> str:
    """ "faktura-2026000001.xml", "kreditfaktura-2026500001.pdf"."""
    return f"{_word(document).lower()}-{document.number}.{ending}"


def filing_of(document: Invoice | CreditNote, kind: str, ending: str) -> Filing:
    """Where PDF and Peppol file lie: in the claim's dossier, as outgoing."""
    matter, buyer = document.snapshot["matter"], document.snapshot["buyer"]
    invoice = document if isinstance(document, Invoice) else document.invoice
    form = " (Peppol)" if ending == "xml" else ""
    about = f"{_word(document)} {document.number}{form}, återbetalning av statsbidrag"
    return Filing(
        kind=kind,
        about=label_of(document),
        case=invoice.claim.case,
        diarienummer=matter["diarienummer"],
        decision_diarienummer=invoice.decision_diarienummer,
        direction=Direction.OUT,
        title=f"{about}, {matter['recipient']}",
        counterpart=buyer["name"],
        filename=file_name(document, ending),
    )


def _word(document: Invoice | CreditNote) -> str:
    return "Faktura" if isinstance(document, Invoice) else "Kreditfaktura"


def _kind(document: Invoice | CreditNote) -> str:
    return "repayment_invoice" if isinstance(document, Invoice) else "repayment_credit_note"
