"""Who may see and do what. Every view states its audience here; a generated test walks them all.

What belongs to somebody else answers 404, as if it did not exist; what one's role does not allow
answers 403. The decorators enforce both, and leave an `Access` on the view that the test reads.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from core.errors import NotAllowed
from organisations.models import Membership, Organisation, Recipient, User
from organisations.roles import ANY_STAFF, RIGHTS, StaffRole

__all__ = [
    "Access",
    "ActingFor",
    "ActingMember",
    "Audience",
    "by_confirmed_link",
    "by_personal_link",
    "by_shared_secret",
    "for_organisation",
    "person",
    "public",
    "signed_in",
    "staff",
    "staff_roles",
]

View = Callable[..., HttpResponseBase]


class Audience(Enum):
    PUBLIC = "everybody"
    SIGNED_IN = "anybody who is logged in"
    MEMBER = "people of the case's huvudman, or of the organisation"
    STAFF = "the agency's staff"
    LINK = "the holder of a personal link"
    CONFIRMED_LINK = "the holder of a personal link, in the browser where the code was written"
    MACHINE = "a machine that shows the secret that we share with it"


@dataclass(frozen=True)
class Access:
    """What a view declares: its audience, and the roles that may use it (empty: all of them)."""

    audience: Audience
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ActingFor:
    """A person acting for a recipient: by which organisation, with which roles."""

    user: User
    recipient: Recipient
    organisation: Organisation
    roles: frozenset[str]


@dataclass(frozen=True)
class ActingMember:
    """A person on the pages of one of her organisations, with the role that she has there."""

    user: User
    organisation: Organisation
    membership: Membership

    def may(self, right: str) -> bool:
        """Whether the table of rights gives it to the role."""
        return right in RIGHTS[self.membership.role]


def public(view: View) -> View:
    """Everybody may see it, logged in or not."""
    view.access = Access(Audience.PUBLIC)  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anybody who is logged in may see it; it shows only what is the person's own."""
    guarded: View = login_required(view)
    guarded.access = Access(Audience.SIGNED_IN)  # type: ignore[attr-defined]
    return guarded


def by_personal_link(view: View) -> View:
    """The view itself checks a secret, expiring token in the address."""
    view.access = Access(Audience.LINK)  # type: ignore[attr-defined]
    return view


def by_confirmed_link(view: View) -> View:
    """As by_personal_link, and the view answers 404 in a browser that has not given the code."""
    view.access = Access(Audience.CONFIRMED_LINK)  # type: ignore[attr-defined]
    return view


def by_shared_secret(view: View) -> View:
    """The view itself checks the secret in the request's head, and answers 404 without one."""
    view.access = Access(Audience.MACHINE)  # type: ignore[attr-defined]
    return view


def for_organisation(*, rights: frozenset[str] = frozenset()) -> Callable[[View], View]:
    """People of the organisation whose role has one of the rights (empty: all of them).

    Takes `organisation_id` from the address and gives the view an `ActingMember`. Another's
    organisation answers 404; a role that is not enough raises NotAllowed.
    """
    roles = frozenset(role for role, held in RIGHTS.items() if not rights or held & rights)

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(
            request: HttpRequest, *args: Any, organisation_id: int, **kwargs: Any
        ) -> HttpResponseBase:
            user = person(request)
            memberships = Membership.objects.select_related("organisation")
            membership = memberships.filter(user=user, organisation=organisation_id).first()
            if membership is None:
                raise Http404
            if membership.role not in roles:
                raise NotAllowed("Din roll ger inte rätt att göra detta. Be ert ombud.")
            who = ActingMember(user, membership.organisation, membership)
            return view(request, who, *args, **kwargs)

        guarded: View = login_required(checked)
        guarded.access = Access(Audience.MEMBER, roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


def staff(*, roles: frozenset[str] = ANY_STAFF) -> Callable[[View], View]:
    """Staff with one of the roles; NotAllowed for others who are logged in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not staff_roles(person(request)) & roles:
                raise NotAllowed("Sidan är till för Socialstyrelsens handläggare.")
            return view(request, *args, **kwargs)

        guarded: View = login_required(checked)
        guarded.access = Access(Audience.STAFF, roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


def staff_roles(user: User) -> frozenset[str]:
    """The staff roles a person holds: the codes of the groups; a superuser is administrator."""
    if not (user.is_active and user.is_staff):
        return frozenset()
    held = set(user.groups.filter(name__in=StaffRole.values).values_list("name", flat=True))
    return frozenset(held | ({StaffRole.ADMINISTRATOR} if user.is_superuser else set()))


def person(request: HttpRequest) -> User:
    """Who is logged in, behind one of the decorators that see to it that somebody is."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required has seen to it
    return request.user
