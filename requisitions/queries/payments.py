"""Payments for those who pay: what can go into a batch, what failed, and the bank's file."""

from django.db.models import QuerySet

from core.transitions import label_of
from correspondence.models import Document
from grants.models import Round
from organisations.agency import agency
from organisations.roles import MONEY_STAFF, StaffRole
from requisitions.models import Payment, PaymentBatch
from requisitions.payment_file import FILE_KIND
from requisitions.states import ATTESTANTS, PaymentStatus

__all__ = ["agency_account", "batch_file", "failed", "may_open", "payable"]

SEE_PAYMENT_FILE = MONEY_STAFF | ATTESTANTS | {StaffRole.CONTROLLER}


def payable(round_: Round) -> QuerySet[Payment]:
    """What can be put into a batch, by planned day; with the whole case (one query)."""
    return Payment.objects.with_case().filter(
        requisition__round=round_, status=PaymentStatus.PLANNED
    )


def failed(round_: Round) -> QuerySet[Payment]:
    """What the bank could not pay, with its reason in `failed_because` (one query)."""
    return Payment.objects.with_case().filter(
        requisition__round=round_, status=PaymentStatus.FAILED
    )


def batch_file(batch: PaymentBatch) -> Document | None:
    """The stored pain.001 of an attested batch."""
    return Document.objects.filter(about=label_of(batch), kind=FILE_KIND).first()


def may_open(document: Document, roles: frozenset[str]) -> bool:
    """Whether staff with these roles open a stored file: one for the bank isn't everybody's."""
    return document.kind != FILE_KIND or bool(SEE_PAYMENT_FILE & roles)


def agency_account() -> str:
    """The bankgiro, as digits, that money is paid back to."""
    return agency().bankgiro
