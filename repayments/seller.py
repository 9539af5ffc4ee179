"""The agency as it stands on an invoice; who it is, organisations.agency knows."""

from dataclasses import dataclass, fields

from organisations.agency import agency

__all__ = ["Seller", "seller"]


@dataclass(frozen=True)
class Seller:
    """Organisationsnummer and bankgiro are digits without hyphens.

    `is_demo`: the bankgiro is invented, and the invoice says so.
    """

    name: str
    organisationsnummer: str
    address: str
    postal_code: str
    postal_town: str
    email: str
    bankgiro: str
    is_demo: bool


def seller() -> Seller:
    """The agency's data today. Raises NotABankgiro when the setting's bankgiro is none."""
    known = agency()
    return Seller(**{one.name: getattr(known, one.name) for one in fields(Seller)})
