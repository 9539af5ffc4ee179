"""What differs between two versions of a report, question by question. Pure.

Compared are the answers as people read them, also the computed ones. A question that one of the
versions did not ask counts there as unanswered.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from re import findall

from reporting.questionnaire import presentation
from reporting.questionnaire.presentation import Line, PresentedQuestion
from reporting.versions import Version

__all__ = ["ChangedQuestion", "Difference", "Kind", "Run", "differences"]

MARKED_FROM = 40
"""Shorter answers are read at a glance; in longer ones the words that differ are marked."""

SENTENCE = 80
"""Longer answers are shown one below the other, or side by side."""

Shown = dict[str, tuple[PresentedQuestion, Line]]


class Kind(StrEnum):
    ADDED = "Tillagt"
    REMOVED = "Borttaget"
    CHANGED = "Ändrat"


@dataclass(frozen=True)
class Run:
    """A piece of a text, and whether the other version has other words there."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class Difference:
    """One answer, before and now; nothing before when it was added, nothing now when removed."""

    label: str
    kind: Kind
    before: tuple[Run, ...]
    now: tuple[Run, ...]

    @property
    def is_short(self) -> bool:
        """Whether both fit in one sentence: "Ändrat från 1 kr till 2 kr"."""
        texts = ["".join(run.text for run in runs) for runs in (self.before, self.now)]
        return all(len(text) < SENTENCE and "\n" not in text for text in texts)


@dataclass(frozen=True)
class ChangedQuestion:
    """A question of the form with what differs in it; `number` as printed, "" for none."""

    number: str
    label: str
    changes: tuple[Difference, ...]


def differences(before: Version, now: Version) -> list[ChangedQuestion]:
    """What `now` says otherwise than `before`: in the order of its form, then what it lost."""
    old, new = _shown(before), _shown(now)
    changed: dict[str, list[Difference]] = {}
    for key, (question, line) in (new | {k: v for k, v in old.items() if k not in new}).items():
        was, is_now = _text(old.get(key)), _text(new.get(key))
        if was != is_now:
            changed.setdefault(question.key, []).append(_difference(line, was, is_now))
    questions = {question.key: question for question, _ in [*old.values(), *new.values()]}
    return [
        ChangedQuestion(questions[key].number or "", questions[key].label, tuple(lines))
        for key, lines in changed.items()
    ]


def _shown(version: Version) -> Shown:
    pages = presentation(version.revision.content, version.answers, version.facts)
    return {
        line.key: (question, line)
        for page in pages
        for question in page.questions
        for line in question.lines
    }


def _difference(line: Line, before: str, now: str) -> Difference:
    kind = Kind.CHANGED if before and now else Kind.ADDED if now else Kind.REMOVED
    return Difference(line.label or "", kind, *_marked(before, now))


def _text(shown: tuple[PresentedQuestion, Line] | None) -> str:
    return shown[1].text if shown and shown[1].answered else ""


def _marked(before: str, now: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts; where both are long, with the words marked that the other lacks."""
    if min(len(before), len(now)) < MARKED_FROM:
        return _whole(before), _whole(now)
    old, new = _words(before), _words(now)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return (
        tuple(Run("".join(old[a:b]), tag != "equal") for tag, a, b, _, _ in steps if a < b),
        tuple(Run("".join(new[a:b]), tag != "equal") for tag, _, _, a, b in steps if a < b),
    )


def _whole(text: str) -> tuple[Run, ...]:
    return (Run(text),) if text else ()


def _words(text: str) -> list[str]:
    """The words, each with the blanks after it."""
    return findall(r"\s+|\S+\s*", text)
