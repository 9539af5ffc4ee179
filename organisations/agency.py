"""The agency itself: who pays, who invoices, whose account money comes back to.

One place, overridden by the setting AGENCY (production must give a bankgiro: AGENCY_BANKGIRO).
Name, organisationsnummer and postal address are Socialstyrelsen's own. The bankgiro is invented
(991-2346, with a valid check digit) and the bank's BIC assumed, so what is made with them says
that it is a demo until AGENCY gives a bankgiro.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from banking import bankgiro

__all__ = ["Agency", "agency"]


@dataclass(frozen=True)
class Agency:
    """Organisationsnummer and bankgiro are digits without hyphens."""

    name: str
    organisationsnummer: str
    address: str
    postal_code: str
    postal_town: str
    email: str
    bankgiro: str
    bic: str
    is_demo: bool


DEMO: Mapping[str, Any] = {
    "name": "Socialstyrelsen",
    "organisationsnummer": "2021000555",
    "address": "",
    "postal_code": "106 30",
    "postal_town": "Stockholm",
    "email": "socialstyrelsen@socialstyrelsen.se",
    "bankgiro": "9912346",
    "bic": "SWEDSESS",
}


def agency() -> Agency:
    """The agency's data today. Raises NotABankgiro when the setting's bankgiro is none."""
    configured: Mapping[str, Any] = getattr(settings, "AGENCY", {})
    known = {**DEMO, **{name: configured[name] for name in DEMO if name in configured}}
    known["bankgiro"] = bankgiro.compact(known["bankgiro"])
    return Agency(**known, is_demo="bankgiro" not in configured)
