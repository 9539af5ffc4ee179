"""What is out of the ordinary in a requisition, so that somebody looks at it. Pure.

The same as `requisitions.queries.with_deviations` asks the database; a test holds them together.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import models

__all__ = ["CaseFacts", "Deviation", "deviations", "is_new_account"]


class Deviation(models.TextChoices):
    LATE = "late", "Kom in för sent"
    NEW_BANKGIRO = "new_bankgiro", "Nytt bankgiro"
    OTHER_HUVUDMAN = "other_huvudman", "Annan huvudman än vid beslutet"
    ABOVE_FRAME = "above_frame", "Mer än ramen"
    LESS_THAN_FRAME = "less_than_frame", "Mindre än ramen"


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """A sent-in requisition beside what is known of the case; amounts in kr.

    `frame_kr` is the frame in force now, None when there is none any more. `known_accounts` are
    the bankgiro of the register and of the latest payment, as digits, without the empty ones.
    """

    amount_kr: int
    frame_kr: int | None
    bankgiro: str
    known_accounts: frozenset[str]
    organisation_id: int
    decided_organisation_id: int | None
    is_late: bool


def deviations(case: CaseFacts) -> list[Deviation]:
    """All that deviates, what matters most first."""
    frame = case.frame_kr or 0
    found = {
        Deviation.LATE: case.is_late,
        Deviation.NEW_BANKGIRO: is_new_account(case.bankgiro, case.known_accounts),
        Deviation.OTHER_HUVUDMAN: case.decided_organisation_id not in (None, case.organisation_id),
        Deviation.ABOVE_FRAME: case.amount_kr > frame,
        Deviation.LESS_THAN_FRAME: case.amount_kr < frame,
    }
    return [deviation for deviation, applies in found.items() if applies]


def is_new_account(bankgiro: str, known: Collection[str]) -> bool:
    """Whether money would go elsewhere than to an account that is known."""
    return any(account != bankgiro for account in known)
