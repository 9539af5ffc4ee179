"""Verbs that change a round or a decision.

Opening the reporting is reporting's action, for it makes reports.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from core import transitions
from core.dates import day_of
from core.errors import NotAllowed, RuleViolated, StaleState
from core.transitions import label_of
from correspondence.actions import Filing, next_diarienummer, store_file
from correspondence.models import Direction, Document
from correspondence.plan_actions import ensure_plan
from grants import rules
from grants.models import Decision, Round
from grants.queries import ORIGINAL, originals_of
from grants.states import ROUND, RoundStatus
from organisations.models import User
from organisations.roles import CASE_STAFF

__all__ = [
    "add_round",
    "attach_original",
    "change_round",
    "close_round",
    "open_requisition",
    "plan_letters",
]

GOVERNMENT = "Regeringen"


@transaction.atomic
def add_round(round_: Round, *, at: datetime) -> Round:
    """Write a new, prepared round, whose values its form has judged, with the usual letter plan.

    Raises StaleState when somebody else, or an earlier click, has just written the same one.
    """
    try:
        with transaction.atomic():
            round_.save(force_insert=True)
    except IntegrityError as taken:
        message = "Omgången finns redan: statsbidrag, år och mottagare, eller nyckeln, är tagna."
        raise StaleState(message) from taken
    ensure_plan(round_.key, today=day_of(at))
    return round_


def plan_letters(*, today: date) -> None:
    """Give every round that is not closed the usual letter plan, unless it has one."""
    for key in Round.objects.exclude(status=RoundStatus.CLOSED).values_list("key", flat=True):
        ensure_plan(key, today=today)


@transaction.atomic
def change_round(round_: Round, *, fields: Iterable[str]) -> Round:
    """Write the named fields of a round, whose values its form has judged.

    Raises StaleState when it has been opened, or closed, since the form was begun.
    """
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if locked.status != round_.status:
        raise StaleState(
            f"Omgången är redan {locked.get_status_display().lower()}. Ladda om sidan."
        )
    round_.save(update_fields=list(fields))
    return round_


@transaction.atomic
def attach_original(
    decision: Decision, *, content: bytes, by: User, roles: Iterable[str], at: datetime
) -> Document:
    """File the decision as it came from the government. A new original lies beside the old one.

    The same file once more gives the one that is there. Raises RuleViolated for what is no whole
    PDF or too large, NotAllowed for others than those who handle cases.
    """
    if not CASE_STAFF & set(roles):
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
    if problems := rules.original_problems(content):
        raise RuleViolated(*problems)
    locked = Decision.objects.select_for_update(no_key=True).get(pk=decision.pk)
    kept = list(originals_of([locked]))
    if kept and kept[-1].sha256 == hashlib.sha256(content).hexdigest():
        return kept[-1]
    document = store_file(
        _filing_of_original(locked, number=len(kept) + 1, at=at),
        content=content,
        media_type="application/pdf",
        at=at,
    )
    transitions.record(locked, "original_attached", actor=by, at=at, reason=document.title)
    return document


def _filing_of_original(decision: Decision, *, number: int, at: datetime) -> Filing:
    again = f", original nummer {number}" if number > 1 else ""
    return Filing(
        kind=f"{ORIGINAL}_{number:03d}",
        about=label_of(decision),
        case=f"beslut/{decision.pk}",
        diarienummer=next_diarienummer(at=at),
        decision_diarienummer=decision.diarienummer,
        direction=Direction.IN,
        title=f"Regeringsbeslut {decision.diarienummer}{again}",
        counterpart=GOVERNMENT,
        filename=f"regeringsbeslut-{slugify(decision.diarienummer)}.pdf",
    )


@transaction.atomic
def open_requisition(
    round_: Round, *, by: User | None, roles: Iterable[str], at: datetime
) -> Round:
    """Open a round for requisition. From this day on letters are due, none from before it.

    A round without a letter plan gets the usual one: nobody shall wait for a letter in vain.
    """
    ensure_plan(round_.key, today=day_of(at))
    return transitions.apply(
        round_,
        ROUND,
        to=RoundStatus.REQUISITION,
        actor=by,
        roles=roles,
        at=at,
        changes={"opened_on": day_of(at)},
    )


@transaction.atomic
def close_round(
    round_: Round, *, by: User, roles: Iterable[str], at: datetime, reason: str
) -> Round:
    """Close a round by decision: after this nothing is accepted, late or not."""
    return transitions.apply(
        round_, ROUND, to=RoundStatus.CLOSED, actor=by, roles=roles, at=at, reason=reason
    )
