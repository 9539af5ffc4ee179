"""Who may be let into an organisation, by whom, and who may be taken out. Pure.

The table of rights is organisations.roles; what is limited to single recipients or grants can't
give away more than it has.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import Violation
from organisations.roles import (
    RIGHT_TO_INVITE,
    RIGHTS,
    LetterChoice,
    OrganisationRole,
    Right,
)
from organisations.states import InvitationStatus

__all__ = [
    "INVITATION_DAYS",
    "Scope",
    "address_problems",
    "last_ombud_problems",
    "letter_choice_problems",
    "link_problem",
    "manageable_roles",
    "may_manage",
    "may_remove_organisation",
    "scope_problems",
    "sent_just_now_problems",
]

INVITATION_DAYS = 14
RESEND_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Scope:
    """What a role is limited to, as codes; an empty set means all of the organisation's."""

    recipient_codes: frozenset[str] = frozenset()
    grant_slugs: frozenset[str] = frozenset()

    def covers(self, other: "Scope") -> bool:
        """Whether all that the other reaches is within this one."""
        return _covers(self.recipient_codes, other.recipient_codes) and _covers(
            self.grant_slugs, other.grant_slugs
        )


def _covers(own: frozenset[str], given: frozenset[str]) -> bool:
    return not own or (bool(given) and given <= own)


EVERYTHING = Scope()


def may_manage(role: str, other: str) -> bool:
    """Whether a role may invite to another role, and change and remove who has it."""
    return RIGHT_TO_INVITE[other] in RIGHTS[role]


def manageable_roles(role: str) -> list[OrganisationRole]:
    """The roles that a role may invite to, in the table's order."""
    return [other for other in OrganisationRole if may_manage(role, other)]


def may_remove_organisation(role: str, own: Scope) -> bool:
    """The table's right, held for all of the organisation."""
    return Right.REMOVE_ORGANISATION in RIGHTS[role] and own == EVERYTHING


def scope_problems(
    given: Scope, *, own: Scope, recipient_codes: Collection[str], grant_slugs: Collection[str]
) -> list[Violation]:
    """Limits are the organisation's own recipients and known grants, within the giver's limits."""
    problems = []
    if not given.recipient_codes <= set(recipient_codes):
        message = "Välj bland organisationens egna mottagare."
        problems.append(Violation("foreign_recipient", "recipient_codes", message))
    elif not _covers(own.recipient_codes, given.recipient_codes):
        message = "Välj bland de mottagare som din egen behörighet gäller."
        problems.append(Violation("beyond_own_recipients", "recipient_codes", message))
    if not given.grant_slugs <= set(grant_slugs):
        problems.append(Violation("unknown_grant", "grant_slugs", "Välj bland bidragen i listan."))
    elif not _covers(own.grant_slugs, given.grant_slugs):
        message = "Välj bland de bidrag som din egen behörighet gäller."
        problems.append(Violation("beyond_own_grants", "grant_slugs", message))
    return problems


def address_problems(
    email: str, *, is_member: bool, waiting_until: datetime | None, at: datetime
) -> list[Violation]:
    """An address is invited once, and not at all when its person already has a role."""
    if is_member:
        message = f"{email} har redan en roll i organisationen. Ändra rollen i stället."
        return [Violation("already_member", "email", message)]
    if waiting_until is None:
        return []
    message = (
        f"{email} har redan en inbjudan som väntar på svar. Skicka den igen eller ta tillbaka den."
        if at <= waiting_until
        else f"{email} har en inbjudan som har gått ut. Skicka den igen eller ta tillbaka den."
    )
    return [Violation("already_invited", "email", message)]


def sent_just_now_problems(sent_at: datetime, *, at: datetime) -> list[Violation]:
    """A second click does not send a second letter."""
    if not timedelta(0) <= at - sent_at < RESEND_AFTER:
        return []
    message = "Inbjudan skickades nyss. Vänta en minut innan du skickar den igen."
    return [Violation("sent_just_now", None, message)]


def link_problem(
    status: str, *, is_latest: bool, expires_at: datetime, at: datetime
) -> Violation | None:
    """Why the link of a letter no longer works, or None while it does."""
    if status == InvitationStatus.ACCEPTED:
        return Violation("accepted", None, "Inbjudan är antagen. Logga in för att fortsätta.")
    if status == InvitationStatus.DECLINED:
        return Violation("declined", None, "Inbjudan är avböjd. Be om en ny om du ångrar dig.")
    if status == InvitationStatus.WITHDRAWN:
        return Violation("withdrawn", None, "Organisationen har tagit tillbaka inbjudan.")
    if not is_latest:
        message = "Länken är ersatt av en nyare. Öppna den i det senaste mejlet."
        return Violation("replaced", None, message)
    if at > expires_at:
        message = "Inbjudan har gått ut. Be den som bjöd in dig att skicka den igen."
        return Violation("expired", None, message)
    return None


def letter_choice_problems(
    *, choice: str, grants: Collection[str], known: Collection[str], unread: Collection[str]
) -> list[Violation]:
    """A choice names known grants exactly when it is for some, and leaves somebody every letter.

    `unread` are the names of those cases that nobody else would be reminded of.
    """
    problems = []
    if (choice == LetterChoice.SOME) != bool(grants) or not set(grants) <= set(known):
        message = "Välj vilka statsbidrag du vill ha brev om."
        problems.append(Violation("grants_missing", "letter_grants", message))
    if unread:
        message = (
            f"Ingen annan får då påminnelserna om {', '.join(sorted(unread))}. Skriv in en "
            "registrator bland uppgifterna om organisationen, eller låt någon annan få alla brev."
        )
        problems.append(Violation("nobody_left", "letters", message))
    return problems


def last_ombud_problems(*, is_last: bool, confirmed: bool) -> list[Violation]:
    """An organisation may be left without ombud, but only by somebody who says so."""
    if not is_last or confirmed:
        return []
    message = "Kryssa i att organisationen blir utan ombud, eller bjud in ett nytt ombud först."
    return [Violation("last_ombud", "without_ombud", message)]
