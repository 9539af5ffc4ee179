"""A letter to those who handle a round: who has a frame and has not answered yet.

It stands in no plan until staff put it there.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import partial

from django.db.models import Q
from django.urls import reverse

from allocations.models import AllocationRow
from core.dates import day_in_words
from core.kronor import with_unit
from core.transitions import label_of
from correspondence.models import Audience, Letter
from correspondence.plan import Addressee, Candidate, Due, Planned
from correspondence.schedule import Occasion
from grants.models import Round
from grants.wording import short_name
from requisitions.letters.unanswered import LAST_ON, OPENED_ON, in_open_rounds, in_round, unanswered

__all__ = ["LISTS", "nobody_left"]


def candidates(today: date) -> Iterator[Candidate]:
    """Each open round in which somebody has not answered (one query)."""
    return _by_round(in_open_rounds(), today=today)


def expected(round_key: str, today: date) -> Iterator[Candidate]:
    return _by_round(in_round(round_key), today=today)


def _by_round(which: Q, *, today: date) -> Iterator[Candidate]:
    rows: dict[Round, list[AllocationRow]] = defaultdict(list)
    for row in unanswered(which):
        rows[row.allocation.round].append(row)
    for round_, missing in rows.items():
        opened_on = round_.opened_on or round_.requisition_opens_on
        yield Candidate(
            round_key=round_.key,
            case=round_.key,
            name=f"{len(missing)} mottagare saknas",
            days={OPENED_ON: opened_on, LAST_ON: round_.requisition_last_on},
            not_before=opened_on,
            to={Audience.STAFF: (Addressee(round_.contact_email, round_.contact_name),)},
            write=partial(_due, round_, missing, today),
        )


def _due(
    round_: Round,
    missing: list[AllocationRow],
    today: date,
    occasion: Occasion,
    to: tuple[Addressee, ...],
) -> Due:
    return Due(
        about=label_of(round_),
        case=round_.key,
        diarienummer=round_.decision.diarienummer,
        due_on=occasion.due_on,
        send_until=occasion.send_until,
        to=to,
        reply_to=round_.contact_email,
        context={
            "round": round_,
            "short_name": short_name(round_),
            "missing": [(row.recipient.name, with_unit(row.kr)) for row in missing],
            "last_day": day_in_words(round_.requisition_last_on),
            "is_over": today > round_.requisition_last_on,
            "path": reverse("admin:requisitions_callnote_round", args=[round_.pk]),
        },
    )


def nobody_left(letter: Letter) -> str | None:
    """Stop condition, checked at the moment of sending."""
    if unanswered(in_round(letter.case)).exists():
        return None
    return "Alla har svarat, eller så är omgången stängd."


LISTS = Planned(
    days={
        LAST_ON: "sista dagen för rekvisition",
        OPENED_ON: "dagen då rekvisitionen öppnas",
    },
    audiences=(Audience.STAFF,),
    candidates=candidates,
    expected=expected,
)
