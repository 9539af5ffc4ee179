"""Next year: a round copied with all that follows it, prepared for somebody to look over.

Here because what follows a round lies in several apps: conditions and calendar in grants, the
key in allocations, the form in reporting, the letter plan in correspondence. Recipients come with
the allocation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from allocations.models import AllocationKey, KeyPart, KeySplit
from core.dates import day_of
from core.errors import NotAllowed, RuleViolated, Violation
from core.transitions import record
from correspondence.plan_actions import copy_plan, ensure_plan
from grants import rules
from grants.calendar import Calendar, years_moved
from grants.models import Decision, Round
from grants.queries import room_kr
from organisations.models import User
from organisations.roles import CASE_STAFF
from portal.round_review import to_review
from repayments.actions import copy_steps
from reporting.form_editor.actions import copy_form
from reporting.models import FormRevision

__all__ = ["NextYear", "make_next_year", "problems", "suggestion", "year_after"]

CARRIED_OVER = (
    "grant", "recipient_kind", "payment_days", "repayment_days", "claim_from_kr",
    "answer_days", "charges_interest", "max_submissions", "last_day_rule",
    "contact_name", "contact_email",
)  # fmt: skip
PART = (
    "position", "label", "measure", "statistic", "amount_kind", "amount", "threshold_rule",
    "threshold_statistic", "threshold", "only",
)  # fmt: skip
SPLIT = ("lan", "weight", "measure", "statistic")
KEY = ("name", "unit_kind", "splits_rounded", "rounding", "residual_to", "cap_kr", "note")


@dataclass(frozen=True)
class NextYear:
    """What staff choose: the decision that it rests on, kr to the recipients, the days."""

    decision: Decision
    amount_kr: int
    calendar: Calendar


def suggestion(round_: Round) -> NextYear:
    """The same decision and amount, every day a year later and moved to a workday."""
    return NextYear(
        round_.decision, round_.amount_kr, Calendar.of(round_).a_year_later(round_.last_day_rule)
    )


def problems(round_: Round, chosen: NextYear) -> list[Violation]:
    """What stands in the way of the round of the year after (2 queries)."""
    year = round_.year + 1
    calendar = chosen.calendar.by_rule(round_.last_day_rule)
    room = room_kr(chosen.decision, year=year)
    return [
        *rules.calendar_problems(calendar, year=year),
        *rules.amount_problems(chosen.amount_kr, room_kr=room, year=year),
    ]


def year_after(round_: Round) -> Round | None:
    """The round of the same grant and recipients the year after, if there is one."""
    later = Round.objects.filter(
        grant=round_.grant_id, recipient_kind=round_.recipient_kind, year=round_.year + 1
    )
    return later.first()


@transaction.atomic
def make_next_year(
    round_: Round, chosen: NextYear, *, by: User, roles: Iterable[str], at: datetime
) -> tuple[Round, bool]:
    """The round of the year after, prepared, and whether this made it.

    1. The round copied from is held, so that of two clicks the second waits for the first.
    2. A round that is there already is returned as it is: nothing is made twice.
    3. Conditions come with their years moved; the key without last year's adjustments; the form
       as a draft to look over; the letter plan as it was.
    4. What somebody must look over is kept in the event.

    Raises NotAllowed, and RuleViolated for days or an amount that will not do.
    """
    if not CASE_STAFF & set(roles):
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
    last_year = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if (made := year_after(last_year)) is not None:
        return made, False
    if found := problems(last_year, chosen):
        raise RuleViolated(*found)
    new = Round.objects.create(**_values(last_year, chosen))
    _copy_key(last_year, new)
    _copy_form(last_year, new, by=by, roles=roles, at=at)
    copy_plan(last_year.key, new.key, today=day_of(at)) or ensure_plan(new.key, today=day_of(at))
    copy_steps(last_year, new)
    reason = "\n".join([f"Kopierad från {last_year.key}. Att se över:", *to_review(new)])
    record(new, "copied", actor=by, at=at, reason=reason)
    return new, True


def _values(last_year: Round, chosen: NextYear) -> dict[str, object]:
    year = last_year.year + 1
    return {
        **{name: getattr(last_year, name) for name in CARRIED_OVER},
        **chosen.calendar.by_rule(last_year.last_day_rule).days(),
        "key": rules.suggested_key(last_year.grant.slug, last_year.recipient_kind, year),
        "year": year,
        "decision": chosen.decision,
        "amount_kr": chosen.amount_kr,
        "conditions": years_moved(last_year.conditions, year=last_year.year),
        "copied_from": last_year,
    }


def _copy_key(last_year: Round, new: Round) -> None:
    """The key that last year's table was made with, else the newest that was drawn up.

    Without its adjustments: those were of last year's table. The sum is the new round's.
    """
    of_last_year = AllocationKey.objects.filter(round=last_year)
    key = of_last_year.filter(allocations__is_in_force=True).first() or of_last_year.last()
    if key is None:
        return
    same = {name: getattr(key, name) for name in KEY}
    copy = AllocationKey.objects.create(round=new, number=1, total_kr=new.amount_kr, **same)
    parts = {
        part.pk: KeyPart.objects.create(key=copy, **{name: getattr(part, name) for name in PART})
        for part in key.parts.select_related("statistic", "threshold_statistic")
    }
    KeySplit.objects.bulk_create(
        KeySplit(
            key=copy,
            part=parts[split.part_id] if split.part_id else None,
            **{name: getattr(split, name) for name in SPLIT},
        )
        for split in key.splits.select_related("lan", "statistic")
    )


def _copy_form(
    last_year: Round, new: Round, *, by: User, roles: Iterable[str], at: datetime
) -> None:
    """The latest revision of last year's form as a draft, for somebody to review and publish."""
    latest = FormRevision.objects.filter(form__round=last_year).order_by("number").last()
    if latest is not None:
        copy_form(latest, new, by=by, roles=roles, at=at)
