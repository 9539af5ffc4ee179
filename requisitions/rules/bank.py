"""What the bank's words mean for a payment. Pure: a read file and a payment's state in.

Settled by a booking (camt.054) or by a status that says so (pain.002); anything that contradicts
what is known changes nothing, and is said in a sentence for a person to look into.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from banking.camt054 import BankTransaction, Notification
from banking.outcome import Outcome, Reason
from banking.pain002 import StatusReport
from core.dates import day_of
from core.kronor import with_unit
from requisitions.states import PaymentStatus

__all__ = ["LONGEST_REASON", "Effect", "Said", "effect_of", "said_by"]

LONGEST_REASON = 300
NO_REASON = "Banken har inte sagt varför."


class Effect(Enum):
    SETTLE = "settle"
    FAIL = "fail"
    BOUNCE = "bounce"  # paid, and then sent back
    INFORM = "inform"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the bank says about one attempt, whichever kind of file it says it in.

    `amount_kr` is the booked amount (None: not stated, or not whole kronor); `entry` marks the
    booking, so that it counts once.
    """

    end_to_end_id: str
    outcome: Outcome
    reason: str = ""
    booked_on: date | None = None
    entry: str = ""
    amount_kr: int | None = None

    @property
    def is_booking(self) -> bool:
        return bool(self.entry)


def said_by(reply: StatusReport | Notification, ours: Collection[str]) -> Iterator[Said]:
    """What a file says about our attempts (`ours`: their EndToEndId), in the file's order."""
    if isinstance(reply, StatusReport):
        for end_to_end_id in ours:
            status = reply.status_of(end_to_end_id)
            if status is not None:
                yield Said(
                    end_to_end_id=end_to_end_id,
                    outcome=status.outcome,
                    reason=_words(status.outcome, status.reason),
                    booked_on=day_of(reply.created_at),
                )
        return
    for booking in reply.transactions:
        if booking.end_to_end_id in ours:
            yield from _booked(booking)


def _booked(booking: BankTransaction) -> Iterator[Said]:
    if not (booking.settles or booking.returns):
        return
    outcome = Outcome.SETTLED if booking.settles else Outcome.REJECTED
    yield Said(
        end_to_end_id=booking.end_to_end_id or "",
        outcome=outcome,
        reason=_words(outcome, booking.reason),
        booked_on=booking.booked_on,
        entry=booking.unique_id,
        amount_kr=booking.amount_kr,
    )


def effect_of(
    said: Said, *, status: str, is_current: bool, amount_kr: int, has_returns: bool
) -> Effect | str:
    """What follows for a payment in `status`, or why nothing does, as a sentence.

    `is_current` is whether this attempt is the payment's latest; `amount_kr` what was to be paid.
    """
    if said.is_booking and said.amount_kr != amount_kr:
        return (
            f"{said.end_to_end_id}: banken har bokfört ett annat belopp än {with_unit(amount_kr)}."
        )
    match said.outcome:
        case Outcome.ACCEPTED | Outcome.PENDING:
            return Effect.INFORM
        case Outcome.SETTLED if status == PaymentStatus.PAID:
            return Effect.INFORM
        case Outcome.SETTLED if is_current and status == PaymentStatus.SENT:
            return Effect.SETTLE
        case Outcome.REJECTED if is_current and status == PaymentStatus.SENT:
            return Effect.FAIL
        case Outcome.REJECTED if is_current and said.is_booking and not has_returns:
            return Effect.BOUNCE
        case Outcome.REJECTED if not is_current and status != PaymentStatus.PAID:
            return Effect.INFORM
    what = "betald" if said.outcome == Outcome.SETTLED else "inte betald"
    return f"{said.end_to_end_id}: banken säger {what}, men det stämmer inte med portalen."


def _words(outcome: Outcome, reason: Reason | None) -> str:
    if reason is not None:
        return (reason.sentence or NO_REASON)[:LONGEST_REASON]
    return NO_REASON if outcome == Outcome.REJECTED else ""
