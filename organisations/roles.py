"""The roles, and what each may do: the table of DOMAIN.md as one literal.

Roles in an organisation come from Membership; staff roles are groups of the same code.
"""

from django.db import models


class OrganisationRole(models.TextChoices):
    OMBUD = "ombud", "Ombud"
    REPRESENTANT = "representant", "Representant"
    UPPGIFTSSAMORDNARE = "uppgiftssamordnare", "Uppgiftssamordnare"
    SIGNATORY = "behorig_foretradare", "Behörig företrädare"


class StaffRole(models.TextChoices):
    HANDLAGGARE = "handlaggare", "Handläggare"
    EKONOM = "ekonom", "Ekonom"
    ATTESTANT = "attestant", "Attestant"
    CONTROLLER = "controller", "Controller"
    ADMINISTRATOR = "administrator", "Administratör"


class LetterChoice(models.TextChoices):
    """Which letters a person of an organisation wants."""

    ALL = "all", "Alla brev"
    SOME = "some", "Bara brev om vissa statsbidrag"
    NO_REMINDERS = "no_reminders", "Inga påminnelser, men alla andra brev"


class Right(models.TextChoices):
    """What a person may do for an organisation (the agency's table of roles)."""

    START = "start", "Påbörja rekvisition eller återrapportering"
    EDIT = "edit", "Fylla i och ändra"
    CHANGE_CONTACT = "change_contact", "Ändra kontaktperson"
    SUBMIT = "submit", "Skicka in"
    INVITE_OMBUD = "invite_ombud", "Bjuda in och ta bort ombud"
    INVITE_REPRESENTANT = "invite_representant", "Bjuda in och ta bort representanter"
    INVITE_UPPGIFTSSAMORDNARE = "invite_uppgiftssamordnare", "Bjuda in och ta bort samordnare"
    INVITE_SIGNATORY = "invite_signatory", "Utse behöriga företrädare"
    LEAVE = "leave", "Ta bort sitt eget konto"
    REMOVE_ORGANISATION = "remove_organisation", "Ta bort organisationen"


RIGHTS: dict[str, frozenset[str]] = {
    OrganisationRole.OMBUD: frozenset(Right),
    OrganisationRole.REPRESENTANT: frozenset(
        {
            Right.START,
            Right.EDIT,
            Right.CHANGE_CONTACT,
            Right.SUBMIT,
            Right.INVITE_UPPGIFTSSAMORDNARE,
            Right.LEAVE,
        }
    ),
    OrganisationRole.UPPGIFTSSAMORDNARE: frozenset({Right.EDIT, Right.CHANGE_CONTACT, Right.LEAVE}),
    OrganisationRole.SIGNATORY: frozenset({Right.LEAVE}),
}

RIGHT_TO_INVITE: dict[str, str] = {
    OrganisationRole.OMBUD: Right.INVITE_OMBUD,
    OrganisationRole.REPRESENTANT: Right.INVITE_REPRESENTANT,
    OrganisationRole.UPPGIFTSSAMORDNARE: Right.INVITE_UPPGIFTSSAMORDNARE,
    OrganisationRole.SIGNATORY: Right.INVITE_SIGNATORY,
}
"""The right that it takes to invite somebody to a role, and to remove somebody from it."""

MAY_SUBMIT = frozenset(role for role, rights in RIGHTS.items() if Right.SUBMIT in rights)
MAY_START = frozenset(role for role, rights in RIGHTS.items() if Right.START in rights)
MAY_EDIT = frozenset(role for role, rights in RIGHTS.items() if Right.EDIT in rights)
CASE_STAFF = frozenset({StaffRole.HANDLAGGARE, StaffRole.ADMINISTRATOR})
MONEY_STAFF = frozenset({StaffRole.EKONOM, StaffRole.ADMINISTRATOR})
ANY_STAFF = frozenset(StaffRole.values)
