"""Who follows a case, for letters that can't reach the one they were written to."""

from collections.abc import Collection, Mapping
from datetime import date

from correspondence.followers import Followers
from correspondence.plan import Addressee
from grants.models import Round
from organisations.models import Organisation, Recipient
from organisations.queries import (
    CONTACT,
    REGISTRATOR,
    Person,
    huvudman_by_recipient,
    people_by_organisation,
    readers,
)
from organisations.roles import MAY_EDIT, OrganisationRole
from requisitions.models import Requisition

__all__ = ["followers"]

IN_ORDER = (
    OrganisationRole.OMBUD,
    OrganisationRole.REPRESENTANT,
    CONTACT,
    OrganisationRole.UPPGIFTSSAMORDNARE,
)
"""Who is asked first."""


def followers(cases: Collection[str], on: date) -> Mapping[str, Followers]:
    """The people and the registry of each case's huvudman (6 queries).

    That is the one that sent in the requisition, else the one behind the recipient on the day:
    what was written about the money of one huvudman is not for the next.
    """
    wanted = {case: (parts[0], parts[2]) for case in cases if (parts := case.partition("/"))[1]}
    grants = dict(
        Round.objects.filter(key__in={key for key, _ in wanted.values()}).values_list(
            "key", "grant__slug"
        )
    )
    wanted = {case: names for case, names in wanted.items() if names[0] in grants}
    owners = _owners(wanted, on=on) if wanted else {}
    people = people_by_organisation(set(owners.values()), roles=MAY_EDIT)
    return {
        case: _followers(people[owner.pk], recipient=wanted[case][1], grant=grants[wanted[case][0]])
        for case, owner in owners.items()
    }


def _owners(wanted: Mapping[str, tuple[str, str]], *, on: date) -> dict[str, Organisation]:
    recipients = Recipient.objects.filter(code__in={code for _, code in wanted.values()})
    by_code = {one.code: one.pk for one in recipients}
    huvudman = huvudman_by_recipient(recipients, on=on)
    found = {
        case: huvudman[by_code[code]]
        for case, (_, code) in wanted.items()
        if code in by_code and by_code[code] in huvudman
    }
    sent_in = Requisition.objects.sent_in().filter(
        round__key__in={key for key, _ in wanted.values()}, recipient__in=recipients
    )
    for one in sent_in.with_case():
        if one.case in wanted:
            found[one.case] = one.organisation
    return found


def _followers(people: list[Person], *, recipient: str, grant: str) -> Followers:
    following = readers(people, recipient=recipient, grant=grant)
    in_order = sorted(
        (one for one in following if one.role in IN_ORDER),
        key=lambda one: IN_ORDER.index(one.role),
    )
    return Followers(
        people=tuple(Addressee(one.email, one.name) for one in in_order),
        registry=tuple(
            Addressee(one.email, one.name) for one in following if one.role == REGISTRATOR
        ),
    )
