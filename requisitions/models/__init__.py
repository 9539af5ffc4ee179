"""What is asked for, paid and given back. Django finds the models here; each room has its own."""

from requisitions.models.bank import BankAnswer, BankReply
from requisitions.models.notes import AccountConfirmation, CallNote
from requisitions.models.payment import BatchLine, Payment, PaymentBatch
from requisitions.models.requisition import Requisition, RequisitionVersion
from requisitions.models.returns import Return
from requisitions.states import PaymentStatus

__all__ = [
    "AccountConfirmation",
    "BankAnswer",
    "BankReply",
    "BatchLine",
    "CallNote",
    "Payment",
    "PaymentBatch",
    "PaymentStatus",
    "Requisition",
    "RequisitionVersion",
    "Return",
]
