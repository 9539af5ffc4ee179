"""What a requisition must fulfil. Pure: values in, violations out.

Sources: regeringsbesluten (frame, conditions) and the anvisningar for rekvisition.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from core.dates import day_in_words
from core.errors import Violation
from core.kronor import with_unit
from grants.models import Round
from grants.states import RoundStatus

__all__ = [
    "RequisitionValues",
    "amount_problems",
    "counts_as_late",
    "problems",
    "round_problems",
]


@dataclass(frozen=True)
class RequisitionValues:
    """What the huvudman sends in; amounts in whole kr, bankgiro as digits."""

    amount_kr: int
    contact_name: str
    contact_email: str
    contact_phone: str
    bankgiro: str
    payment_reference: str
    invoice_reference: str
    approved_by_name: str
    approved_by_title: str
    conditions_accepted: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def problems(
    values: RequisitionValues, *, round_: Round, frame_kr: int, on: date
) -> list[Violation]:
    """Everything that stops these values from being sent in on a day."""
    return [
        *round_problems(round_, on=on),
        *amount_problems(values.amount_kr, frame_kr=frame_kr),
        *_conditions_problems(values.conditions_accepted),
    ]


def round_problems(round_: Round, *, on: date) -> list[Violation]:
    """A round that is not open yet, or closed by decision. Late is not a problem but a fact."""
    if round_.takes_requisitions:
        return []
    if round_.status == RoundStatus.PREPARED:
        when = "inom kort"
        if on < round_.requisition_opens_on:
            when = day_in_words(round_.requisition_opens_on)
        return [Violation("not_open", None, f"Rekvisitionen öppnar {when}. Kom tillbaka då.")]
    message = (
        f"Omgången är stängd och tar inte emot rekvisitioner. Kontakta {round_.contact_name}, "
        f"{round_.contact_email}, om ni ändå vill rekvirera."
    )
    return [Violation("closed", None, message)]


def counts_as_late(on: date, *, last_on: date, returned_in_time: bool) -> bool:
    """Whether what comes in on a day is late; the last day is inclusive.

    What staff have returned for correction keeps the time of the version that they returned.
    """
    return on > last_on and not returned_in_time


def amount_problems(amount_kr: int, *, frame_kr: int) -> list[Violation]:
    """At least one krona, at most the frame."""
    if amount_kr < 1:
        message = f"Skriv ett belopp mellan {with_unit(1)} och {with_unit(frame_kr)}."
        return [Violation("amount_too_small", "amount_kr", message)]
    if amount_kr > frame_kr:
        message = f"Ni kan rekvirera högst {with_unit(frame_kr)}. Ni skrev {with_unit(amount_kr)}."
        return [Violation("amount_above_frame", "amount_kr", message)]
    return []


def _conditions_problems(accepted: bool) -> list[Violation]:
    if accepted:
        return []
    message = "Kryssa i att ni godtar villkoren. Utan det kan vi inte betala ut bidraget."
    return [Violation("conditions_not_accepted", "conditions_accepted", message)]
