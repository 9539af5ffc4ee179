"""The letters of a round's plan: what is due now, and what will go out if nothing more is done.

Steps are rows, who they concern is the kind's own question to its app; here they meet.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from correspondence.models import Letter, PlanStep, Unit
from correspondence.plan import Addressee, Due, Expected, Field, LetterKind, Planned, planned_kinds
from correspondence.queries import held_addresses
from correspondence.schedule import Placed, due_day, occasions

__all__ = ["Outlook", "Reader", "day_for", "outlooks", "planned_kind", "switched_off"]


def planned_kind(
    key: str,
    *,
    planned: Planned,
    unwanted: Callable[[Letter], str | None],
    label: str,
    fields: tuple[Field, ...] = (),
) -> LetterKind:
    """A kind whose letters are due when the plans of the rounds say so."""
    return LetterKind(
        key,
        partial(_dues, key, planned),
        unwanted,
        label=label,
        fields=fields,
        planned=planned,
        waits_for_morning=True,
    )


def _dues(key: str, planned: Planned, today: date) -> Iterator[Due]:
    """One query for the steps, and those of the kind's candidates."""
    steps: dict[str, list[PlanStep]] = defaultdict(list)
    for step in PlanStep.objects.active().filter(kind=key):
        steps[step.round_key].append(step)
    if not steps:
        return
    for one in planned.candidates(today):
        placed = _placed(steps[one.round_key], one)
        keep_until = one.days.get(planned.keep_until)
        for occasion in occasions(placed, today=today, keep_until=keep_until):
            to = one.to.get(occasion.audience, ())
            if to:
                yield replace(one.write(occasion, to), occasion=occasion)


def _placed(steps: Iterable[PlanStep], one: Expected) -> list[Placed]:
    """The steps that concern a case, on its own days."""
    return [
        Placed(
            step_id=step.pk,
            audience=step.audience,
            counted_from_day=one.days[step.counted_from],
            due_on=day_for(step, one.days[step.counted_from]),
            not_before=max(step.placed_on, one.not_before),
        )
        for step in steps
        if step.counted_from in one.days and (not step.condition or step.condition in one.holds)
    ]


def day_for(step: PlanStep, counted_from: date) -> date:
    """When a step is due, counted from the day that it names."""
    return due_day(counted_from, distance=step.distance, in_workdays=step.unit == Unit.WORKDAYS)


def switched_off(letter: Letter) -> str | None:
    """Stop condition of every planned letter: its step is no longer in force."""
    if letter.step_id is None or PlanStep.objects.active().filter(pk=letter.step_id).exists():
        return None
    return "Steget är avstängt i omgångens brevplan."


@dataclass(frozen=True)
class Reader:
    """Whom a letter of a step is for, and the addresses that have not had it yet."""

    case: str
    name: str
    to: tuple[Addressee, ...]


@dataclass(frozen=True)
class Outlook:
    """A step on a day to come, and who it goes to if nobody does the deed before.

    `unreached` are those who have no address for the step's audience. A step whose days have
    all passed reaches nobody, and `day` is the last of them.
    """

    step: PlanStep
    day: date | None
    readers: tuple[Reader, ...] = ()
    unreached: tuple[Reader, ...] = ()
    is_past: bool = False

    @property
    def letters(self) -> int:
        """How many letters go out: one for each address."""
        return sum(len(one.to) for one in self.readers)


def outlooks(
    steps: Iterable[PlanStep], *, round_key: str, days: Mapping[str, date], today: date
) -> list[Outlook]:
    """What a round's steps will do, by day: a query, and for each kind its own and one more.

    Steps that are switched off, or of kinds that are no longer known, tell of nobody. `days` are
    the round's own, for steps that nobody waits for yet.
    """
    known, steps = planned_kinds(), list(steps)
    told = _told(steps)
    expected: dict[str, list[Expected]] = {}
    found: list[Outlook] = []
    for step in steps:
        if step.kind not in known:
            continue
        if step.kind not in expected:
            _, planned = known[step.kind]
            expected[step.kind] = _past_the_held(planned.expected(round_key, today))
        found += _outlooks(step, expected[step.kind], told, today=today) or [
            _nobody_yet(step, days.get(step.counted_from), today=today)
        ]
    return sorted(found, key=lambda one: (one.day is None, one.day or today, one.step.pk or 0))


def _past_the_held(expected: Iterable[Expected]) -> list[Expected]:
    """Without the addresses that letters go past; where nobody else is left, somebody stands in."""
    some = list(expected)
    held = held_addresses(
        to.email.lower() for one in some for group in one.to.values() for to in group
    )
    return [replace(one, to=_others(one, held)) for one in some] if held else some


def _others(one: Expected, held: set[str]) -> dict[str, tuple[Addressee, ...]]:
    return {
        audience: tuple(to for to in group if to.email.lower() not in held) or group
        for audience, group in one.to.items()
    }


Told = set[tuple[int | None, str, date | None, str]]


def _told(steps: list[PlanStep]) -> Told:
    letters = Letter.objects.filter(step_id__in=[step.pk for step in steps if step.pk])
    return set(letters.values_list("step_id", "case", "counted_from_day", "to_email"))


def _outlooks(
    step: PlanStep, expected: list[Expected], told: Told, *, today: date
) -> list[Outlook]:
    readers: dict[date, list[Reader]] = defaultdict(list)
    unreached: dict[date, list[Reader]] = defaultdict(list)
    gone = []
    for one in expected:
        if step.counted_from not in one.days:
            continue
        counted_from = one.days[step.counted_from]
        day = day_for(step, counted_from)
        if day < max(today, step.placed_on, one.not_before):
            gone.append(day)
        elif step.is_active and (not step.condition or step.condition in one.holds):
            addresses = _one_each(one.to.get(step.audience, ()))
            left = tuple(
                to for to in addresses if (step.pk, one.case, counted_from, to.email) not in told
            )
            if left:
                readers[day].append(Reader(one.case, one.name, left))
            elif not addresses:
                unreached[day].append(Reader(one.case, one.name, ()))
    days = sorted({*readers, *unreached})
    if gone and not days:
        return [Outlook(step, max(gone), is_past=True)]
    return [Outlook(step, day, tuple(readers[day]), tuple(unreached[day])) for day in days]


def _nobody_yet(step: PlanStep, counted_from: date | None, *, today: date) -> Outlook:
    """A step on the round's own day, as long as it concerns nobody."""
    day = day_for(step, counted_from) if counted_from else None
    return Outlook(step, day, is_past=day is not None and day < max(today, step.placed_on))


def _one_each(to: tuple[Addressee, ...]) -> list[Addressee]:
    """Each address once, written as letters are."""
    return list({one.email.lower(): Addressee(one.email.lower(), one.name) for one in to}.values())
