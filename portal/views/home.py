"""The start page and "Mina uppgifter"."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core import clock
from correspondence.models import Document
from correspondence.queries import documents_of
from correspondence.views import document_rows
from grants.models import Round
from grants.states import RoundStatus
from organisations.access import person, public, signed_in
from organisations.details import may_confirm_details
from organisations.models import Organisation, User
from organisations.roles import MAY_SUBMIT
from portal.journey import Journey
from portal.queries import journeys_of
from requisitions.access import reachable_cases

__all__ = ["home", "tasks"]


@public
def home(request: HttpRequest) -> HttpResponse:
    """What the portal is for; who is logged in goes to her tasks, staff to the admin."""
    if request.user.is_authenticated:
        return redirect("admin:index" if request.user.is_staff else "portal:tasks")
    rounds = Round.objects.exclude(status=RoundStatus.PREPARED).select_related("grant")
    return render(request, "portal/home.html", {"rounds": rounds})


@signed_in
def tasks(request: HttpRequest) -> HttpResponse:
    """Everything to do, by date, then what is under way and what is finished.

    Somebody who acts for several organisations sees all of them, or one at a time.
    """
    today = clock.today()
    mine = list(Organisation.objects.filter(memberships__user=person(request)).order_by("name"))
    chosen = next((one for one in mine if str(one.pk) == request.GET.get("organisation")), None)
    cases = reachable_cases(person(request), on=today, organisation=chosen)
    journeys = journeys_of(cases, today=today)
    context = {
        "organisations": mine,
        "chosen": chosen,
        "organisation": chosen or (mine[0] if len(mine) == 1 else None),
        "journeys": journeys,
        "unconfirmed": _unconfirmed(person(request)),
        **_by_state(journeys),
    }
    return render(request, "portal/tasks.html", context)


def _unconfirmed(user: User) -> list[Organisation]:
    """Organisations whose details nobody has confirmed, where the person may do it."""
    mine = user.memberships.filter(role__in=MAY_SUBMIT, organisation__confirmed_at=None)
    return [
        one.organisation for one in mine.select_related("organisation") if may_confirm_details(one)
    ]


def _by_state(journeys: list[Journey]) -> dict[str, Any]:
    """To do, waiting for somebody else, and finished with its documents (one query)."""
    tasks_ = sorted(
        (task for journey in journeys for task in journey.tasks),
        key=lambda task: task.last_day or date.max,
    )
    papers: dict[str, list[Document]] = {}
    for document in documents_of(journey.case for journey in journeys):
        papers.setdefault(document.case, []).append(document)
    return {
        "todo": [task for task in tasks_ if task.button],
        "waiting": [task for task in tasks_ if not task.button],
        "grants": [
            (journey, document_rows(papers.get(journey.case, [])), not journey.tasks)
            for journey in journeys
        ],
    }
