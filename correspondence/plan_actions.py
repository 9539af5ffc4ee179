"""Verbs that change a round's plan and staff's own words. Who may is for the pages to say.

What has been sent is never undone: a step that is moved applies from the day of the change, and
who has had its letter does not get it again.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from core.dates import day_of
from core.errors import RuleViolated, StaleState, Violation
from core.transitions import record
from correspondence.models import Audience, OwnWords, PlanStep, Unit
from correspondence.plan import kinds, planned_kinds
from correspondence.rules import step_problems, words_problems

if TYPE_CHECKING:
    from organisations.models import User

__all__ = [
    "StepValues", "add_step", "change_step", "copy_plan", "ensure_plan", "restore_words",
    "write_words",
]  # fmt: skip


@dataclass(frozen=True)
class StepValues:
    """What staff choose for a step; `distance` is negative before the day."""

    audience: str
    distance: int
    unit: str
    counted_from: str
    condition: str = ""


COPIED = ("kind", "is_active", *StepValues.__dataclass_fields__)


@transaction.atomic
def ensure_plan(round_key: str, *, today: date) -> int:
    """Give a round that has no plan the usual one; returns how many steps it got."""
    if PlanStep.objects.filter(round_key=round_key).exists():
        return 0
    steps = [
        PlanStep(
            round_key=round_key,
            kind=key,
            audience=Audience.PEOPLE,
            distance=distance,
            unit=Unit.DAYS,
            counted_from=counted_from,
            placed_on=today,
        )
        for key, (_, planned) in planned_kinds().items()
        for distance, counted_from in planned.defaults
    ]
    return len(PlanStep.objects.bulk_create(steps, ignore_conflicts=True))


@transaction.atomic
def copy_plan(from_key: str, to_key: str, *, today: date) -> int:
    """Give a new round another's plan, also what is switched off; returns how many steps."""
    steps = PlanStep.objects.filter(round_key=from_key)
    copies = [
        PlanStep(
            round_key=to_key, placed_on=today, **{name: getattr(step, name) for name in COPIED}
        )
        for step in steps.order_by("pk")
    ]
    return len(PlanStep.objects.bulk_create(copies, ignore_conflicts=True))


@transaction.atomic
def add_step(
    round_key: str, kind: str, values: StepValues, *, by: "User", at: datetime
) -> PlanStep:
    """A new step, in force from today. Raises RuleViolated; a second click finds it there."""
    _refuse(kind, values)
    step = PlanStep(round_key=round_key, kind=kind, placed_on=day_of(at), **asdict(values))
    _save(step)
    record(step, "step_added", actor=by, at=at)
    return step


@transaction.atomic
def change_step(
    step: PlanStep, values: StepValues, *, is_active: bool, by: "User", at: datetime
) -> PlanStep:
    """Move a step, or switch it off or on, from today. Raises RuleViolated.

    Unchanged, it stays placed since when it was, so that a missed night still heals.
    """
    locked = PlanStep.objects.select_for_update().get(pk=step.pk)
    before = StepValues(**{name: getattr(locked, name) for name in asdict(values)})
    if before == values and locked.is_active == is_active:
        return locked
    _refuse(locked.kind, values)
    if before != values or is_active:
        locked.placed_on = day_of(at)
    for name, value in asdict(values).items():
        setattr(locked, name, value)
    was_active, locked.is_active = locked.is_active, is_active
    _save(locked)
    switched = {(True, False): "step_switched_off", (False, True): "step_switched_on"}
    record(locked, switched.get((was_active, is_active), "step_changed"), actor=by, at=at)
    return locked


def _refuse(kind: str, values: StepValues) -> None:
    known = planned_kinds().get(kind)
    found = step_problems(known[1] if known else None, **asdict(values))
    if found:
        raise RuleViolated(*found)


def _save(step: PlanStep) -> None:
    try:
        with transaction.atomic():
            step.save()
    except IntegrityError as taken:
        message = "Steget finns redan i planen. Är det avstängt kan du slå på det igen."
        raise RuleViolated(Violation("step_stands_twice", "distance", message)) from taken


@transaction.atomic
def write_words(
    kind: str,
    round_key: str,
    *,
    subject: str,
    body: str,
    link_text: str,
    seen_version: int,
    by: "User",
    at: datetime,
) -> OwnWords:
    """A new version of the words for all rounds ("") or one. Raises RuleViolated, StaleState.

    `seen_version` is the newest when the page was opened (0: none), so that nobody's words are
    written over unseen.
    """
    known = kinds()[kind]
    found = words_problems(
        subject=subject,
        body=body,
        fields={one.name for one in known.fields},
        must_say=known.must_say,
    )
    if found:
        raise RuleViolated(*found)
    words = {"subject": subject.strip(), "body": body.strip(), "link_text": link_text.strip()}
    return _new_version(kind, round_key, words, seen_version=seen_version, by=by, at=at)


@transaction.atomic
def restore_words(
    kind: str, round_key: str, *, seen_version: int, by: "User", at: datetime
) -> OwnWords:
    """Back to the portal's words: a version that says so; the others stay. Raises StaleState."""
    return _new_version(kind, round_key, {}, seen_version=seen_version, by=by, at=at)


def _new_version(
    kind: str,
    round_key: str,
    words: dict[str, str],
    *,
    seen_version: int,
    by: "User",
    at: datetime,
) -> OwnWords:
    try:
        with transaction.atomic():
            newest = OwnWords.objects.filter(kind=kind, round_key=round_key).last()
            if (newest.version if newest else 0) != seen_version:
                raise StaleState("Någon annan har just ändrat orden. Ladda om sidan och läs dem.")
            return OwnWords.objects.create(
                kind=kind,
                round_key=round_key,
                version=seen_version + 1,
                is_standard=not words,
                written_by=by,
                written_at=at,
                **words,
            )
    except IntegrityError as taken:
        raise StaleState("Någon annan har just ändrat orden. Ladda om sidan.") from taken
