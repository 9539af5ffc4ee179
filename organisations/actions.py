"""Verbs about the people of an organisation; one transaction each.

Each takes the organisation's row under lock first, so that two of them never pass one another, and
reads the actor's own role again: what her page was drawn from may be old. Every change leaves an
event about the organisation, which its ombud can read.
"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from core import transitions
from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from core.models import Event
from organisations import rules
from organisations.access import ActingMember
from organisations.grant_names import grant_names
from organisations.models import Invitation, Membership, Organisation, User
from organisations.queries import is_last_ombud, recipients_of, scope_of, scope_words
from organisations.roles import OrganisationRole
from organisations.rules import Scope
from organisations.states import INVITATION, InvitationStatus
from organisations.wording import role_name

__all__ = [
    "change_role",
    "invite",
    "leave",
    "may_manage_person",
    "remove_organisation",
    "remove_person",
    "resend",
    "withdraw",
]

GONE = "Personen hör inte längre till organisationen."


@transaction.atomic
def invite(who: ActingMember, *, email: str, role: str, scope: Scope, at: datetime) -> Invitation:
    """Offer somebody a role by mail, for 14 days.

    Raises NotAllowed for the role, RuleViolated for the address or the limits.
    """
    mine = _own_role(who)
    _may_manage(mine, role)
    email = email.strip().lower()
    broken = [
        *_address_problems(who.organisation, email, at=at),
        *_scope_problems(mine, scope),
    ]
    if broken:
        raise RuleViolated(*broken)
    invitation = Invitation.objects.create(
        organisation=who.organisation,
        email=email,
        role=role,
        invited_by=who.user,
        invited_at=at,
        sent_at=at,
        expires_at=at + timedelta(days=rules.INVITATION_DAYS),
        **_limits(scope),
    )
    _log(who, "invite", f"{email}, {role_name(role)}. {scope_words(scope)}.", at=at)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, who: ActingMember, *, at: datetime) -> Invitation:
    """Send a new link, good for 14 days; the older link stops working.

    Raises StaleState when it is answered or withdrawn, RuleViolated within a minute of the last.
    """
    mine = _own_role(who)
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    _may_manage(mine, locked.role, scope_of(locked))
    if locked.status != InvitationStatus.WAITING:
        raise StaleState("Inbjudan är redan besvarad eller tillbakatagen.")
    broken = rules.sent_just_now_problems(locked.sent_at, at=at)
    if broken:
        raise RuleViolated(*broken)
    locked.nonce = uuid.uuid4()
    locked.invited_by = who.user
    locked.sent_at = at
    locked.expires_at = at + timedelta(days=rules.INVITATION_DAYS)
    locked.save(update_fields=["nonce", "invited_by", "sent_at", "expires_at"])
    _log(who, "resend", f"{locked.email}, {role_name(locked.role)}.", at=at)
    return locked


@transaction.atomic
def withdraw(invitation: Invitation, who: ActingMember, *, at: datetime) -> Invitation:
    """Take an offer back. Raises StaleState when it is already answered or withdrawn."""
    mine = _own_role(who)
    _may_manage(mine, invitation.role, scope_of(invitation))
    return _withdraw(invitation, who, mine, at=at)


@transaction.atomic
def change_role(
    membership: Membership,
    who: ActingMember,
    *,
    role: str,
    scope: Scope,
    at: datetime,
    without_ombud: bool = False,
) -> Membership:
    """Give somebody another role or other limits; in force from her next request.

    Raises NotAllowed, RuleViolated for the limits or the last ombud, StaleState when she is gone.
    """
    mine = _own_role(who)
    locked = _present(membership, who.organisation)
    _may_manage(mine, locked.role, scope_of(locked))
    _may_manage(mine, role)
    if (locked.role, scope_of(locked)) == (role, scope):
        return locked
    broken = _scope_problems(mine, scope)
    if role != OrganisationRole.OMBUD or scope != Scope():
        broken += rules.last_ombud_problems(is_last=is_last_ombud(locked), confirmed=without_ombud)
    if broken:
        raise RuleViolated(*broken)
    before, locked.role = locked.role, role
    locked.recipient_codes = sorted(scope.recipient_codes)
    locked.grant_slugs = sorted(scope.grant_slugs)
    locked.save(update_fields=["role", "recipient_codes", "grant_slugs"])
    said = f"{locked.user} ({locked.user.email}), {role_name(role)}. {scope_words(scope)}."
    _log(who, "change_role", said, at=at, before=before, after=role)
    _withdraw_what_she_may_not_offer(locked.user, who, mine, role=role, scope=scope, at=at)
    return locked


def may_manage_person(who: ActingMember, membership: Membership) -> None:
    """For the pages that ask before acting: raises NotAllowed as the actions would."""
    _may_manage(who.membership, membership.role, scope_of(membership))


@transaction.atomic
def remove_person(
    membership: Membership, who: ActingMember, *, at: datetime, without_ombud: bool = False
) -> None:
    """End somebody's role. What she has begun stays with the organisation; what she offered ends.

    Raises NotAllowed, RuleViolated for the last ombud, StaleState when she is already gone.
    """
    mine = _own_role(who)
    locked = _present(membership, who.organisation)
    _may_manage(mine, locked.role, scope_of(locked))
    _end(locked, who, "remove_person", at=at, confirmed=without_ombud)
    _withdraw_what_she_may_not_offer(locked.user, who, mine, role=None, scope=Scope(), at=at)


@transaction.atomic
def leave(who: ActingMember, *, at: datetime, without_ombud: bool = False) -> None:
    """End one's own role. Raises RuleViolated for the last ombud who hasn't said so."""
    _end(_own_role(who), who, "leave", at=at, confirmed=without_ombud)


@transaction.atomic
def remove_organisation(who: ActingMember, *, at: datetime) -> None:
    """End every role and every waiting invitation; cases and papers stay with the agency.

    Raises NotAllowed for who is not an ombud for all of the organisation.
    """
    mine = _own_role(who)
    if not rules.may_remove_organisation(mine.role, scope_of(mine)):
        raise NotAllowed("Bara ett ombud för hela organisationen kan ta bort den.")
    for invitation in _waiting(who.organisation):
        _withdraw(invitation, who, mine, at=at)
    people = who.organisation.memberships.all()
    _log(who, "remove_organisation", f"Antal personer: {people.count()}.", at=at)
    people.delete()


# --- What they share ------------------------------------------------------------------------------


def _own_role(who: ActingMember) -> Membership:
    """The actor's role as it is now, with the organisation locked for the rest."""
    Organisation.objects.select_for_update(no_key=True).get(pk=who.organisation.pk)
    mine = who.organisation.memberships.filter(user=who.user).first()
    if mine is None:
        raise NotAllowed("Du hör inte längre till organisationen.")
    return mine


def _present(membership: Membership, organisation: Organisation) -> Membership:
    found = organisation.memberships.select_related("user").filter(pk=membership.pk).first()
    if found is None:
        raise StaleState(GONE)
    return found


def _may_manage(mine: Membership, role: str, scope: Scope | None = None) -> None:
    if not rules.may_manage(mine.role, role):
        raise NotAllowed(f"Din roll ger inte rätt att bestämma om {role_name(role)}.")
    if scope is not None and not scope_of(mine).covers(scope):
        raise NotAllowed("Personens behörighet gäller mer än din. Be ett ombud för allt.")


def _address_problems(organisation: Organisation, email: str, *, at: datetime) -> list[Violation]:
    waiting = organisation.invitations.filter(email=email, status=InvitationStatus.WAITING).first()
    return rules.address_problems(
        email,
        is_member=organisation.memberships.filter(user__email__iexact=email).exists(),
        waiting_until=waiting.expires_at if waiting else None,
        at=at,
    )


def _scope_problems(mine: Membership, scope: Scope) -> list[Violation]:
    recipients = recipients_of(mine.organisation)
    return rules.scope_problems(
        scope,
        own=scope_of(mine),
        recipient_codes={recipient.code for recipient in recipients},
        grant_slugs=grant_names().keys(),
    )


def _end(
    membership: Membership, who: ActingMember, action: str, *, at: datetime, confirmed: bool
) -> None:
    broken = rules.last_ombud_problems(is_last=is_last_ombud(membership), confirmed=confirmed)
    if broken:
        raise RuleViolated(*broken)
    user, role = membership.user, membership.role
    membership.delete()
    _log(who, action, f"{user} ({user.email}), {role_name(role)}.", at=at, before=role)


def _waiting(organisation: Organisation) -> QuerySet[Invitation]:
    return organisation.invitations.filter(status=InvitationStatus.WAITING)


def _withdraw_what_she_may_not_offer(
    user: User, who: ActingMember, mine: Membership, *, role: str | None, scope: Scope, at: datetime
) -> None:
    """What somebody has offered ends when she could not offer it any longer."""
    for invitation in _waiting(who.organisation).filter(invited_by=user):
        may_offer = role is not None and rules.may_manage(role, invitation.role)
        if not (may_offer and scope.covers(scope_of(invitation))):
            _withdraw(invitation, who, mine, at=at)


def _withdraw(
    invitation: Invitation, who: ActingMember, mine: Membership, *, at: datetime
) -> Invitation:
    withdrawn = transitions.apply(
        invitation,
        INVITATION,
        to=InvitationStatus.WITHDRAWN,
        actor=who.user,
        roles={mine.role},
        at=at,
        changes={"decided_at": at},
    )
    _log(who, "withdraw", f"{withdrawn.email}, {role_name(withdrawn.role)}.", at=at)
    return withdrawn


def _limits(scope: Scope) -> dict[str, list[str]]:
    return {
        "recipient_codes": sorted(scope.recipient_codes),
        "grant_slugs": sorted(scope.grant_slugs),
    }


def _log(
    who: ActingMember, action: str, said: str, *, at: datetime, before: str = "", after: str = ""
) -> Event:
    return transitions.record(
        who.organisation, action, actor=who.user, at=at, reason=said, before=before, after=after
    )
