"""What the organisation's page shows, with a fixed number of queries."""

from datetime import datetime
from typing import Any

from core.models import Event
from organisations.access import ActingMember
from organisations.details import may_confirm_details
from organisations.grant_names import grant_names
from organisations.models import Limits, Membership, Organisation
from organisations.queries import is_last_ombud, log_of, recipients_of, scope_of
from organisations.roles import OrganisationRole, Right
from organisations.rules import manageable_roles, may_manage, may_remove_organisation
from organisations.states import InvitationStatus
from organisations.wording import PLURAL, in_a_row, role_name, scope_in_words

__all__ = ["HAPPENED", "log_rows", "organisation_page", "person_named"]

LATEST = 5
HAPPENED = {
    "invite": "Inbjudan skickad",
    "resend": "Inbjudan skickad igen",
    "withdraw": "Inbjudan tillbakatagen",
    "accept": "Inbjudan antagen",
    "decline": "Inbjudan avböjd",
    "change_role": "Roll ändrad",
    "remove_person": "Person borttagen",
    "choose_letters": "Val av brev ändrat",
    "change_address": "E-postadress ändrad",
    "details_confirmed": "Uppgifterna bekräftade",
    "leave": "Person har lämnat organisationen",
    "remove_organisation": "Organisationen borttagen",
    "register_added": "Tillagd av Socialstyrelsen",
    "register_changed": "Ändrad av Socialstyrelsen",
    "register_imported": "Uppgifter inlästa från en fil",
}


def organisation_page(who: ActingMember, *, at: datetime) -> dict[str, Any]:
    """Everything that the person may see and do on the page."""
    organisation, own = who.organisation, scope_of(who.membership)
    names = {one.code: one.name for one in recipients_of(organisation)}
    grants = grant_names()

    def manages(row: Membership | Any) -> bool:
        return may_manage(who.membership.role, row.role) and own.covers(scope_of(row))

    def limits(row: Limits) -> str:
        return scope_in_words(scope_of(row), recipients=names, grants=grants)

    people = sorted(organisation.memberships.select_related("user"), key=_by_role_and_name)
    waiting = organisation.invitations.filter(status=InvitationStatus.WAITING)
    sees_log = who.may(Right.INVITE_OMBUD)
    return {
        "who": who,
        "organisation": organisation,
        "may_confirm": may_confirm_details(who.membership),
        "recipients": list(names.values()),
        "people": [
            {
                "row": row,
                "limits": limits(row),
                "manages": manages(row),
                "chooses_letters": sees_log and _has_letters_of_others(row, who),
            }
            for row in people
        ],
        "invitations": [
            {
                "row": row,
                "limits": limits(row),
                "manages": manages(row),
                "is_over": at > row.expires_at,
            }
            for row in waiting.select_related("invited_by")
        ],
        "without_ombud": not any(_is_active_ombud(row) for row in people),
        "may_invite": in_a_row(PLURAL[role] for role in manageable_roles(who.membership.role)),
        "may_remove": may_remove_organisation(who.membership.role, own),
        "sees_log": sees_log,
        "events": log_rows(organisation, most=LATEST) if sees_log else [],
    }


def log_rows(organisation: Organisation, *, most: int | None = None) -> list[dict[str, Any]]:
    """The log for components/timeline.html, newest first."""
    return [_log_row(event) for event in log_of(organisation)[:most]]


def person_named(membership: Membership) -> dict[str, Any]:
    """Whom a question is about."""
    return {
        "name": str(membership.user),
        "email": membership.user.email,
        "role": role_name(membership.role),
        "is_last_ombud": is_last_ombud(membership),
    }


def _log_row(event: Event) -> dict[str, Any]:
    moved = [
        OrganisationRole(role).label.lower()
        for role in (event.from_status, event.to_status)
        if role in OrganisationRole.values
    ]
    changed = event.from_status != event.to_status and len(moved) == 2
    text = f"{event.reason} Var tidigare {moved[0]}." if changed else event.reason
    return {
        "at": event.at,
        "title": HAPPENED.get(event.action, "Uppgifterna ändrade"),
        "text": text,
        "actor": event.actor_name or "portalen",
    }


def _has_letters_of_others(row: Membership, who: ActingMember) -> bool:
    """Who gets letters to choose among, and is somebody else."""
    return row.role != OrganisationRole.SIGNATORY and row.user_id != who.user.pk


def _by_role_and_name(row: Membership) -> tuple[int, str]:
    return list(OrganisationRole).index(OrganisationRole(row.role)), str(row.user).lower()


def _is_active_ombud(row: Membership) -> bool:
    return row.role == OrganisationRole.OMBUD and row.user.is_active
