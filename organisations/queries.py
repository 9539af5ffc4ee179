"""Page-shaped reads about organisations and people."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from organisations.models import HuvudmanPeriod, Membership, Organisation, Recipient

__all__ = ["Person", "huvudman_by_recipient", "people_by_organisation"]


@dataclass(frozen=True)
class Person:
    """Somebody to write to."""

    email: str
    name: str


def huvudman_by_recipient(recipients: Iterable[Recipient], *, on: date) -> dict[int, Organisation]:
    """Who stands behind each recipient on a day, keyed on recipient id (one query)."""
    periods = (
        HuvudmanPeriod.objects.in_force(on=on)
        .filter(recipient__in=list(recipients))
        .select_related("organisation")
    )
    return {period.recipient_id: period.organisation for period in periods}


def people_by_organisation(
    organisations: Iterable[Organisation], *, roles: Collection[str]
) -> dict[int, list[Person]]:
    """The people with one of the roles and the registrator, by organisation id (one query)."""
    organisations = list(organisations)
    people: dict[int, list[Person]] = defaultdict(list)
    members = (
        Membership.objects.filter(organisation__in=organisations, role__in=roles)
        .filter(user__is_active=True)
        .select_related("user")
        .order_by("user__email")
    )
    for member in members:
        person = Person(member.user.email, member.user.get_full_name())
        people[member.organisation_id].append(person)
    for organisation in organisations:
        known = {person.email for person in people[organisation.pk]}
        if organisation.registry_email and organisation.registry_email not in known:
            people[organisation.pk].append(Person(organisation.registry_email, organisation.name))
    return people
