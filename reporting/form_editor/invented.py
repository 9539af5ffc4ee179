"""An invented case for staff who look at a form or try it out. No recipient has these figures."""

from collections.abc import Mapping

from reporting.questionnaire import Facts

__all__ = ["invented_facts"]

_CASE: Mapping[str, object] = {
    "received_kr": 1_500_000,
    "recipient_name": "Exempelmottagaren",
    "huvudman_name": "Exempelkommuns kommunalförbund",
    "organisationsnummer": "212000-0142",
    "postal_address": "Storgatan 1",
    "postal_code": "12345",
    "postal_town": "Exempelstad",
    "contact_name": "Kim Exempel",
    "contact_title": "Utvecklingsledare",
    "contact_email": "kim@exempel.se",
    "contact_phone": "010-123 45 67",
    "invoice_address": "Fakturagatan 2",
    "invoice_postal_code": "12346",
    "invoice_town": "Exempelstad",
    "invoice_email": "faktura@exempel.se",
    "invoice_reference": "ZZ1234",
    "e_invoice_address": "",
    "decision_dnr": "S0000/00000",
    "requisition_dnr": "0.0-00001/0000",
}


def invented_facts(*, year: int, report_last_on: str) -> Facts:
    """The facts of a case that doesn't exist; year and last day (ISO) are the round's own."""
    return {**_CASE, "grant_year": year, "report_last_on": report_last_on}
