"""The registers as plain values, to hold a file against; registers.py fills them in."""

from dataclasses import dataclass

from organisations.register_import.columns import Column

__all__ = ["KnownOrganisation", "KnownRecipient", "Registers", "Values"]

Values = dict[Column, str]


@dataclass(frozen=True)
class KnownRecipient:
    """A recipient, and its latest huvudman: the organisationsnummer and from which day."""

    name: str
    organisationsnummer: str = ""
    from_date: str = ""
    is_region: bool = False

    @property
    def is_awaited(self) -> bool:
        """Whether a file that leaves it out should say so: a region is nobody's until it is."""
        return bool(self.organisationsnummer) or not self.is_region


@dataclass(frozen=True)
class KnownOrganisation:
    """A huvudman; `confirmed` when it has itself said that its details are right."""

    values: Values
    confirmed: bool = False


@dataclass(frozen=True)
class Registers:
    """Recipients by code, huvudmän by organisationsnummer, contacts by both."""

    recipients: dict[str, KnownRecipient]
    organisations: dict[str, KnownOrganisation]
    contacts: dict[tuple[str, str], Values]
