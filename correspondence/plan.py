"""The kinds of letter. Each app registers its own in `AppConfig.ready()`.

A kind says who is due on a day, and whether a queued letter is still wanted at the moment of
sending. It reads its own app's rows; this module knows no grant.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from correspondence.models import Document, Letter

__all__ = ["Addressee", "Due", "LetterKind", "kinds", "register"]


@dataclass(frozen=True)
class Addressee:
    email: str
    name: str = ""


def _no_documents(_at: datetime) -> list[Document]:
    return []


@dataclass(frozen=True)
class Due:
    """A letter that should have gone out by now. `attachments` is called only if it is queued."""

    about: str
    case: str
    diarienummer: str
    due_on: date
    to: tuple[Addressee, ...]
    context: dict[str, Any]
    reply_to: str = ""
    send_until: date | None = None
    attachments: Callable[[datetime], list[Document]] = field(default=_no_documents)

    def __post_init__(self) -> None:
        """The same address in other letters is the same person: she gets one letter."""
        unique: dict[str, Addressee] = {}
        for one in self.to:
            unique.setdefault(one.email.lower(), Addressee(one.email.lower(), one.name))
        object.__setattr__(self, "to", tuple(unique.values()))


@dataclass(frozen=True)
class LetterKind:
    """A kind of letter; its words are in templates/letters/<key>/{subject.txt,body.txt,body.html}.

    `due(today)` yields everything due, whether or not it has been queued already, with a number
    of queries that does not depend on the number of recipients. `unwanted(letter)` returns the
    reason to skip it (a Swedish sentence for the log), or None while it is still wanted.
    `is_personal` says that the words hold what only the addressee may see, such as a secret link.
    """

    key: str
    due: Callable[[date], Iterable[Due]]
    unwanted: Callable[[Letter], str | None]
    is_personal: bool = False


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
