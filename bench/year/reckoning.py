"""What was due held against what the mail server took."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bench.year.deeds import moment
from bench.year.expected import COMES_SEVERAL_TIMES, DEED_OF, REQUISITION, Expected
from bench.year.lives import Life
from correspondence.models import Delivery, LetterStatus

__all__ = ["Reckoning", "reckon", "sent_letters"]


@dataclass
class Row:
    """The figures of one kind of letter."""

    due: int = 0
    sent: int = 0
    missing: int = 0
    doubled: int = 0
    not_due: int = 0
    after_the_deed: int = 0

    @property
    def is_right(self) -> bool:
        return not (self.missing or self.doubled or self.not_due or self.after_the_deed)


@dataclass
class Reckoning:
    """A row for each kind, the letters that are wrong, and how many the server was handed again.

    `others` are letters about no recipient's case, such as those to staff: the year claims nothing
    of them.
    """

    rows: dict[str, Row] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    handed_over_again: int = 0

    @property
    def total(self) -> Row:
        names = list(Row.__dataclass_fields__)
        rows = self.rows.values()
        return Row(**{name: sum(getattr(row, name) for row in rows) for name in names})


def sent_letters(taken: Mapping[str, int]) -> list[tuple[Expected, datetime, int]]:
    """The letters that the server took, when the portal had them sent, and how many times.

    Known by the number in their Message-ID; one that was taken and is not known to have been
    sent, because the worker died at that moment, is counted when it was sent again.
    """
    sent = Delivery.objects.filter(outcome=LetterStatus.SENT).select_related("letter")
    by_letter = {int(key.removeprefix("<letter-").partition("@")[0]): n for key, n in taken.items()}
    found = []
    for delivery in sent:
        letter = delivery.letter
        times = by_letter.get(letter.pk, 0)
        several = letter.step_id or letter.kind == COMES_SEVERAL_TIMES
        due_on = letter.due_on if several else None
        one = Expected(letter.kind, letter.case, due_on, letter.to_email)
        found.append((one, delivery.at, times))
    return found


def reckon(
    expected: set[Expected],
    sent: Iterable[tuple[Expected, datetime, int]],
    all_lives: Iterable[Life],
) -> Reckoning:
    """The figures. A letter that the server has not taken was not sent, whatever we believe."""
    result, lives_by_case = Reckoning(), {life.case: life for life in all_lives}
    seen: Counter[Expected] = Counter()
    for kind in sorted({one.kind for one in expected}):
        result.rows[kind] = Row(due=sum(one.kind == kind for one in expected))
    for one, at, times in sent:
        if one.case not in lives_by_case:
            result.others[one.kind] += 1
            continue
        row = result.rows.setdefault(one.kind, Row())
        if not times:
            continue
        row.sent += 1
        seen[one] += 1
        result.handed_over_again += times - 1
        if _is_after_the_deed(one, at, lives_by_case[one.case]):
            row.after_the_deed += 1
            result.wrong.append(f"after the deed: {one}, {at}")
    _compare(result, expected, seen)
    return result


def _compare(result: Reckoning, expected: set[Expected], seen: Counter[Expected]) -> None:
    for one in sorted(expected - set(seen), key=str):
        result.rows[one.kind].missing += 1
        result.wrong.append(f"missing: {one}")
    for one, times in seen.items():
        result.rows[one.kind].doubled += times - 1
        if times > 1:
            result.wrong.append(f"doubled: {one}")
        if one not in expected:
            result.rows[one.kind].not_due += 1
            result.wrong.append(f"not due: {one}")


def _is_after_the_deed(one: Expected, at: datetime, life: Life) -> bool:
    deed: date | None = None
    if one.kind in DEED_OF:
        deed = life.requisitioned if DEED_OF[one.kind] == REQUISITION else life.approved
    return deed is not None and at > moment(deed, 10)
