"""The link of an invitation's letter, and what its holder answers.

The link is a signed value of the row's id and nonce: nothing to steal from the database, and dead
once the invitation is sent again. It proves the address that it was sent to and nothing more, so
accepting gives that address a role, and logging in still takes an e-mailed code.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.core import signing
from django.db import transaction

from core import transitions
from core.errors import RuleViolated, StaleState, Violation
from organisations import rules
from organisations.models import Invitation, Membership, Organisation, User
from organisations.queries import scope_of
from organisations.states import INVITATION, INVITED, InvitationStatus
from organisations.wording import role_name

__all__ = ["Link", "accept", "decline", "link_of", "owner_of", "token_for"]

SALT = "organisations.invitation"


@dataclass(frozen=True)
class Link:
    """A link somebody followed: the invitation as it is now, and the nonce that the link has."""

    invitation: Invitation
    nonce: str

    def problem(self, *, at: datetime) -> Violation | None:
        """Why it no longer works, or None while it does."""
        return rules.link_problem(
            self.invitation.status,
            is_latest=self.nonce == self.invitation.nonce.hex,
            expires_at=self.invitation.expires_at,
            at=at,
        )


def token_for(invitation: Invitation) -> str:
    """The secret part of the link."""
    return signing.Signer(salt=SALT).sign_object([invitation.pk, invitation.nonce.hex])


def link_of(token: str) -> Link | None:
    """What a link leads to; None for a forged one."""
    try:
        pk, nonce = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    rows = Invitation.objects.select_related("organisation", "invited_by")
    invitation = rows.filter(pk=pk).first()
    return Link(invitation, nonce) if invitation else None


def owner_of(invitation: Invitation) -> User | None:
    """Whoever already has an account with the invited address."""
    return User.objects.filter(email__iexact=invitation.email).first()


@transaction.atomic
def accept(link: Link, *, first_name: str = "", last_name: str = "", at: datetime) -> Membership:
    """Give the address its role, once; an account is made when it has none.

    Raises StaleState when the link no longer works, RuleViolated when the account is shut or the
    person already has a role.
    """
    invitation = _taken(link, at=at)
    if not _giver_still_may(invitation):
        raise StaleState("Inbjudan gäller inte längre. Be någon i organisationen om en ny.")
    user = _account(invitation.email, first_name=first_name, last_name=last_name)
    if not user.is_active:
        message = "Kontot för adressen är avstängt. Kontakta Socialstyrelsen."
        raise RuleViolated(Violation("inactive", None, message))
    membership, created = Membership.objects.get_or_create(
        user=user,
        organisation=invitation.organisation,
        defaults={
            "role": invitation.role,
            "recipient_codes": invitation.recipient_codes,
            "grant_slugs": invitation.grant_slugs,
        },
    )
    if not created:
        message = "Du har redan en roll i organisationen. Be ett ombud att ändra den."
        raise RuleViolated(Violation("already_member", None, message))
    _answer(invitation, InvitationStatus.ACCEPTED, user, at=at)
    return membership


@transaction.atomic
def decline(link: Link, *, at: datetime) -> Invitation:
    """Say no to the offer. Raises StaleState when the link no longer works."""
    invitation = _taken(link, at=at)
    return _answer(invitation, InvitationStatus.DECLINED, owner_of(invitation), at=at)


def _taken(link: Link, *, at: datetime) -> Invitation:
    """The invitation under lock (after its organisation, as in actions), if it can be answered."""
    Organisation.objects.select_for_update(no_key=True).get(pk=link.invitation.organisation_id)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=link.invitation.pk)
    problem = Link(invitation, link.nonce).problem(at=at)
    if problem:
        raise StaleState(problem.message)
    return invitation


def _giver_still_may(invitation: Invitation) -> bool:
    """Whether whoever invited still has the right to: an offer does not outlive it."""
    giver = Membership.objects.filter(
        user=invitation.invited_by, organisation=invitation.organisation, user__is_active=True
    ).first()
    return (
        giver is not None
        and rules.may_manage(giver.role, invitation.role)
        and scope_of(giver).covers(scope_of(invitation))
    )


def _account(email: str, *, first_name: str, last_name: str) -> User:
    user, created = User.objects.get_or_create(
        email__iexact=email,
        defaults={
            "email": email,
            "first_name": first_name,
            "last_name": last_name,
            "password": make_password(None),
        },
    )
    if not created and not user.get_full_name() and first_name:
        user.first_name, user.last_name = first_name, last_name
        user.save(update_fields=["first_name", "last_name"])
    return user


def _answer(
    invitation: Invitation, status: InvitationStatus, user: User | None, *, at: datetime
) -> Invitation:
    answered = transitions.apply(
        invitation,
        INVITATION,
        to=status,
        actor=user,
        actor_name=invitation.email,
        roles={INVITED},
        at=at,
        changes={"decided_at": at},
    )
    transitions.record(
        answered.organisation,
        INVITATION[(InvitationStatus.WAITING, status)].action,
        actor=user,
        actor_name="" if user else answered.email,
        at=at,
        reason=f"{answered.email}, {role_name(answered.role)}.",
    )
    return answered
