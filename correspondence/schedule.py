"""When the steps of a plan are due: distances from a day, and which step applies. Pure.

Only the newest step that has come applies, so that a missed night heals and a stale reminder is
never sent: a step may be sent until the day before the next one to the same people.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from core.dates import STOCKHOLM, workdays_from

__all__ = [
    "KEEP_DAYS", "Occasion", "Placed", "Step", "due_day", "is_day_begun", "occasions", "step_due",
]  # fmt: skip

KEEP_DAYS = 14
"""How long the last step may still be sent, unless its kind says until when."""


@dataclass(frozen=True)
class Placed:
    """A step as it falls in one case. Nothing is sent that was due before `not_before`."""

    step_id: int
    audience: str
    counted_from_day: date
    due_on: date
    not_before: date


@dataclass(frozen=True)
class Occasion:
    """A step that is due on `due_on` and may be sent until `send_until` (both inclusive)."""

    step_id: int
    audience: str
    counted_from_day: date
    due_on: date
    send_until: date


def due_day(day: date, *, distance: int, in_workdays: bool) -> date:
    """The day that lies so far from a day: −3 is before it, 0 the day itself."""
    return workdays_from(day, distance) if in_workdays else day + timedelta(days=distance)


def is_day_begun(at: datetime, *, morning: time) -> bool:
    """Whether it is that time of the day in Sweden, or later; also when the clocks have changed."""
    return at.astimezone(STOCKHOLM).time() >= morning


def occasions(
    steps: Iterable[Placed], *, today: date, keep_until: date | None = None
) -> list[Occasion]:
    """The steps that apply today, at most one for each audience.

    `keep_until` is how long the last one may be sent, if that is later than KEEP_DAYS after it.
    Of two that are due to the same people on the same day, the later made applies.
    """
    by_audience: dict[str, list[Placed]] = defaultdict(list)
    for step in steps:
        if step.due_on >= step.not_before:
            by_audience[step.audience].append(step)
    found = (_newest(placed, today, keep_until) for placed in by_audience.values())
    return [occasion for occasion in found if occasion]


def _newest(placed: list[Placed], today: date, keep_until: date | None) -> Occasion | None:
    in_order = sorted(placed, key=lambda step: (step.due_on, step.step_id))
    last = in_order[-1].due_on + timedelta(days=KEEP_DAYS)
    ends = [later.due_on - timedelta(days=1) for _, later in pairwise(in_order)]
    for step, until in zip(in_order, [*ends, max(last, keep_until or last)], strict=True):
        if step.due_on <= today <= until:
            return Occasion(step.step_id, step.audience, step.counted_from_day, step.due_on, until)
    return None


@dataclass(frozen=True)
class Step:
    """A fixed reminder that no plan steers; due and sent until, as an occasion (inclusive)."""

    days: int
    due_on: date
    send_until: date


def step_due(
    days_from_last: Sequence[int],
    *,
    last_on: date,
    today: date,
    not_before: date,
    keep_days: int = 14,
) -> Step | None:
    """The step that applies today, or None.

    `days_from_last` counts from the last day (−14 is a fortnight before, 1 the day after) and
    rises. Steps due before `not_before`, when the round opened, are left out. The last step may
    be sent for `keep_days`.
    """
    due = [last_on + timedelta(days=days) for days in days_from_last]
    ends = [day - timedelta(days=1) for day in due[1:]] + [due[-1] + timedelta(days=keep_days)]
    for days, due_on, send_until in zip(days_from_last, due, ends, strict=True):
        if due_on <= today <= send_until and due_on >= not_before:
            return Step(days, due_on, send_until)
    return None
