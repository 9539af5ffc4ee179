"""The start page and "Mina uppgifter"."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core import clock
from correspondence.queries import documents_of
from correspondence.views import document_rows
from grants.models import Round
from grants.states import RoundStatus
from organisations.access import person, public, signed_in
from organisations.models import Membership, Organisation
from portal.queries import journeys_of
from requisitions.access import reachable_cases

__all__ = ["home", "organisation", "tasks"]


@public
def home(request: HttpRequest) -> HttpResponse:
    """What the portal is for; who is logged in goes to her tasks, staff to the admin."""
    if request.user.is_authenticated:
        return redirect("admin:index" if request.user.is_staff else "portal:tasks")
    rounds = Round.objects.exclude(status=RoundStatus.PREPARED).select_related("grant")
    return render(request, "portal/home.html", {"rounds": rounds})


@signed_in
def tasks(request: HttpRequest) -> HttpResponse:
    """Everything to do, by date, for all recipients of the person's; below, what is under way."""
    today = clock.today()
    journeys = journeys_of(reachable_cases(person(request), on=today), today=today)
    tasks_ = [(journey, journey.task) for journey in journeys]
    cases = [f"{journey.round.key}/{journey.recipient.code}" for journey in journeys]
    context = {
        "todo": [task for _, task in tasks_ if task and task.button],
        "waiting": [(journey, task) for journey, task in tasks_ if task and not task.button],
        "journeys": journeys,
        "documents": document_rows(documents_of(cases)),
        "has_recipients": bool(journeys),
    }
    return render(request, "portal/tasks.html", context)


@signed_in
def organisation(request: HttpRequest) -> HttpResponse:
    """The person's organisations: details, accounts, people and their roles."""
    mine = Organisation.objects.filter(memberships__user=person(request))
    members = Membership.objects.filter(organisation__in=mine).select_related("user")
    people: dict[int, list[Membership]] = {}
    for member in members.order_by("role", "user__email"):
        people.setdefault(member.organisation_id, []).append(member)
    context = {"organisations": [(one, people[one.pk]) for one in mine.distinct()]}
    return render(request, "portal/organisation.html", context)
