"""When a reminder is due: steps counted in days from a last day. Pure.

Only the newest step that has come applies, so that a missed night heals and a stale reminder is
never sent: a step may be sent until the day before the next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Step", "step_due"]


@dataclass(frozen=True)
class Step:
    """A reminder that is due on `due_on` and may be sent until `send_until` (both inclusive)."""

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
