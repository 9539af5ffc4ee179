"""What everybody may read: the grants, their allocations, and how the portal treats people."""

from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from allocations.explained import explained
from allocations.models import Allocation
from core.errors import RuleViolated
from grants.models import Round
from grants.queries import to_read
from grants.states import RoundStatus
from organisations.access import public
from portal.allocation_table import columns, question
from portal.allocation_versions import Version, versions

__all__ = [
    "accessibility",
    "contact",
    "opened_round",
    "privacy",
    "round_page",
    "round_version",
    "rounds",
]

ONE_LINE = 110
"""Characters of an explanation that may stand in the open; longer ones are folded, all alike."""

WORDS_ARE_KEPT = 300
"""Seconds."""


@public
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds that have been opened."""
    shown = _opened().order_by("-year", "grant__name", "recipient_kind")
    return render(request, "portal/rounds.html", {"rounds": shown})


@public
def round_page(request: HttpRequest, round_key: str) -> HttpResponse:
    """Om bidraget: conditions, calendar, and what each recipient may requisition."""
    round_ = opened_round(round_key)
    found = versions(round_)
    current = next((one for one in found if one.allocation.is_in_force), None)
    context = {
        "round": round_,
        "decisions": to_read(round_.decision),
        "corrections": [one for one in found if one.allocation.number > 1],
        "earlier": [one for one in found if one is not current],
        **_table(request, current),
    }
    return render(request, "portal/round.html", context)


@public
def round_version(request: HttpRequest, round_key: str, number: int) -> HttpResponse:
    """An adopted table of a round by its number; also one that has been corrected since."""
    round_ = opened_round(round_key)
    found = versions(round_)
    for one, newer in zip(found, [None, *found], strict=False):
        if one.allocation.number == number:
            context = {"round": round_, "newer": newer, **_table(request, one)}
            return render(request, "portal/round_version.html", context)
    raise Http404


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


@public
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/contact.html", {"rounds": _opened()})


def opened_round(key: str) -> Round:
    """The round of an address. Raises Http404 while it is only being prepared."""
    return get_object_or_404(_opened(), key=key)


def _opened() -> QuerySet[Round]:
    return Round.objects.exclude(status=RoundStatus.PREPARED).select_related("grant", "decision")


def _table(request: HttpRequest, version: Version | None) -> dict[str, Any]:
    """What portal/_allocation_table.html needs."""
    if version is None:
        return {}
    asked = question(request.GET)
    words = _words(version.allocation)
    rows = asked.answer(version.rows)
    return {
        "version": version,
        "allocation": version.allocation,
        "asked": asked,
        "columns": columns(asked),
        "rows": [(row, words.of.get(row.recipient_id, "")) for row in rows],
        "is_folded": any(len(one) > ONE_LINE for one in words.of.values()),
        "key_words": words.of_key,
    }


class Words(NamedTuple):
    """Why each recipient (by id) gets what it gets, and the key in sentences."""

    of: dict[int, str]
    of_key: list[str]


def _words(allocation: Allocation) -> Words:
    """Kept for some minutes, for an adopted table is followed anew for every reader otherwise.

    The decided table is the law; it is shown without words when its key cannot be followed.
    """
    name = f"allocation-words-{allocation.pk}"
    kept: Words | None = cache.get(name)
    if kept is None:
        kept = _explained(allocation)
        cache.set(name, kept, WORDS_ARE_KEPT)
    return kept


def _explained(allocation: Allocation) -> Words:
    try:
        whole = explained(allocation)
    except RuleViolated:
        whole = None
    if whole is None:
        return Words({}, [])
    return Words({row.recipient_id: one.words for row, one in whole.rows}, whole.followed.words)
