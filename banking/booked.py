"""What a bank has booked on our account, as values. Reading the file is `camt054`'s."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from banking.outcome import Reason

__all__ = ["BankTransaction", "Direction", "Notification"]


class Direction(Enum):
    """Which way the money went, as seen from our account."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


@dataclass(frozen=True, kw_only=True)
class BankTransaction:
    """One booked payment. `amount` is kronor with two decimals (öre), always more than 0.

    `reversal`: the booking undoes an earlier one, so INCOMING is our own payment come back and
    OUTGOING is money that a payer has taken back. `references` are structured (OCR), `message`
    is the free text. `batch_count` is how many payments the bank booked as this one sum without
    naming them, else None; `original_message_id` then says which file of ours they stood in.
    """

    unique_id: str
    direction: Direction
    reversal: bool
    amount: Decimal
    booked_on: date
    value_on: date | None
    end_to_end_id: str | None
    original_message_id: str | None
    references: tuple[str, ...]
    message: str
    counterparty_name: str
    counterparty_account: str | None
    counterparty_bankgiro: str | None
    account: str
    bank_reference: str | None
    batch_count: int | None
    reason: Reason | None

    @property
    def amount_kr(self) -> int | None:
        """Whole kronor, or None when there are öre too."""
        return int(self.amount) if self.amount == int(self.amount) else None

    @property
    def reference(self) -> str | None:
        """The structured reference when there is exactly one."""
        return self.references[0] if len(self.references) == 1 else None

    @property
    def settles(self) -> bool:
        """Money of ours has reached its recipient."""
        return self.direction is Direction.OUTGOING and not self.reversal

    @property
    def returns(self) -> bool:
        """Money that we had paid has come back."""
        return self.direction is Direction.INCOMING and self.reversal


@dataclass(frozen=True, kw_only=True)
class Notification:
    """One camt.054. `unread` are sentences about what staff must take care of by hand."""

    message_id: str
    created_at: datetime
    transactions: tuple[BankTransaction, ...]
    unread: tuple[str, ...]
