"""Verbs that change a round. Opening the reporting is reporting's action, for it makes reports."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core import transitions
from grants.models import Round
from grants.states import ROUND, RoundStatus
from organisations.models import User

__all__ = ["close_round", "open_requisition"]


@transaction.atomic
def open_requisition(
    round_: Round, *, by: User | None, roles: Iterable[str], at: datetime
) -> Round:
    """Open a round for requisition. From this day on letters are due, none from before it."""
    return transitions.apply(
        round_,
        ROUND,
        to=RoundStatus.REQUISITION,
        actor=by,
        roles=roles,
        at=at,
        changes={"opened_on": at.date()},
    )


@transaction.atomic
def close_round(
    round_: Round, *, by: User, roles: Iterable[str], at: datetime, reason: str
) -> Round:
    """Close a round by decision: after this nothing is accepted, late or not."""
    return transitions.apply(
        round_, ROUND, to=RoundStatus.CLOSED, actor=by, roles=roles, at=at, reason=reason
    )
