"""Extensions (anstånd): asked for by the recipient, or given by staff; decided once.

A granted one moves the last day of that report alone, and what follows from it: reminders read
the report's own last day, and so does what counts as late.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from core import transitions
from core.dates import day_of
from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from correspondence.actions import next_diarienummer
from grants.calendar import last_day
from organisations.access import ActingFor
from organisations.models import User
from organisations.roles import MAY_SUBMIT
from reporting import handling_rules as rules
from reporting.actions.holding import hold
from reporting.models import Extension, Report
from reporting.states import EXTENSION, ExtensionStatus

__all__ = [
    "ask_extension",
    "give_extension",
    "grant_extension",
    "refuse_extension",
    "withdraw_extension",
]


@transaction.atomic
def ask_extension(
    report: Report, acting: ActingFor, *, wished_on: date | None, why: str, at: datetime
) -> Extension:
    """Ask for a later last day (inclusive). Asked twice is once: the waiting one is returned.

    Raises RuleViolated for a day that is not later, a report that has come in, a closed round, or
    without a reason; NotAllowed for the role.
    """
    if not acting.roles & MAY_SUBMIT:
        raise NotAllowed("Be ert ombud eller er representant att begära anstånd.")
    held = hold(report.pk)
    waiting = held.extensions.filter(status=ExtensionStatus.ASKED).first()
    if waiting is not None:
        return waiting
    broken = [
        *rules.extension_problems(held.round, held.status, is_asked=True),
        *rules.new_day_problems(
            wished_on, last_on=held.last_on, today=day_of(at), field="wished_on"
        ),
        *_missing_reason(why),
    ]
    if broken:
        raise RuleViolated(*broken)
    extension = _begin(held, at=at, asked_by=acting.user, wished_on=wished_on, why=why.strip())
    transitions.record(extension, "ask_extension", actor=acting.user, at=at, reason=extension.why)
    return extension


@transaction.atomic
def withdraw_extension(extension: Extension, acting: ActingFor, *, at: datetime) -> Extension:
    """The recipient does not need it any more. Raises StaleState when it has been decided."""
    hold(extension.report_id)
    return transitions.apply(
        extension,
        EXTENSION,
        to=ExtensionStatus.WITHDRAWN,
        actor=acting.user,
        roles=acting.roles,
        at=at,
        changes={"decided_at": at},
    )


@transaction.atomic
def grant_extension(
    extension: Extension,
    *,
    new_last_on: date,
    by: User,
    roles: Iterable[str],
    at: datetime,
    reason: str,
) -> Extension:
    """Give the recipient until `new_last_on` (inclusive), as wished or otherwise.

    A day off becomes the workday that the round's rule says.
    Raises RuleViolated for a day that is not later, an accepted report, a closed round or without
    a reason; StaleState when it has been decided or taken back; NotAllowed.
    """
    held = hold(extension.report_id)
    return _grant(extension, held, new_last_on, by=by, roles=roles, at=at, reason=reason)


@transaction.atomic
def refuse_extension(
    extension: Extension, *, by: User, roles: Iterable[str], at: datetime, reason: str
) -> Extension:
    """The last day stays. Raises RuleViolated without a reason, StaleState, NotAllowed."""
    hold(extension.report_id)
    return transitions.apply(
        extension,
        EXTENSION,
        to=ExtensionStatus.REFUSED,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
        changes={"decided_at": at, "decided_by": by, "reason": reason.strip()},
    )


@transaction.atomic
def give_extension(
    report: Report,
    *,
    seen_last_on: date,
    new_last_on: date,
    by: User,
    roles: Iterable[str],
    at: datetime,
    reason: str,
) -> Extension:
    """Staff give an extension that nobody has asked for.

    `seen_last_on` is the last day that they had before them: a second click finds another one and
    raises StaleState. Raises RuleViolated as `grant_extension`, and when the recipient has asked
    already: then that is what is to be decided.
    """
    held = hold(report.pk)
    if held.last_on != seen_last_on:
        raise StaleState("Sista dagen har redan flyttats.")
    if held.extensions.filter(status=ExtensionStatus.ASKED).exists():
        message = "Mottagaren har begärt anstånd. Besluta om den begäran i stället."
        raise RuleViolated(Violation("asked_already", None, message))
    extension = _begin(held, at=at)
    return _grant(extension, held, new_last_on, by=by, roles=roles, at=at, reason=reason)


def _grant(
    extension: Extension,
    report: Report,
    new_last_on: date,
    *,
    by: User,
    roles: Iterable[str],
    at: datetime,
    reason: str,
) -> Extension:
    day = last_day(new_last_on, rule=report.round.last_day_rule)
    broken = [
        *rules.extension_problems(report.round, report.status, is_asked=False),
        *rules.new_day_problems(day, last_on=report.last_on, today=day_of(at), field="new_last_on"),
    ]
    if broken:
        raise RuleViolated(*broken)
    granted = transitions.apply(
        extension,
        EXTENSION,
        to=ExtensionStatus.GRANTED,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
        changes={
            "new_last_on": day,
            "decided_at": at,
            "decided_by": by,
            "reason": reason.strip(),
        },
    )
    _move_last_day(report, day)
    return granted


def _begin(
    report: Report,
    *,
    at: datetime,
    asked_by: User | None = None,
    wished_on: date | None = None,
    why: str = "",
) -> Extension:
    return Extension.objects.create(
        report=report,
        diarienummer=next_diarienummer(at=at),
        asked_at=at,
        asked_by=asked_by,
        wished_on=wished_on,
        why=why,
        previous_last_on=report.last_on,
    )


def _move_last_day(report: Report, day: date) -> None:
    """What came in is late by the last day that holds now; a submission keeps its own mark."""
    report.last_on = day
    first = report.first_submitted_at
    report.is_late = first is not None and day_of(first) > day
    report.save(update_fields=["last_on", "is_late"])


def _missing_reason(why: str) -> list[Violation]:
    if why.strip():
        return []
    return [Violation("why_missing", "why", "Skriv varför ni behöver mer tid.")]
