"""How roles and limits are said to people: on pages, in letters and in the log."""

from collections.abc import Iterable, Mapping

from organisations.roles import OrganisationRole
from organisations.rules import Scope

__all__ = ["MAY", "PLURAL", "in_a_row", "role_name", "scope_in_words"]

MAY: dict[str, str] = {
    OrganisationRole.OMBUD: (
        "påbörjar, fyller i och skickar in, och bestämmer vilka som får göra vad"
    ),
    OrganisationRole.REPRESENTANT: (
        "påbörjar, fyller i och skickar in, och bjuder in uppgiftssamordnare"
    ),
    OrganisationRole.UPPGIFTSSAMORDNARE: "fyller i och ändrar, men skickar inte in",
    OrganisationRole.SIGNATORY: "följer bidragen och godkänner enligt delegationsordningen",
}
"""What a role does, as the end of a sentence that begins with its name."""

PLURAL: dict[str, str] = {
    OrganisationRole.OMBUD: "ombud",
    OrganisationRole.REPRESENTANT: "representanter",
    OrganisationRole.UPPGIFTSSAMORDNARE: "uppgiftssamordnare",
    OrganisationRole.SIGNATORY: "behöriga företrädare",
}


def in_a_row(words: Iterable[str]) -> str:
    """ "a, b och c"."""
    *first, last = [*words] or [""]
    return f"{', '.join(first)} och {last}" if first else last


def role_name(role: str) -> str:
    """As in the middle of a sentence: "uppgiftssamordnare"."""
    return OrganisationRole(role).label.lower()


def scope_in_words(
    scope: Scope, *, recipients: Mapping[str, str], grants: Mapping[str, str]
) -> str:
    """ "Alla mottagare och bidrag", or what the role is limited to, by name."""
    parts = [
        _named(scope.recipient_codes, recipients),
        _named(scope.grant_slugs, grants),
    ]
    said = [part for part in parts if part]
    return f"Bara {'; bara '.join(said)}" if said else "Alla mottagare och bidrag"


def _named(codes: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(sorted(names.get(code, code) for code in codes))
