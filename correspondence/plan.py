"""The kinds of letter. Each app registers its own in `AppConfig.ready()`.

A kind says who is due on a day, and whether a queued letter is still wanted at the moment of
sending. It reads its own app's rows; this module knows no grant. A planned kind says instead who
has not done the deed yet, and the round's plan says when they are written to
(`correspondence.planned`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from correspondence.models import Audience, Document, Letter
from correspondence.schedule import Occasion

__all__ = [
    "Addressee", "Candidate", "Due", "Expected", "Field", "LetterKind", "Planned", "kinds",
    "planned_kinds", "register",
]  # fmt: skip


@dataclass(frozen=True)
class Addressee:
    """Whom a letter is for. `note` is a line on top of it that says why she is the one."""

    email: str
    name: str = ""
    note: str = ""


def _no_documents(_at: datetime) -> list[Document]:
    return []


@dataclass(frozen=True)
class Due:
    """A letter that should have gone out by now. `attachments` is called only if it is queued.

    `occasion` is the step of the plan that it comes from, for planned kinds.
    """

    about: str
    case: str
    diarienummer: str
    due_on: date
    to: tuple[Addressee, ...]
    context: dict[str, Any]
    reply_to: str = ""
    send_until: date | None = None
    attachments: Callable[[datetime], list[Document]] = field(default=_no_documents)
    occasion: Occasion | None = None

    def __post_init__(self) -> None:
        """The same address in other letters is the same person: she gets one letter."""
        unique: dict[str, Addressee] = {}
        for one in self.to:
            unique.setdefault(one.email.lower(), replace(one, email=one.email.lower()))
        object.__setattr__(self, "to", tuple(unique.values()))


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Somebody who gets a planned letter unless the deed is done: a recipient in a round.

    `days` are the days that steps are counted from, by the kind's keys for them; `holds` the
    conditions that are true now. Letters due before `not_before` are not for this case.
    """

    round_key: str
    case: str
    name: str
    days: Mapping[str, date]
    not_before: date
    to: Mapping[str, tuple[Addressee, ...]]
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Candidate(Expected):
    """The same, now: `write` makes the letter of an occasion to those addressees."""

    write: Callable[[Occasion, tuple[Addressee, ...]], Due]


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What a plan can choose from for a kind, and who its letters concern.

    `days`, `conditions`: key → Swedish words. `candidates(today)` yields all who have not done
    the deed in open rounds, `expected(round_key, today)` those of one round, also before it is
    opened; both with a number of queries that does not depend on how many they are. `keep_until`
    names the day until which the last step may be sent, when KEEP_DAYS is too short. `defaults`
    are the steps of a new round's plan, to everybody: (distance in days, counted from).
    """

    days: Mapping[str, str]
    audiences: tuple[Audience, ...]
    candidates: Callable[[date], Iterable[Candidate]]
    expected: Callable[[str, date], Iterable[Expected]]
    conditions: Mapping[str, str] = field(default_factory=dict)
    keep_until: str = ""
    defaults: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Field:
    """A field that staff may write in their own words: {name}, and what it becomes.

    `example` stands for it in a preview where no case has the value.
    """

    name: str
    says: str
    value: Callable[[Mapping[str, Any]], str]
    example: str = ""


@dataclass(frozen=True)
class LetterKind:
    """A kind of letter; its words are in templates/letters/<key>/{subject.txt,body.txt,body.html}.

    `due(today)` yields everything due, whether or not it has been queued already, with a number
    of queries that does not depend on the number of recipients. `unwanted(letter)` returns the
    reason to skip it (a Swedish sentence for the log), or None while it is still wanted.
    `is_personal` says that the words hold what only the addressee may see, such as a secret link.
    `label` is what staff call it; staff may write their own words where there are `fields`, and
    then those in `must_say` have to be among them. What `waits_for_morning` is due on a day and not
    at an event: it is not written at night.
    """

    key: str
    due: Callable[[date], Iterable[Due]]
    unwanted: Callable[[Letter], str | None]
    is_personal: bool = False
    label: str = ""
    fields: tuple[Field, ...] = ()
    must_say: frozenset[str] = frozenset()
    planned: Planned | None = None
    waits_for_morning: bool = False


_KINDS: dict[str, LetterKind] = {}


def register(*kinds: LetterKind) -> None:
    """Make kinds known; called once per process, from AppConfig.ready()."""
    for kind in kinds:
        if kind.key in _KINDS:
            raise ValueError(f"Letter kind {kind.key} is registered twice.")
        _KINDS[kind.key] = kind


def kinds() -> dict[str, LetterKind]:
    """All registered kinds by key."""
    return dict(_KINDS)


def planned_kinds() -> dict[str, tuple[LetterKind, Planned]]:
    """The kinds that a round's plan steers, by key."""
    return {key: (kind, kind.planned) for key, kind in _KINDS.items() if kind.planned}
