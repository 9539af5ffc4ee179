"""Letters among what has happened in a case: one event for what went to several at once."""

from collections.abc import Iterable
from typing import Any

from core.admin_base import admin_url
from correspondence.models import Letter

__all__ = ["letter_events"]


def letter_events(letters: Iterable[Letter]) -> list[dict[str, Any]]:
    """For components/timeline.html, newest first; no query for what `queries.letters_of` fetched.

    Each says to whom and what became of it, and leads to the words as they were sent.
    """
    together: dict[tuple[object, ...], list[Letter]] = {}
    for letter in letters:
        key = (letter.kind, letter.about, letter.due_on, letter.instead_of_id is None)
        together.setdefault(key, []).append(letter)
    events = [_event(group) for group in together.values()]
    return sorted(events, key=lambda event: event["at"], reverse=True)


def _event(letters: list[Letter]) -> dict[str, Any]:
    first = letters[0]
    what = "Brev" if first.instead_of_id is None else "Brevet gick vidare"
    return {
        "at": first.queued_at,
        "title": f"{what}: {first.subject}",
        "url": admin_url(first),
        "text": "\n".join(f"Till {one.to_email}: {one.fate.lower()}" for one in letters),
        "actor": "Portalen",
    }
