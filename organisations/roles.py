"""The roles, and what each may do: the table of DOMAIN.md as one literal.

Roles in an organisation come from Membership; staff roles are groups of the same code.
"""

from django.db import models


class OrganisationRole(models.TextChoices):
    OMBUD = "ombud", "Ombud"
    REPRESENTANT = "representant", "Representant"
    UPPGIFTSSAMORDNARE = "uppgiftssamordnare", "Uppgiftssamordnare"


class StaffRole(models.TextChoices):
    HANDLAGGARE = "handlaggare", "Handläggare"
    EKONOM = "ekonom", "Ekonom"
    ATTESTANT = "attestant", "Attestant"
    CONTROLLER = "controller", "Controller"
    ADMINISTRATOR = "administrator", "Administratör"


class Right(models.TextChoices):
    """What a person may do for an organisation."""

    START = "start", "Påbörja rekvisition eller återrapportering"
    EDIT = "edit", "Fylla i och ändra"
    SUBMIT = "submit", "Skicka in"


RIGHTS: dict[str, frozenset[str]] = {
    OrganisationRole.OMBUD: frozenset({Right.START, Right.EDIT, Right.SUBMIT}),
    OrganisationRole.REPRESENTANT: frozenset({Right.START, Right.EDIT, Right.SUBMIT}),
    OrganisationRole.UPPGIFTSSAMORDNARE: frozenset({Right.EDIT}),
}

MAY_SUBMIT = frozenset(role for role, rights in RIGHTS.items() if Right.SUBMIT in rights)
MAY_START = frozenset(role for role, rights in RIGHTS.items() if Right.START in rights)
MAY_EDIT = frozenset(role for role, rights in RIGHTS.items() if Right.EDIT in rights)
CASE_STAFF = frozenset({StaffRole.HANDLAGGARE, StaffRole.ADMINISTRATOR})
MONEY_STAFF = frozenset({StaffRole.EKONOM, StaffRole.ADMINISTRATOR})
ANY_STAFF = frozenset(StaffRole.values)
