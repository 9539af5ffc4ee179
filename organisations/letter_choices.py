"""Which letters each person of an organisation gets: the choice, and that somebody is left.

The seam that letters ask is `organisations.queries.readers`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from core import transitions
from core.errors import NotAllowed, RuleViolated, StaleState
from organisations.access import ActingMember
from organisations.grant_names import grant_names
from organisations.models import Membership, Organisation, Recipient
from organisations.queries import Person, people_by_organisation, recipients_of, scope_of
from organisations.roles import MAY_SUBMIT, LetterChoice, OrganisationRole, Right
from organisations.rules import letter_choice_problems

__all__ = ["choice_in_words", "choose_letters", "may_choose_for"]


@transaction.atomic
def choose_letters(
    membership: Membership,
    who: ActingMember,
    *,
    choice: str,
    grants: Iterable[str],
    at: datetime,
) -> Membership:
    """Which letters somebody gets from now on. Chosen twice, it changes nothing the second time.

    Raises NotAllowed for another's choice unless one is ombud for all that she follows,
    RuleViolated when nobody else would be reminded of something, StaleState when she is gone.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=who.organisation.pk)
    mine = who.organisation.memberships.filter(user=who.user).first()
    locked = who.organisation.memberships.select_related("user").filter(pk=membership.pk).first()
    if mine is None:
        raise NotAllowed("Du hör inte längre till organisationen.")
    if locked is None:
        raise StaleState("Personen hör inte längre till organisationen.")
    may_choose_for(replace(who, membership=mine), locked)
    chosen = sorted(set(grants)) if choice == LetterChoice.SOME else []
    if (locked.letters, locked.letter_grants) == (choice, chosen):
        return locked
    broken = letter_choice_problems(
        choice=choice,
        grants=chosen,
        known=grant_names().keys(),
        unread=_unread(locked, choice, frozenset(chosen)),
    )
    if broken:
        raise RuleViolated(*broken)
    locked.letters, locked.letter_grants = choice, chosen
    locked.save(update_fields=["letters", "letter_grants"])
    said = f"{locked.user} ({locked.user.email}): {choice_in_words(locked)}."
    transitions.record(who.organisation, "choose_letters", actor=who.user, at=at, reason=said)
    return locked


def may_choose_for(who: ActingMember, membership: Membership) -> None:
    """One's own letters, or as ombud those of everybody within one's limits; else NotAllowed."""
    if membership.role == OrganisationRole.SIGNATORY:
        raise NotAllowed("Behöriga företrädare får bara brev när något väntar på godkännande.")
    if membership.user_id == who.user.pk:
        return
    if not (who.may(Right.INVITE_OMBUD) and scope_of(who.membership).covers(scope_of(membership))):
        raise NotAllowed("Bara ett ombud kan välja vilka brev någon annan får.")


def choice_in_words(membership: Membership) -> str:
    """ "alla brev", "bara brev om Psykisk hälsa", "inga påminnelser, …"."""
    if membership.letters != LetterChoice.SOME:
        return LetterChoice(membership.letters).label.lower()
    names = grant_names()
    about = ", ".join(sorted(names.get(slug, slug) for slug in membership.letter_grants))
    return f"bara brev om {about}"


def _unread(membership: Membership, choice: str, grants: frozenset[str]) -> set[str]:
    """The grants and recipients that she alone is reminded of, and would not be with the choice."""
    organisation = membership.organisation
    people = people_by_organisation([organisation], roles=MAY_SUBMIT)[organisation.pk]
    email = membership.user.email
    after = [
        replace(one, letters=choice, letter_grants=grants) if one.email == email else one
        for one in people
    ]
    recipients = recipients_of(organisation)
    return set(_unheard(after, recipients)) - set(_unheard(people, recipients))


def _unheard(people: list[Person], recipients: list[Recipient]) -> Iterator[str]:
    for slug, name in grant_names().items():
        for recipient in recipients:
            silent = {one.email for one in people if not one.wants(grant=slug, reminder=True)}
            if not any(
                one.follows(recipient=recipient.code, grant=slug)
                for one in people
                if one.email not in silent
            ):
                yield f"{name}, {recipient.name}"
