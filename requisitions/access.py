"""Who may see and do what in a case: one recipient in one round.

A case belongs to the huvudman that sent in the requisition, for good; until then to the one that
stands behind the recipient today. So a change of huvudman moves drafts, and leaves with the old
one what was submitted, paid or claimed. A person reaches the cases of her organisations, within
the limits of her role there.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, Expression, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from allocations.models import AllocationRow
from core import clock
from core.errors import NotAllowed
from organisations.access import Access, ActingFor, Audience, View, person
from organisations.models import HuvudmanPeriod, Membership, Organisation, User
from organisations.roles import RIGHTS
from requisitions.frames import frames_in_force
from requisitions.models import Requisition

__all__ = ["acting_for", "for_case", "reachable_cases"]

LookUp = Callable[[User, str, str], ActingFor]
"""Finds a person's case by round and recipient, or raises Http404."""


def for_case(
    *, roles: frozenset[str] = frozenset(RIGHTS), look_up: LookUp | None = None
) -> Callable[[View], View]:
    """People of the case's huvudman, with one of the roles.

    Takes `recipient_code` and `round_key` from the address and gives the view an `ActingFor`. A
    case of somebody else answers 404; a role that is not enough raises NotAllowed. An upper app
    may read more of the case at the same time with a `look_up` of its own.
    """
    find = look_up or acting_for

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(
            request: HttpRequest, *args: Any, round_key: str, recipient_code: str, **kwargs: Any
        ) -> HttpResponseBase:
            acting = find(person(request), round_key, recipient_code)
            if not acting.roles & roles:
                raise NotAllowed(
                    "Din roll ger inte rätt att göra detta. Be ert ombud eller er representant."
                )
            return view(request, acting, *args, round_key=round_key, **kwargs)

        guarded: View = login_required(checked)
        guarded.access = Access(Audience.MEMBER, roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


def reachable_cases(
    user: User | Expression, *, on: date | Expression, organisation: Organisation | None = None
) -> QuerySet[AllocationRow]:
    """The cases that a person reaches on a day, each with `acting_organisation_id` and `role`.

    With `organisation` only those that she reaches through it. Person and day may be parameters
    of a prepared read.
    """
    settled = Requisition.objects.sent_in().filter(
        round=OuterRef("allocation__round"), recipient=OuterRef("recipient")
    )
    in_force = HuvudmanPeriod.objects.filter(
        recipient=OuterRef("recipient"), from_date__lte=on
    ).order_by("-from_date")
    role = Membership.objects.filter(
        Q(recipient_codes__len=0) | Q(recipient_codes__contains=[OuterRef("recipient__code")]),
        Q(grant_slugs__len=0)
        | Q(grant_slugs__contains=[OuterRef("allocation__round__grant__slug")]),
        user=user,
        organisation=OuterRef("acting_organisation_id"),
    )
    if organisation is not None:
        role = role.filter(organisation=organisation)
    return (
        frames_in_force()
        .annotate(
            acting_organisation_id=Coalesce(
                Subquery(settled.values("organisation_id")[:1]),
                Subquery(in_force.values("organisation_id")[:1]),
            )
        )
        .annotate(role=Subquery(role.values("role")[:1]))
        .filter(Q(kr__gt=0) | Exists(settled), role__isnull=False)
        .select_related("recipient__lan", "allocation__round__grant", "allocation__round__decision")
        .order_by(F("recipient__kind").desc(), "recipient__code", "allocation__round__key")
    )


def acting_for(user: User, round_key: str, recipient_code: str) -> ActingFor:
    """A person acting for a recipient in a round. Raises Http404 for a case of somebody else."""
    cases = reachable_cases(user, on=clock.today())
    case = cases.filter(allocation__round__key=round_key, recipient__code=recipient_code).first()
    if case is None:
        raise Http404
    organisation = Organisation.objects.get(pk=case.acting_organisation_id)  # type: ignore[attr-defined]
    role: str = case.role  # type: ignore[attr-defined]
    return ActingFor(user, case.recipient, organisation, frozenset({role}))
