"""Staff's own words about a report, and one more chance for one recipient."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core import transitions
from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from organisations.models import User
from organisations.roles import CASE_STAFF
from reporting import handling_rules as rules
from reporting.actions.holding import hold
from reporting.models import Note, Report

__all__ = ["raise_submissions", "write_note"]


@transaction.atomic
def write_note(report: Report, *, text: str, by: User, roles: Iterable[str], at: datetime) -> Note:
    """Keep a note beside the report; the recipient does not see it.

    The same words as the writer's last note are the same note: a second click adds none. Raises
    RuleViolated for an empty one, NotAllowed.
    """
    _refuse_others(roles)
    words = text.strip()
    if not words:
        raise RuleViolated(Violation("note_missing", "text", "Skriv en anteckning."))
    held = hold(report.pk)
    last = held.notes.order_by("id").last()
    if last is not None and last.text == words and last.by == by:
        return last
    return Note.objects.create(report=held, text=words, at=at, by=by)


@transaction.atomic
def raise_submissions(
    report: Report,
    *,
    extra: int,
    seen: int,
    by: User,
    roles: Iterable[str],
    at: datetime,
    reason: str,
) -> Report:
    """Let one recipient send in `extra` times more than it may now.

    `seen` is how many times more than the round's number it may already, as staff saw it: a second
    click finds another number and raises StaleState. Raises RuleViolated for an accepted report,
    a closed round, a number out of range or without a reason; NotAllowed.
    """
    _refuse_others(roles)
    held = hold(report.pk)
    if held.extra_submissions != seen:
        raise StaleState("Antalet gånger är redan ändrat.")
    broken = rules.raise_problems(held.round, held.status, extra=extra)
    if not reason.strip():
        message = "Skriv ett skäl, så att mottagaren och andra förstår varför."
        broken.append(Violation("reason_missing", "reason", message))
    if broken:
        raise RuleViolated(*broken)
    held.extra_submissions += extra
    held.save(update_fields=["extra_submissions"])
    transitions.record(held, "raise_submissions", actor=by, at=at, reason=reason.strip())
    return held


def _refuse_others(roles: Iterable[str]) -> None:
    if not CASE_STAFF & set(roles):
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
