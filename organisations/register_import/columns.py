"""The columns of a register file: what they are called, what else people call them, what they hold.

The order here is that of the example file; a file may have its columns in any order.
"""

from enum import StrEnum

__all__ = [
    "CONTACT_COLUMNS", "CONTACT_FIELDS", "KNOWN_AS", "ORGANISATION_FIELDS", "REQUIRED", "Column",
]  # fmt: skip


class Column(StrEnum):
    """A column, by the title that it has in the example file."""

    CODE = "kod"
    RECIPIENT = "mottagare"
    HUVUDMAN = "huvudman"
    ORGANISATIONSNUMMER = "organisationsnummer"
    ADDRESS = "utdelningsadress"
    POSTAL_CODE = "postnummer"
    TOWN = "postort"
    REGISTRY = "registrator"
    BANKGIRO = "bankgiro"
    E_INVOICE = "e-fakturaadress"
    CONTACT = "kontaktperson"
    CONTACT_EMAIL = "kontakt e-post"
    CONTACT_PHONE = "kontakt telefon"
    FROM_DATE = "gäller från"


REQUIRED = (Column.CODE, Column.HUVUDMAN, Column.ORGANISATIONSNUMMER)

ORGANISATION_FIELDS: dict[Column, str] = {
    Column.HUVUDMAN: "name",
    Column.ADDRESS: "postal_address",
    Column.POSTAL_CODE: "postal_code",
    Column.TOWN: "postal_town",
    Column.REGISTRY: "registry_email",
    Column.BANKGIRO: "bankgiro",
    Column.E_INVOICE: "e_invoice_address",
}
"""What is the huvudman's own, and so the same on each of its rows; by the model's field."""

CONTACT_FIELDS: dict[Column, str] = {
    Column.CONTACT: "name",
    Column.CONTACT_EMAIL: "email",
    Column.CONTACT_PHONE: "phone",
}
CONTACT_COLUMNS = tuple(CONTACT_FIELDS)

KNOWN_AS: dict[str, Column] = {
    **{column.value: column for column in Column},
    "kommunkod": Column.CODE,
    "rss-kod": Column.CODE,
    "mottagarkod": Column.CODE,
    "bidragsmottagare": Column.RECIPIENT,
    "kommun": Column.RECIPIENT,
    "huvudmannens namn": Column.HUVUDMAN,
    "orgnr": Column.ORGANISATIONSNUMMER,
    "org.nr": Column.ORGANISATIONSNUMMER,
    "org nr": Column.ORGANISATIONSNUMMER,
    "adress": Column.ADDRESS,
    "postnr": Column.POSTAL_CODE,
    "ort": Column.TOWN,
    "registrator e-post": Column.REGISTRY,
    "registrator (e-post)": Column.REGISTRY,
    "registrators e-post": Column.REGISTRY,
    "bankgironummer": Column.BANKGIRO,
    "bg": Column.BANKGIRO,
    "e-faktura": Column.E_INVOICE,
    "efakturaadress": Column.E_INVOICE,
    "kontakt": Column.CONTACT,
    "kontaktpersonens namn": Column.CONTACT,
    "kontaktpersonens e-post": Column.CONTACT_EMAIL,
    "kontakt epost": Column.CONTACT_EMAIL,
    "e-post": Column.CONTACT_EMAIL,
    "kontaktpersonens telefon": Column.CONTACT_PHONE,
    "kontakt tel": Column.CONTACT_PHONE,
    "telefon": Column.CONTACT_PHONE,
    "från och med": Column.FROM_DATE,
    "fr.o.m.": Column.FROM_DATE,
    "gäller fr.o.m.": Column.FROM_DATE,
}
"""Titles in lower case, with single spaces, to the column they mean."""
