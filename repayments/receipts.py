"""What the access point tells of an invoice or credit note: one JSON file for each thing told.

{"number": 2026000001, "status": "delivered", "at": "2026-03-16T08:00:00+01:00", "reason": ""}
`status` is sent, delivered or rejected; `reason` says why it was rejected. Pure: no database.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from repayments.models import DeliveryStatus

__all__ = ["NotAReceipt", "Receipt", "read"]

TOLD = (DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.REJECTED)
LARGEST = 100_000
"""Bytes: far more than a receipt is."""


class NotAReceipt(ValueError):
    """The file can't be read as a receipt; str() says why, for the log."""


@dataclass(frozen=True)
class Receipt:
    """What happened to the document with this number, and when."""

    number: int
    status: DeliveryStatus
    at: datetime
    reason: str


def read(content: bytes) -> Receipt:
    """Raises NotAReceipt for anything that is not one whole receipt."""
    if len(content) > LARGEST:
        raise NotAReceipt("The file is larger than a receipt.")
    try:
        told: Any = json.loads(content)
        receipt = Receipt(
            number=int(told["number"]),
            status=DeliveryStatus(told["status"]),
            at=datetime.fromisoformat(told["at"]),
            reason=str(told.get("reason") or "")[:2000],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        raise NotAReceipt(f"The file is no receipt: {wrong!r}.") from wrong
    if receipt.status not in TOLD or receipt.at.tzinfo is None:
        raise NotAReceipt("The receipt has a status of our own, or a time without a zone.")
    return receipt
