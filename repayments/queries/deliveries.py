"""Reads about how invoices and credit notes have reached their recipients."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from grants.models import Round
from repayments.models import (
    CreditNote,
    Delivery,
    DeliveryChannel,
    DeliveryStatus,
    Invoice,
)

__all__ = [
    "credits_to_put_out",
    "invoices_of",
    "invoices_to_put_out",
    "rejected_documents",
    "with_peppol_status",
]


def invoices_to_put_out() -> QuerySet[Invoice]:
    """Invoices that the access point has not been given, oldest first."""
    return Invoice.objects.with_case().filter(~_put_out("invoice")).order_by("number")


def credits_to_put_out() -> QuerySet[CreditNote]:
    """Credit notes that the access point has not been given, oldest first."""
    return CreditNote.objects.with_case().filter(~_put_out("credit_note")).order_by("number")


def with_peppol_status(rows: Any, name: str = "invoice") -> Any:
    """Each row with `peppol_status`: what was told last of its file, None before it is put out."""
    told = Delivery.objects.filter(**{name: OuterRef("pk")}, channel=DeliveryChannel.PEPPOL)
    latest = told.order_by("-at", "-id").values("status")[:1]
    return rows.annotate(peppol_status=Subquery(latest))


def rejected_documents() -> tuple[Any, Any]:
    """Invoices and credit notes whose file was refused, and that nobody has sent again since."""
    return (
        with_peppol_status(Invoice.objects.all()).filter(peppol_status=DeliveryStatus.REJECTED),
        with_peppol_status(CreditNote.objects.all(), "credit_note").filter(
            peppol_status=DeliveryStatus.REJECTED
        ),
    )


def invoices_of(round_: Round) -> tuple[QuerySet[Invoice], QuerySet[CreditNote]]:
    """A round's invoices and credit notes, by number."""
    return (
        Invoice.objects.with_case().filter(claim__round=round_).order_by("number"),
        CreditNote.objects.with_case().filter(invoice__claim__round=round_).order_by("number"),
    )


def _put_out(name: str) -> Exists:
    return Exists(
        Delivery.objects.filter(
            **{name: OuterRef("pk")},
            channel=DeliveryChannel.PEPPOL,
            status=DeliveryStatus.PUT_OUT,
        )
    )
