"""Calls to those who have not requisitioned."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core.dates import day_of
from core.errors import NotAllowed, RuleViolated, Violation
from grants.models import Round
from organisations.models import Recipient, User
from organisations.roles import CASE_STAFF
from requisitions.models import CallNote

__all__ = ["note_call"]


@transaction.atomic
def note_call(
    round_: Round,
    recipient: Recipient,
    *,
    spoke_with: str,
    outcome: str,
    by: User,
    roles: Iterable[str],
    at: datetime,
) -> CallNote:
    """Write who was called and what was said. The same note twice in a day is one note.

    Raises NotAllowed, RuleViolated for an empty field.
    """
    if not CASE_STAFF & set(roles):
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
    said = {"spoke_with": spoke_with.strip(), "outcome": outcome.strip()}
    broken = [
        Violation("missing", field, message)
        for field, message in {
            "spoke_with": "Skriv vem du talade med, eller att ingen svarade.",
            "outcome": "Skriv vad ni kom fram till.",
        }.items()
        if not said[field]
    ]
    if broken:
        raise RuleViolated(*broken)
    Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    earlier = CallNote.objects.filter(round=round_, recipient=recipient, by=by, **said).last()
    if earlier is not None and day_of(earlier.at) == day_of(at):
        return earlier
    return CallNote.objects.create(round=round_, recipient=recipient, by=by, at=at, **said)
