"""What a new allocation means for what is already asked for or paid: pointed out, never changed.

A requisition is what the huvudman sent in, and a payment is what the bank did; a correction of the
frames touches neither. Staff read here what they must decide about.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from allocations.models import AllocationRow
from core.kronor import with_unit
from core.swedish import swedish_key
from grants.models import Round
from organisations.models import Recipient
from requisitions.models import PaymentStatus, Requisition
from requisitions.states import RequisitionStatus

__all__ = ["Touched", "touched_by"]


@dataclass(frozen=True)
class Touched:
    """A recipient whose frame changes after it began to ask for its money; amounts in kr.

    `asked_kr` is None while the requisition is a draft. `needs_decision` is True when more has
    been asked for, or paid, than the new frame allows.
    """

    recipient: Recipient
    status: RequisitionStatus
    asked_kr: int | None
    paid_kr: int
    old_frame_kr: int
    new_frame_kr: int
    meaning: str

    @property
    def status_label(self) -> str:
        return str(self.status.label)

    @property
    def needs_decision(self) -> bool:
        return max(self.asked_kr or 0, self.paid_kr) > self.new_frame_kr


def touched_by(round_: Round, frames: Mapping[int, int]) -> list[Touched]:
    """Whose requisition or payment the new frames (recipient id → kr) would change the ground of.

    A recipient that `frames` leaves out gets nothing. Those that must be decided about come
    first, then by name. Costs two queries, however many the recipients are.
    """
    rows = AllocationRow.objects.in_force().filter(allocation__round=round_)
    old = dict(rows.values_list("recipient_id", "kr"))
    asked = Requisition.objects.filter(round=round_).select_related("recipient", "payment")
    found = [
        _touched(one, old.get(one.recipient_id, 0), frames.get(one.recipient_id, 0))
        for one in asked
        if old.get(one.recipient_id, 0) != frames.get(one.recipient_id, 0)
    ]
    return sorted(found, key=lambda one: (not one.needs_decision, swedish_key(one.recipient.name)))


def _touched(requisition: Requisition, old_kr: int, new_kr: int) -> Touched:
    status = RequisitionStatus(requisition.status)
    payment = getattr(requisition, "payment", None)
    is_paid = payment is not None and payment.status == PaymentStatus.PAID
    asked_kr = None if status is RequisitionStatus.DRAFT else requisition.amount_kr or 0
    paid_kr = payment.amount_kr if payment and is_paid else 0
    return Touched(
        recipient=requisition.recipient,
        status=status,
        asked_kr=asked_kr,
        paid_kr=paid_kr,
        old_frame_kr=old_kr,
        new_frame_kr=new_kr,
        meaning=meaning(asked_kr=asked_kr, paid_kr=paid_kr, new_frame_kr=new_kr),
    )


def meaning(*, asked_kr: int | None, paid_kr: int, new_frame_kr: int) -> str:
    """What the new frame means for what is asked for and paid (kr), and who must do what."""
    new = with_unit(new_frame_kr)
    if asked_kr is None:
        return f"Har ett utkast. Kan rekvirera {new} när fördelningen är fastställd."
    if paid_kr > new_frame_kr:
        over = with_unit(paid_kr - new_frame_kr)
        return (
            f"Har fått {with_unit(paid_kr)}, {over} mer än den nya ramen. Utbetalningen "
            "står kvar. Avgör om pengarna ska betalas tillbaka."
        )
    if asked_kr > new_frame_kr:
        over = with_unit(asked_kr - new_frame_kr)
        return (
            f"Har rekvirerat {with_unit(asked_kr)}, {over} mer än den nya ramen. Rekvisitionen "
            "står kvar. Avgör hur den ska hanteras innan pengarna betalas ut."
        )
    if asked_kr < new_frame_kr:
        left = with_unit(new_frame_kr - asked_kr)
        return f"Har rekvirerat {with_unit(asked_kr)}. Den nya ramen är {left} högre än så."
    return f"Har rekvirerat {with_unit(asked_kr)}, lika mycket som den nya ramen."
