"""Page-shaped reads about organisations and people."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from core.models import Event
from core.transitions import label_of
from correspondence.models import Audience
from correspondence.plan import Addressee
from organisations.grant_names import grant_names
from organisations.models import (
    Contact,
    HuvudmanPeriod,
    Limits,
    Membership,
    Organisation,
    Recipient,
)
from organisations.roles import LetterChoice, OrganisationRole
from organisations.rules import Scope
from organisations.wording import scope_in_words

__all__ = [
    "Person",
    "audiences",
    "huvudman_by_recipient",
    "is_last_ombud",
    "log_of",
    "people_by_organisation",
    "readers",
    "recipients_of",
    "scope_of",
    "scope_words",
    "without_ombud",
]

# The events by which somebody stops being ombud.
PARTINGS = ("change_role", "leave", "remove_organisation", "remove_person")


CONTACT, REGISTRATOR, OF_CASE = "contact", "registrator", "of_case"
"""Beside the roles: the contact that the register names for a recipient, the registry, and the
contact that a case itself names.
"""


@dataclass(frozen=True)
class Person:
    """Somebody to write to; the limits are those of her role (empty: everything).

    `role` is the code of a role, or CONTACT or REGISTRATOR for who needs no account.
    """

    email: str
    name: str
    recipient_codes: frozenset[str] = frozenset()
    grant_slugs: frozenset[str] = frozenset()
    role: str = ""
    letters: str = LetterChoice.ALL
    letter_grants: frozenset[str] = frozenset()

    def wants(self, *, grant: str, reminder: bool) -> bool:
        """Whether she has chosen to get such letters about a grant (slug)."""
        if self.letters == LetterChoice.SOME:
            return grant in self.letter_grants
        return not (reminder and self.letters == LetterChoice.NO_REMINDERS)

    def follows(self, *, recipient: str, grant: str) -> bool:
        """Whether letters about this recipient (code) and grant (slug) are for her."""
        return (not self.recipient_codes or recipient in self.recipient_codes) and (
            not self.grant_slugs or grant in self.grant_slugs
        )


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
    """The people with one of the roles, contacts and registrator, by organisation id.

    Two queries, however many they are. Contacts and registrators need no account: the first
    letter reaches those who have never logged in.
    """
    organisations = list(organisations)
    people: dict[int, list[Person]] = defaultdict(list)
    if not organisations:
        return people
    members = (
        Membership.objects.filter(organisation__in=organisations, role__in=roles)
        .filter(user__is_active=True)
        .select_related("user")
        .order_by("user__email")
    )
    for member in members:
        limits = frozenset(member.recipient_codes), frozenset(member.grant_slugs)
        person = Person(
            member.user.email,
            member.user.get_full_name(),
            *limits,
            member.role,
            member.letters,
            frozenset(member.letter_grants),
        )
        people[member.organisation_id].append(person)
    contacts = Contact.objects.filter(organisation__in=organisations).select_related("recipient")
    for contact in contacts.order_by("recipient__code"):
        codes = frozenset({contact.recipient.code})
        people[contact.organisation_id].append(
            Person(contact.email, contact.name, codes, role=CONTACT)
        )
    for organisation in organisations:
        known = {person.email for person in people[organisation.pk]}
        if organisation.registry_email and organisation.registry_email not in known:
            people[organisation.pk].append(
                Person(organisation.registry_email, organisation.name, role=REGISTRATOR)
            )
    return people


def readers(
    people: Iterable[Person], *, recipient: str, grant: str, reminder: bool = False
) -> list[Person]:
    """Those who follow a case and want its letters; all who follow it when nobody does.

    A choice is the address's: who is in the register's list of contacts too is not written to
    there instead. A letter is never without a reader because of what somebody has chosen.
    """
    following = [one for one in people if one.follows(recipient=recipient, grant=grant)]
    silent = {
        one.email.lower() for one in following if not one.wants(grant=grant, reminder=reminder)
    }
    return [one for one in following if one.email.lower() not in silent] or following


def audiences(
    people: Iterable[Person],
    organisation: Organisation,
    *,
    recipient: str,
    grant: str,
    contacts: Iterable[Addressee] = (),
) -> dict[str, tuple[Addressee, ...]]:
    """Whom a step of the letter plan reaches for a case, by audience.

    `people` are the organisation's with those roles that the letter is for, and the signatories,
    who are written to only when a step names them. `contacts` are those that the case itself
    names; without any, and without one in the register, all who follow it are its contacts.
    Those who have chosen to have no reminders are left out, as far as somebody else is left.
    """
    following = [one for one in people if one.follows(recipient=recipient, grant=grant)]
    signatories = tuple(
        Addressee(one.email, one.name)
        for one in following
        if one.role == OrganisationRole.SIGNATORY
    )
    others = [one for one in following if one.role != OrganisationRole.SIGNATORY]
    named = [Person(one.email, one.name, role=OF_CASE) for one in contacts]
    by_role: dict[str, list[Addressee]] = defaultdict(list)
    for one in readers([*named, *others], recipient=recipient, grant=grant, reminder=True):
        by_role[one.role].append(Addressee(one.email, one.name))
    contacts = by_role.get(OF_CASE, [])
    everybody = tuple(one for group in by_role.values() for one in group)
    registry = organisation.registry_email
    return {
        Audience.PEOPLE: everybody,
        Audience.CONTACT: tuple(contacts) or tuple(by_role[CONTACT]) or everybody,
        Audience.SIGNATORY: signatories,
        Audience.REGISTRATOR: (Addressee(registry, organisation.name),) if registry else (),
    }


def recipients_of(organisation: Organisation) -> list[Recipient]:
    """The recipients that the organisation stands behind, has stood or will stand behind."""
    periods = HuvudmanPeriod.objects.filter(organisation=organisation)
    return list(Recipient.objects.filter(pk__in=periods.values("recipient")))


def scope_of(limits: Limits) -> Scope:
    """What a role, held or offered, is limited to."""
    return Scope(frozenset(limits.recipient_codes), frozenset(limits.grant_slugs))


def scope_words(scope: Scope) -> str:
    """A scope by the names of its recipients and grants (no query when it is everything)."""
    if scope == Scope():
        return scope_in_words(scope, recipients={}, grants={})
    named = Recipient.objects.filter(code__in=scope.recipient_codes)
    return scope_in_words(
        scope, recipients=dict(named.values_list("code", "name")), grants=grant_names()
    )


def is_last_ombud(membership: Membership) -> bool:
    """Whether nobody else who can log in is ombud for all of the organisation."""
    others = membership.organisation.memberships.filter(
        role=OrganisationRole.OMBUD,
        user__is_active=True,
        recipient_codes__len=0,
        grant_slugs__len=0,
    ).exclude(pk=membership.pk)
    return membership.role == OrganisationRole.OMBUD and not others.exists()


def log_of(organisation: Organisation) -> QuerySet[Event]:
    """What has been changed in the organisation and among its people, newest first."""
    about = [label_of(organisation), *(label_of(one) for one in organisation.memberships.all())]
    return Event.objects.filter(about__in=about).order_by("-at", "-id")


def without_ombud() -> QuerySet[Organisation]:
    """Organisations that people belong to, or have left, and that no active ombud fully speaks for.

    An organisation that nobody has joined yet is not among them.
    """
    people = Membership.objects.filter(organisation=OuterRef("pk"))
    ombud = people.filter(
        role=OrganisationRole.OMBUD,
        user__is_active=True,
        recipient_codes__len=0,
        grant_slugs__len=0,
    )
    about = Concat(
        Value(f"{Organisation._meta.label_lower}:"),
        Cast(OuterRef("pk"), CharField()),
        output_field=CharField(),
    )
    parted = Event.objects.filter(about=about, action__in=PARTINGS)
    return Organisation.objects.filter(~Exists(ombud), Q(Exists(people)) | Q(Exists(parted)))
