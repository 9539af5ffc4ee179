"""Verbs that put files out for the access point, and note what it tells of them."""

from datetime import datetime
from enum import Enum

from django.core.files.storage import storages
from django.db import transaction

from repayments.documents.xml import file_name, peppol_document
from repayments.models import (
    CreditNote,
    Delivery,
    DeliveryChannel,
    DeliveryStatus,
    Invoice,
)
from repayments.receipts import Receipt

__all__ = ["Noted", "note_receipt", "put_out"]

OUTBOX = "invoices_out"


class Noted(Enum):
    """What became of a receipt."""

    NEW = "new"
    KNOWN = "known"
    FOREIGN = "foreign"


@transaction.atomic
def put_out(document: Invoice | CreditNote, *, at: datetime) -> Delivery | None:
    """Lay the Peppol file in the access point's outbox; None if that is done already.

    The file first, whole or not at all, then the row that says so, under the document's lock. If
    a worker dies between them, the next one writes the same file under the same name again.
    """
    _lock(document)
    rows = document.deliveries.filter(channel=DeliveryChannel.PEPPOL)
    if rows.filter(status=DeliveryStatus.PUT_OUT).exists():
        return None
    with peppol_document(document).file.open("rb") as file:
        storages[OUTBOX].save(file_name(document, "xml"), file)
    return rows.create(
        **_owner(document),
        channel=DeliveryChannel.PEPPOL,
        status=DeliveryStatus.PUT_OUT,
        at=at,
    )


@transaction.atomic
def note_receipt(receipt: Receipt) -> Noted:
    """Note what the access point tells; told before or of a number that isn't ours: no change."""
    document = (
        Invoice.objects.filter(number=receipt.number).first()
        or CreditNote.objects.filter(number=receipt.number).first()
    )
    if document is None:
        return Noted.FOREIGN
    _lock(document)
    told = {"channel": DeliveryChannel.PEPPOL, "status": receipt.status, "at": receipt.at}
    if document.deliveries.filter(**told).exists():
        return Noted.KNOWN
    Delivery.objects.create(**_owner(document), **told, detail=receipt.reason)
    return Noted.NEW


def _lock(document: Invoice | CreditNote) -> None:
    type(document)._default_manager.select_for_update().get(pk=document.pk)


def _owner(document: Invoice | CreditNote) -> dict[str, Invoice | CreditNote]:
    return {"invoice" if isinstance(document, Invoice) else "credit_note": document}
