"""The letters that the people of a case may see, and which of them they may read.

All who follow a case see that a letter has gone out, to whom and how it went. What holds somebody's
personal link (`LetterKind.is_personal`: the signatory's, an invitation's) is read by nobody here,
not even by her whom it is for: the link is in her own mail, and nowhere else.
"""

from collections.abc import Iterable

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from correspondence.models import Letter, LetterStatus
from correspondence.plan import kinds

__all__ = ["LATEST", "PER_PAGE", "letters_in", "page_of", "readable_kinds", "readable_letters"]

LATEST, PER_PAGE = 5, 25
FATE = ("deliveries", "bounces", "passed_on")


def readable_kinds() -> list[str]:
    """Those without anybody's personal link. A kind that is no longer known is not read."""
    return [key for key, kind in kinds().items() if not kind.is_personal]


def letters_in(cases: Iterable[str]) -> QuerySet[Letter]:
    """What was sent or waits in these dossiers, newest first, without the text (4 queries).

    What was never sent because it was no longer needed is left out.
    """
    found = Letter.objects.filter(case__in=list(cases)).exclude(status=LetterStatus.SKIPPED)
    rows = found.defer("body_text", "body_html").prefetch_related(*FATE)
    return rows.order_by("-queued_at", "-id")


def readable_letters(case: str) -> QuerySet[Letter]:
    """Those of a dossier whose text its people may read."""
    sent = Letter.objects.exclude(status=LetterStatus.SKIPPED)
    return sent.filter(case=case, kind__in=readable_kinds())


def page_of(letters: QuerySet[Letter], number: str) -> Page[Letter]:
    """A page of them; the nearest one when there is no such page (1 query more)."""
    return Paginator(letters, PER_PAGE).get_page(number)
