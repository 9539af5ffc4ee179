"""Verbs that put files out for the access point, and note what it tells of them."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet

from core import transitions
from core.errors import NotAllowed, StaleState
from organisations.models import User
from organisations.roles import MONEY_STAFF
from repayments.documents.xml import file_name, peppol_document
from repayments.models import (
    CreditNote,
    Delivery,
    DeliveryChannel,
    DeliveryStatus,
    Invoice,
)
from repayments.receipts import Receipt

__all__ = ["Noted", "note_receipt", "put_out", "put_out_again"]

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
    if _told(document).filter(status=DeliveryStatus.PUT_OUT).exists():
        return None
    return _lay_out(document, DeliveryStatus.PUT_OUT, at=at)


@transaction.atomic
def put_out_again(
    document: Invoice | CreditNote, *, by: User, roles: Iterable[str], at: datetime
) -> Delivery:
    """Lay a rejected file out once more, the same to the byte: a number is never written anew.

    NotAllowed for others than ekonomer; StaleState when the last that was told is anything else
    than a rejection, so that a second click lays out nothing. The row is never older than the
    rejection that it answers, whatever the access point's clock says.
    """
    if not MONEY_STAFF & set(roles):
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
    _lock(document)
    latest = _told(document).order_by("at", "id").last()
    if latest is None or latest.status != DeliveryStatus.REJECTED:
        raise StaleState("E-fakturan är inte längre avvisad.")
    claim = document.claim if isinstance(document, Invoice) else document.invoice.claim
    transitions.record(
        claim, "send_again", actor=by, at=at, after=claim.status, reason=str(document)
    )
    return _lay_out(document, DeliveryStatus.AGAIN, at=max(at, latest.at))


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


def _told(document: Invoice | CreditNote) -> QuerySet[Delivery]:
    rows: QuerySet[Delivery] = document.deliveries.filter(channel=DeliveryChannel.PEPPOL)
    return rows


def _lay_out(document: Invoice | CreditNote, status: DeliveryStatus, *, at: datetime) -> Delivery:
    with peppol_document(document).file.open("rb") as file:
        storages[OUTBOX].save(file_name(document, "xml"), file)
    return Delivery.objects.create(
        **_owner(document), channel=DeliveryChannel.PEPPOL, status=status, at=at
    )


def _lock(document: Invoice | CreditNote) -> None:
    type(document)._default_manager.select_for_update().get(pk=document.pk)


def _owner(document: Invoice | CreditNote) -> dict[str, Invoice | CreditNote]:
    return {"invoice" if isinstance(document, Invoice) else "credit_note": document}
