"""What a corrected allocation means for what is already asked for or paid."""

from collections.abc import Mapping
from dataclasses import dataclass

from grants.models import Round
from requisitions.models import Requisition
from requisitions.states import RequisitionStatus

__all__ = ["Touched", "corrections_meaning"]


@dataclass(frozen=True)
class Touched:
    """A sent-in requisition whose amount is not the new frame; amounts in kr.

    `payment` is None until it is approved; `new_frame_kr` is 0 where the frame is gone.
    """

    requisition: Requisition
    amount_kr: int
    new_frame_kr: int

    @property
    def over_kr(self) -> int:
        """How much was asked for, approved or paid above the new frame; 0 when it is within."""
        return max(self.amount_kr - self.new_frame_kr, 0)

    @property
    def under_kr(self) -> int:
        """How much more the recipient could have asked for with the new frame."""
        return max(self.new_frame_kr - self.amount_kr, 0)

    @property
    def is_paid(self) -> bool:
        return self.requisition.status == RequisitionStatus.PAID


def corrections_meaning(round_: Round, new_frames: Mapping[int, int]) -> list[Touched]:
    """The sent-in requisitions that these frames (kr by recipient id) change something for.

    Those above their new frame, and those that had asked for all of the old one and could have
    more; by recipient code, with the payment prefetched (2 queries). A refused one is left out.
    """
    rows = (
        Requisition.objects.sent_in()
        .exclude(status=RequisitionStatus.REFUSED)
        .filter(round=round_)
        .select_related("recipient", "organisation")
        .prefetch_related("payments")
        .order_by("recipient__code")
    )
    found = [Touched(row, row.amount_kr or 0, new_frames.get(row.recipient_id, 0)) for row in rows]
    return [one for one in found if one.over_kr or (one.under_kr and _asked_for_all(one))]


def _asked_for_all(one: Touched) -> bool:
    return one.amount_kr == one.requisition.frame_kr
