"""A real case to try a letter's words on, from any app: nothing is written or sent."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from allocations.models import AllocationRow
from core.dates import day_in_words, days_left_in_words
from core.kronor import with_unit
from correspondence.models import Audience
from correspondence.plan import Addressee, Candidate, Due, LetterKind
from correspondence.schedule import Occasion
from grants.models import Round
from grants.wording import short_name

__all__ = ["Example", "example"]


@dataclass(frozen=True)
class Example:
    """A letter that could go out. `is_whole` says that the portal's own words fit it too."""

    due: Due
    is_whole: bool


def example(kind: LetterKind, round_: Round | None, *, today: date) -> Example | None:
    """The letter to the first recipient of a round (of the newest one with frames, if none is
    named); None where no round has any.
    """
    rows = AllocationRow.objects.in_force().filter(kr__gt=0)
    if round_ is not None:
        rows = rows.filter(allocation__round=round_)
    row = (
        rows.select_related("recipient", "allocation__round__grant", "allocation__round__decision")
        .order_by("-allocation__round__year", "allocation__round__key", "recipient__code")
        .first()
    )
    if row is None:
        return None
    due = _planned(kind, row.allocation.round, today=today)
    return Example(due, is_whole=True) if due else Example(_of(row, today=today), is_whole=False)


def _planned(kind: LetterKind, round_: Round, *, today: date) -> Due | None:
    """The kind's own letter to the first of those who wait for it."""
    if kind.planned is None:
        return None
    for one in kind.planned.expected(round_.key, today):
        to = one.to.get(Audience.PEOPLE, ())
        if to and isinstance(one, Candidate):
            return one.write(Occasion(0, Audience.PEOPLE, today, today, today), to[:1])
    return None


def _of(row: AllocationRow, *, today: date) -> Due:
    round_, recipient = row.allocation.round, row.recipient
    return Due(
        about="",
        case=f"{round_.key}/{recipient.code}",
        diarienummer=round_.decision.diarienummer,
        due_on=today,
        to=(Addressee("namn@example.se", "Eva Ek"),),
        context=_context(round_, row, today=today),
    )


def _context(round_: Round, row: AllocationRow, *, today: date) -> dict[str, Any]:
    last_on = round_.report_last_on
    return {
        "round": round_,
        "short_name": short_name(round_),
        "recipient": row.recipient,
        "frame": with_unit(row.kr),
        "last_day": day_in_words(last_on),
        "days_left": days_left_in_words(last_on, today=today),
        "is_over": today > last_on,
        "facts": [
            ("Bidrag", f"{round_.grant.name}, {round_.year}"),
            ("Bidragsmottagare", row.recipient.name),
        ],
        "path": "/",
    }
