"""Reads what the registers say now."""

from organisations.models import HuvudmanPeriod, Organisation, Recipient, RecipientKind
from organisations.register_import.columns import CONTACT_FIELDS, ORGANISATION_FIELDS
from organisations.register_import.known import KnownOrganisation, KnownRecipient, Registers
from organisations.register_import.models import Contact

__all__ = ["registers_now"]


def registers_now(*, lock: bool = False) -> Registers:
    """The registers (4 queries); with `lock` recipients and huvudmän hold still until commit."""
    recipients = Recipient.objects.order_by("pk")
    organisations = Organisation.objects.order_by("pk")
    if lock:
        recipients = recipients.select_for_update(no_key=True)
        organisations = organisations.select_for_update(no_key=True)
    latest = _latest_periods()
    return Registers(
        {row.code: _recipient(row, *latest.get(row.pk, ("", ""))) for row in recipients},
        {row.organisationsnummer: _known(row) for row in organisations},
        {
            (row.organisation.organisationsnummer, row.recipient.code): {
                column: str(getattr(row, field)) for column, field in CONTACT_FIELDS.items()
            }
            for row in Contact.objects.select_related("organisation", "recipient")
        },
    )


def _latest_periods() -> dict[int, tuple[str, str]]:
    """By recipient id: the organisationsnummer of the latest huvudman, and from which day."""
    rows = HuvudmanPeriod.objects.order_by("recipient_id", "from_date").values_list(
        "recipient_id", "organisation__organisationsnummer", "from_date"
    )
    return {recipient_id: (orgnr, day.isoformat()) for recipient_id, orgnr, day in rows}


def _recipient(row: Recipient, organisationsnummer: str, from_date: str) -> KnownRecipient:
    is_region = row.kind == RecipientKind.REGION
    return KnownRecipient(row.name, organisationsnummer, from_date, is_region)


def _known(row: Organisation) -> KnownOrganisation:
    values = {column: str(getattr(row, field)) for column, field in ORGANISATION_FIELDS.items()}
    return KnownOrganisation(values, confirmed=row.confirmed_at is not None)
