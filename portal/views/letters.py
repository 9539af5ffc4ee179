"""Brev: every letter of one's cases, as they were sent."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from core import clock
from correspondence.models import Letter
from correspondence.views import document_rows
from grants.models import Round
from organisations.access import ActingFor, person, signed_in
from portal.letters import letters_in, page_of, readable_kinds, readable_letters
from requisitions.access import for_case, reachable_cases

__all__ = ["case_letters", "letter", "letter_rows", "letters"]


@signed_in
@never_cache
def letters(request: HttpRequest) -> HttpResponse:
    """The letters of all cases that the person reaches, newest first."""
    cases = {
        f"{row.allocation.round.key}/{row.recipient.code}": _name(
            row.allocation.round, row.recipient.name
        )
        for row in reachable_cases(person(request), on=clock.today())
    }
    page = page_of(letters_in(cases), request.GET.get("sida", ""))
    context = {"page": page, "rows": letter_rows(page, cases)}
    return render(request, "portal/letters.html", context)


@for_case()
@never_cache
def case_letters(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """The letters of one case, newest first."""
    round_ = Round.objects.select_related("grant").get(key=round_key)
    page = page_of(
        letters_in([f"{round_key}/{acting.recipient.code}"]), request.GET.get("sida", "")
    )
    context = {
        "page": page,
        "rows": letter_rows(page),
        "grant": _name(round_, acting.recipient.name),
        "round_key": round_key,
        "acting": acting,
    }
    return render(request, "portal/letters.html", context)


@for_case()
@never_cache
def letter(request: HttpRequest, acting: ActingFor, round_key: str, letter_id: int) -> HttpResponse:
    """A letter of this case as it was sent, with what came with it."""
    case = f"{round_key}/{acting.recipient.code}"
    shown = get_object_or_404(readable_letters(case), pk=letter_id)
    context = {
        "letter": shown,
        "documents": document_rows(shown.attachments.filter(case=case)),
        "round_key": round_key,
        "acting": acting,
    }
    return render(request, "portal/letter.html", context)


def letter_rows(
    letters: Iterable[Letter], cases: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """For portal/_letters.html; `cases` are their names, where there are several."""
    readable = readable_kinds()
    return [
        {
            "letter": one,
            "url": _url(one) if one.kind in readable else "",
            "case": cases.get(one.case, "") if cases else "",
        }
        for one in letters
    ]


def _url(letter: Letter) -> str:
    round_key, recipient_code = letter.case.split("/")
    address = {"round_key": round_key, "recipient_code": recipient_code, "letter_id": letter.pk}
    return reverse("portal:letter", kwargs=address)


def _name(round_: Round, recipient: str) -> str:
    return f"{round_.grant.name} {round_.year}, {recipient}"
