"""Who else follows a case: those whom a letter goes to when it can't reach the one it was for.

Correspondence knows no grant and no organisation. The app whose cases they are says who follows
them, once per process, as it does with its kinds of letter (`correspondence.plan`).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from correspondence.plan import Addressee

__all__ = ["Followers", "follow_by", "followers"]


@dataclass(frozen=True)
class Followers:
    """The people of a case, in the order in which they are asked; the registry, if there is one."""

    people: tuple[Addressee, ...] = ()
    registry: tuple[Addressee, ...] = ()


NOBODY = Followers()
Find = Callable[[Collection[str], date], Mapping[str, Followers]]
"""Those of each of these cases on a day; with queries that don't grow with the cases."""

_FINDERS: list[Find] = []


def follow_by(find: Find) -> None:
    """Make known who can tell; called from AppConfig.ready()."""
    _FINDERS.append(find)


def followers(cases: Collection[str], *, on: date) -> dict[str, Followers]:
    """Those of each case that somebody knows of; cases of nobody's are left out."""
    found: dict[str, Followers] = {}
    for find in _FINDERS:
        found.update(find(cases, on))
    return found
