"""What a form may know about a report's case, gathered from the requisition and the payments."""

from reporting.models import Report
from reporting.questionnaire import Facts
from requisitions.queries import received_kr

__all__ = ["case_facts"]


def case_facts(report: Report, *, received: int | None = None) -> Facts:
    """The facts of a report (see reporting.questionnaire.facts); amounts in kr, days as ISO dates.

    `report` must have been read with `with_case()`. Costs one query, for the payments, unless
    what was `received`, kr, has been read already.
    """
    organisation, requisition = report.organisation, report.requisition
    if received is None:
        received = received_kr(report.round, report.recipient)
    return {
        "received_kr": received,
        "recipient_name": report.recipient.name,
        "huvudman_name": organisation.name,
        "organisationsnummer": organisation.organisationsnummer_printed,
        "postal_address": organisation.postal_address,
        "postal_code": organisation.postal_code,
        "postal_town": organisation.postal_town,
        "contact_name": requisition.contact_name,
        "contact_email": requisition.contact_email,
        "contact_phone": requisition.contact_phone,
        "contact_title": "",
        "invoice_address": organisation.postal_address,
        "invoice_postal_code": organisation.postal_code,
        "invoice_town": organisation.postal_town,
        "invoice_email": "",
        "invoice_reference": requisition.invoice_reference,
        "e_invoice_address": organisation.e_invoice_address,
        "decision_dnr": report.round.decision.diarienummer,
        "requisition_dnr": requisition.diarienummer,
        "report_last_on": report.last_on.isoformat(),
        "grant_year": report.round.year,
    }
