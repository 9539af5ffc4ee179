"""The letter that carries the morning's digest to each reader; through the outbox as all others."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from core.dates import day_and_month, day_in_words
from core.transitions import label_of
from correspondence.models import Letter
from correspondence.plan import Addressee, Due, LetterKind
from portal.digest.contents import CAME_IN, FAILED, LATE
from portal.digest.queries import readers
from portal.models import Digest

__all__ = ["CASE", "KINDS", "context_of"]

CASE = "morgonbrev"
"""The dossier of these letters: they are nobody's case."""
KEPT = timedelta(days=7)
"""How long a digest is still of use, when letters could not be written or sent."""
IN_SUBJECT = {CAME_IN: "har kommit in", LATE: "är sent", FAILED: "har gått fel"}


def _digests(today: date) -> Iterator[Due]:
    """Those of the last days to those who wanted them that morning; empty ones to nobody."""
    for digest in Digest.objects.with_something().filter(day__gt=today - KEPT, day__lte=today):
        to = tuple(Addressee(one.email, str(one)) for one in readers(at=digest.until))
        yield Due(
            about=label_of(digest),
            case=CASE,
            diarienummer="",
            due_on=digest.day,
            send_until=digest.day + KEPT,
            to=to,
            context=context_of(digest.day, digest.sections),
        )


def context_of(day: date, sections: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What the letter is filled with."""
    counts = [
        f"{sum(line['cases'] for line in one['lines'])} {IN_SUBJECT[one['title']]}"
        for one in sections
    ]
    return {
        "day": day_in_words(day),
        "short_day": day_and_month(day),
        "counts": ", ".join(counts),
        "sections": sections,
        "path": reverse("admin:index"),
        "choice_path": reverse("admin:daily_digest"),
    }


def _no_longer_wanted(letter: Letter) -> str | None:
    """Stop condition: she has said no, or left, since it was written."""
    if readers().filter(email=letter.to_email).exists():
        return None
    return "Mottagaren vill inte ha morgonbrevet längre."


KINDS = (LetterKind("daily_digest", _digests, _no_longer_wanted, label="Morgonbrevet"),)
