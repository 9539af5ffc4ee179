"""What a form may know about the case: a flat dict of facts, named here and nowhere else.

Names ending in `_kr` are whole kronor (int), `_on` are inclusive Swedish days (ISO dates or
`date`), all others are text. A form refers to a fact in a shown value, a prefill, a calculation
or as `{name}` in a text.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from core import dates, kronor

Facts = Mapping[str, object]

FACTS: Mapping[str, str] = {
    "received_kr": "Mottaget statsbidrag",
    "recipient_name": "Bidragsmottagarens namn",
    "huvudman_name": "Huvudman",
    "organisationsnummer": "Organisationsnummer",
    "postal_address": "Utdelningsadress",
    "postal_code": "Postnummer",
    "postal_town": "Postort",
    "contact_name": "Kontaktperson, namn",
    "contact_title": "Kontaktperson, befattning",
    "contact_email": "Kontaktperson, e-post",
    "contact_phone": "Kontaktperson, telefon",
    "invoice_address": "Faktura, adress",
    "invoice_postal_code": "Faktura, postnummer",
    "invoice_town": "Faktura, postort",
    "invoice_email": "Faktura, e-post",
    "invoice_reference": "Fakturareferens",
    "e_invoice_address": "Elektronisk fakturaadress",
    "decision_dnr": "Beslutets diarienummer",
    "requisition_dnr": "Rekvisitionens diarienummer",
    "report_last_on": "Sista dag att återrapportera",
    "grant_year": "Bidragsår",
}

UNKNOWN = "–"
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def fact_number(name: str, facts: Facts) -> Decimal | None:
    """A fact as a number (whole kronor), None when it is missing or no number."""
    value = facts.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return None


def fact_text(name: str, facts: Facts) -> str:
    """A fact as people read it: "1 611 111 kr", "2 mars 2026"; "–" when the case lacks it."""
    value = facts.get(name)
    if value is None or value == "":
        return UNKNOWN
    number = fact_number(name, facts)
    if name.endswith("_kr") and number is not None:
        return kronor.with_unit(int(number))
    if name.endswith("_on"):
        return _day_in_text(value)
    return str(value)


def filled(text: str, facts: Facts) -> str:
    """A text of the form with its `{fact_name}` replaced by what the case says."""
    return PLACEHOLDER.sub(lambda match: fact_text(match[1], facts), text)


def _day_in_text(value: object) -> str:
    try:
        return dates.day_and_year(
            value if isinstance(value, date) else date.fromisoformat(str(value))
        )
    except ValueError:
        return str(value)
