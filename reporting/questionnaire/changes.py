"""What a diff says: how much a change matters, where it is, and a sentence."""

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """How much a change matters to answers that exist; in rising order."""

    TEXT = "text"
    ADDITIVE = "additive"
    BREAKING = "breaking"


@dataclass(frozen=True)
class Change:
    """One difference. `words` is the whole Swedish sentence, with where it is."""

    kind: ChangeKind
    where: str
    words: str


def text(where: str, words: str) -> Change:
    """A change of words or order alone."""
    return Change(ChangeKind.TEXT, where, f"{where}: {words}.")


def additive(where: str, words: str) -> Change:
    """There is more to answer, or more is allowed; every answer still fits."""
    return Change(ChangeKind.ADDITIVE, where, f"{where}: {words}.")


def breaking(where: str, words: str) -> Change:
    """An answer that was given may be lost, hidden or wrong."""
    return Change(ChangeKind.BREAKING, where, f"{where}: {words}.")
