"""Which letters should have gone out: worked out from the plan's rows and from what everybody did.

Counted beside the portal, in its own few lines. A letter is due when beat ran at a time when it
held: a step that passed while beat stood still, or that a newer one overtook, is not.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from bench.year.lives import ENDS, Life, RoundDays

__all__ = ["DEED_OF", "Expected", "Step", "expected_letters"]

KEPT = timedelta(days=14)
ONE_DAY = timedelta(days=1)
REQUISITION, REPORT = "requisition", "report"
DEED_OF = {
    "requisition_opening": REQUISITION,
    "requisition_reminder": REQUISITION,
    "report_opening": REPORT,
    "report_reminder": REPORT,
    "report_last_notice": REPORT,
    "approval_request": REPORT,
    "approval_reminder": REPORT,
}
"""The letters that are of no use any more when a deed is done, and which one."""
KEPT_UNTIL_THE_LAST_DAY = ("requisition_opening", "report_opening")


COMES_SEVERAL_TIMES = "approval_reminder"
"""The one outside the plan that does."""


class Expected(NamedTuple):
    """A letter to one address; `due_on` only for letters that come several times."""

    kind: str
    case: str
    due_on: date | None
    to: str


@dataclass(frozen=True)
class Step:
    """A row of a round's plan."""

    round_key: str
    kind: str
    distance: int
    counted_from: str


def expected_letters(
    rounds: Iterable[RoundDays],
    all_lives: Iterable[Life],
    steps: Iterable[Step],
    *,
    working: Collection[date],
) -> set[Expected]:
    """All that should have gone out by the end; `working` are the days on which beat ran."""
    steps, days = list(steps), {one.key: one for one in rounds}
    found: set[Expected] = set()
    for life in all_lives:
        own = [step for step in steps if step.round_key == life.round_key]
        for kind in sorted({step.kind for step in own}):
            of_kind = [step for step in own if step.kind == kind]
            found.update(_planned(life, days[life.round_key], of_kind, working))
        found.update(_after_deeds(life, working))
        found.update(_signatory_reminded(life, days[life.round_key], working))
    return found


def _planned(
    life: Life, days: RoundDays, steps: list[Step], working: Collection[date]
) -> Iterator[Expected]:
    kind = steps[0].kind
    deed = life.requisitioned if DEED_OF[kind] == REQUISITION else life.approved
    opened, anchors = _anchors(life, days, kind)
    if opened is None:
        return
    first = opened if kind in KEPT_UNTIL_THE_LAST_DAY else opened + ONE_DAY
    dues = sorted(anchors[step.counted_from] + timedelta(days=step.distance) for step in steps)
    dues = [due for due in dues if due >= first]
    ends = [later - ONE_DAY for _, later in pairwise(dues)]
    last = max(dues[-1] + KEPT, anchors["last"]) if kind in KEPT_UNTIL_THE_LAST_DAY else None
    for due, end in zip(dues, [*ends, last or (dues[-1] + KEPT if dues else ENDS)], strict=False):
        if _held(due, end, opened, deed, working):
            yield from (Expected(kind, life.case, due, to) for to in _followers(life, kind))


def _followers(life: Life, kind: str) -> set[str]:
    """All who follow the case; the requisition names a contact, so there is none before it."""
    before = {life.ombud, life.registrator}
    return before if DEED_OF[kind] == REQUISITION else {*before, life.contact}


def _anchors(life: Life, days: RoundDays, kind: str) -> tuple[date | None, dict[str, date]]:
    """The day the case was opened on, and the days that steps count from."""
    if DEED_OF[kind] == REQUISITION:
        opened, last = days.opens, days.last
        names = ("requisition_opened_on", "requisition_last_on")
    else:
        if life.paid is None:
            return None, {}
        opened, last = max(days.report_opens, life.paid), days.report_last
        names = ("report_opened_on", "report_last_on")
    return opened, {names[0]: opened, names[1]: last, "last": last}


def _held(due: date, end: date, opened: date, deed: date | None, working: Collection[date]) -> bool:
    """Whether beat ran on a day of the step before the deed was done.

    Deeds are done at ten, and so are openings; letters go out at seven and at noon.
    """
    day = due
    while day <= min(end, ENDS):
        before_the_deed = deed is None or (day < deed if day == opened else day <= deed)
        if day in working and before_the_deed:
            return True
        day += ONE_DAY
    return False


def _after_deeds(life: Life, working: Collection[date]) -> Iterator[Expected]:
    """Receipts and the like: once, to everybody whom they concern."""

    def once(kind: str, *to: str) -> Iterator[Expected]:
        yield from (Expected(kind, life.case, None, one) for one in set(to))

    if life.requisitioned:
        yield from once("requisition_receipt", life.contact, life.ombud)
    if life.paid:
        yield from once("payment_advice", life.contact, life.ombud, life.registrator)
    if life.locked and life.approved and _asked(life.locked, life.approved, working):
        yield from once("approval_request", life.signatory)
    if life.approved:
        yield from once("report_receipt", life.contact, life.signatory, life.ombud)
    if life.accepted and life.unused_kr:
        yield from once("repayment_invoice", life.invoices, life.contact)


def _asked(locked: date, approved: date, working: Collection[date]) -> bool:
    """Whether beat ran between the two: from noon on the one day until seven on the other."""
    span = range((approved - locked).days + 1)
    return locked < approved and any(locked + timedelta(days=n) in working for n in span)


def _signatory_reminded(
    life: Life, days: RoundDays, working: Collection[date]
) -> Iterator[Expected]:
    """Three and seven days after she was asked, and two before the end: the newest that has come.

    The end is the report's last day or, when that had passed already, the link's fourteenth.
    """
    if not (life.locked and life.approved):
        return
    link = life.locked + timedelta(days=14)
    end = min(days.report_last, link) if life.locked <= days.report_last else link
    dues = [life.locked + timedelta(days=n) for n in (3, 7)]
    if (before := end - timedelta(days=2)) > life.locked:
        dues.append(before)
    for day in (life.locked + timedelta(days=n) for n in range(1, 15)):
        come = [due for due in dues if due <= day and (due != before or day <= end)]
        if come and day in working and day <= life.approved:
            yield Expected(COMES_SEVERAL_TIMES, life.case, max(come), life.signatory)
