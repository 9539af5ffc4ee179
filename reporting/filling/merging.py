"""Two people on the same page: what only one of them changed is merged, the rest is asked about.

Pure. A page that is drawn carries the fingerprints of the answers on it (`seen`), so that a post
tells what its writer began from. An answer that she left as it was is the other's to change; one
that both have changed, each in her own way, is a clash, and neither version is thrown away before
somebody has chosen.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from reporting.questionnaire import Stored
from reporting.questionnaire.answers import Answers, is_empty

__all__ = [
    "BOTH",
    "MINE",
    "THEIRS",
    "Clash",
    "Merged",
    "fingerprint",
    "merged",
    "read_seen",
    "seen",
]

MINE, THEIRS, BOTH = "mine", "theirs", "both"
UNSEEN = "-"
"""Stands for an answer that its writer has not seen."""

ASKED = "?"
"""Stands for an answer that she has been asked to choose about."""


@dataclass(frozen=True)
class Clash:
    """One answer that two people have changed, each in her own way."""

    key: str
    theirs: Stored
    mine: Stored

    @property
    def stored(self) -> str:
        """Tells whether what is stored is still what she is asked about."""
        return fingerprint(self.theirs)


@dataclass(frozen=True)
class Merged:
    """What to keep of a page. Where two clash, `answers` has what is stored already.

    `theirs` are the answers that only the other has changed.
    """

    answers: dict[str, Stored] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    theirs: tuple[str, ...] = ()


def fingerprint(stored: Stored) -> str:
    """Tells two answers apart; all that counts as unanswered is the same."""
    canonical = json.dumps(None if is_empty(stored) else stored, sort_keys=True)
    return blake2b(canonical.encode(), digest_size=6).hexdigest()


def seen(answers: Answers, clashes: tuple[Clash, ...] = ()) -> str:
    """What a page carries about the answers that its reader sees: "key:fingerprint …"."""
    open_ = {clash.key for clash in clashes}
    return " ".join(
        f"{key}:{ASKED if key in open_ else fingerprint(value)}" for key, value in answers.items()
    )


def read_seen(text: str | None) -> dict[str, str] | None:
    """The same as key → fingerprint; None where a post carries none, as from a script."""
    if text is None:
        return None
    return {
        key: mark for key, colon, mark in (one.rpartition(":") for one in text.split()) if colon
    }


def merged(
    mine: Answers,
    theirs: Answers,
    began_from: Mapping[str, str] | None,
    choices: Mapping[str, str],
) -> Merged:
    """What was sent and what is stored as one. `choices` are "mine:fingerprint of theirs" by key:
    a choice counts only while what she chose against is still what is stored."""
    answers: dict[str, Stored] = {}
    clashes, others = [], []
    for key, sent in mine.items():
        clash = Clash(key, theirs.get(key), sent)
        chosen = _chosen(clash, choices.get(key, ""))
        known = MINE if began_from is None else _whose(clash, began_from.get(key, UNSEEN))
        whose = chosen or known
        if whose is None:
            clashes.append(clash)
        elif whose == THEIRS and not chosen and fingerprint(sent) != clash.stored:
            others.append(key)
        answers[key] = _version(clash, whose)
    return Merged(answers, tuple(clashes), tuple(others))


def _whose(clash: Clash, began_from: str) -> str | None:
    """Whose version holds without asking; None where both have changed it."""
    mine = fingerprint(clash.mine)
    if began_from == clash.stored or mine == clash.stored:
        return MINE
    if mine == began_from or (began_from == UNSEEN and is_empty(clash.mine)):
        return THEIRS
    return MINE if began_from == UNSEEN and is_empty(clash.theirs) else None


def _chosen(clash: Clash, choice: str) -> str | None:
    whose, _, stored = choice.partition(":")
    return whose if whose in (MINE, THEIRS, BOTH) and stored == clash.stored else None


def _version(clash: Clash, whose: str | None) -> Stored:
    if whose == MINE:
        return clash.mine
    if whose == BOTH and isinstance(clash.theirs, str) and isinstance(clash.mine, str):
        return f"{clash.theirs}\n\n{clash.mine}"
    return clash.theirs
