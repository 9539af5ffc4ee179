"""People of an organisation, and what they do there."""

from datetime import date, datetime

from organisations.access import ActingMember
from organisations.actions import invite
from organisations.invitations import Link
from organisations.models import Invitation, Membership, Organisation, User
from organisations.roles import OrganisationRole
from organisations.rules import Scope
from tests.builders import APRIL, make_member, make_recipient

EVERYTHING = Scope()


def own_organisation() -> Organisation:
    """The huvudman of RSS Skåne."""
    return make_recipient("RSS-12").huvudman_on(date(2025, 1, 1))


def somebody(
    role: OrganisationRole = OrganisationRole.OMBUD, scope: Scope = EVERYTHING, code: str = "RSS-12"
) -> ActingMember:
    """A new person with a role in the organisation behind RSS Skåne."""
    user = make_member(make_recipient(code), role)
    membership = Membership.objects.select_related("organisation").get(user=user)
    membership.recipient_codes = sorted(scope.recipient_codes)
    membership.grant_slugs = sorted(scope.grant_slugs)
    membership.save()
    return ActingMember(user, membership.organisation, membership)


def make_invitation(
    who: ActingMember | None = None,
    *,
    email: str = "ny@example.se",
    role: OrganisationRole = OrganisationRole.UPPGIFTSSAMORDNARE,
    scope: Scope = EVERYTHING,
    when: datetime = APRIL,
) -> Invitation:
    """An offer that waits for an answer."""
    return invite(who or somebody(), email=email, role=role, scope=scope, at=when)


def link(invitation: Invitation) -> Link:
    """The link in the letter as it was sent, with the invitation as it is now."""
    return Link(Invitation.objects.get(pk=invitation.pk), invitation.nonce.hex)


def roles_in(organisation: Organisation) -> dict[User, str]:
    """Who has which role now."""
    rows = Membership.objects.filter(organisation=organisation).select_related("user")
    return {row.user: row.role for row in rows}
