"""Peppol BIS Billing 3.0: an invoice or a credit note becomes a UBL 2.1 file.

The order of elements is the schema's, and is the order below. What may stand in the values is
`billing.problems`'. Outside the scope of VAT: category O, with no percentage and no VAT number.
"""

from lxml import etree

from banking.billing import Billing, Line, Party, problems
from banking.schemas import ubl as schema
from core.errors import RuleViolated, Violation

__all__ = ["CREDIT_NOTE", "INVOICE", "write"]

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
INVOICE, CREDIT_NOTE = "380", "381"
CREDIT_TRANSFER = "30"
BRANCH = "SE:BANKGIRO"
ONE_PIECE = "C62"
NOT_TAXED = "O"
NOT_TAXED_CODE = "VATEX-EU-O"
NOT_TAXED_REASON = "Återbetalning av statsbidrag omfattas inte av mervärdesskatt"

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC = f"{UBL}CommonAggregateComponents-2"
CBC = f"{UBL}CommonBasicComponents-2"


def write(billing: Billing) -> bytes:
    """The file for the access point: UTF-8, the same bytes for the same values, valid by its XSD.

    Raises RuleViolated with all `problems`, before any file exists.
    """
    found = problems(billing)
    if found:
        raise RuleViolated(*found)
    root = _root(billing)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    fault = schema.fault(etree.fromstring(content))
    if fault:
        raise RuleViolated(Violation("not_valid", None, f"Filen följer inte UBL 2.1. {fault}"))
    return content


def _root(billing: Billing) -> etree._Element:
    credit = billing.credits
    kind = "CreditNote" if credit else "Invoice"
    namespace = f"{UBL}{kind}-2"
    root = etree.Element(f"{{{namespace}}}{kind}", nsmap={None: namespace, "cac": CAC, "cbc": CBC})
    _basic(root, "CustomizationID", CUSTOMIZATION)
    _basic(root, "ProfileID", PROFILE)
    _basic(root, "ID", billing.number)
    _basic(root, "IssueDate", billing.issued_on.isoformat())
    if billing.due_on:
        _basic(root, "DueDate", billing.due_on.isoformat())
    _basic(root, f"{kind}TypeCode", CREDIT_NOTE if credit else INVOICE)
    _basic(root, "Note", billing.note)
    _basic(root, "DocumentCurrencyCode", "SEK")
    _basic(root, "BuyerReference", billing.buyer_reference)
    if credit:
        preceding = _group(root, "BillingReference/InvoiceDocumentReference")
        _basic(preceding, "ID", credit.number)
        _basic(preceding, "IssueDate", credit.issued_on.isoformat())
    _basic(_group(root, "ContractDocumentReference"), "ID", billing.contract)
    _party(_group(root, "AccountingSupplierParty/Party"), billing.seller)
    _party(_group(root, "AccountingCustomerParty/Party"), billing.buyer)
    _payment_means(root, billing)
    if billing.terms:
        _basic(_group(root, "PaymentTerms"), "Note", billing.terms)
    _tax_total(root, billing.total_kr)
    _totals(root, billing.total_kr)
    for number, line in enumerate(billing.lines, start=1):
        _line(root, number, line, "Credited" if credit else "Invoiced")
    return root


def _party(parent: etree._Element, party: Party) -> None:
    _basic(parent, "EndpointID", party.endpoint.identifier, schemeID=party.endpoint.scheme)
    _basic(_group(parent, "PartyName"), "Name", party.name)
    address = _group(parent, "PostalAddress")
    _basic(address, "StreetName", party.address)
    _basic(address, "CityName", party.postal_town)
    _basic(address, "PostalZone", party.postal_code)
    _basic(_group(address, "Country"), "IdentificationCode", "SE")
    legal = _group(parent, "PartyLegalEntity")
    _basic(legal, "RegistrationName", party.name)
    _basic(legal, "CompanyID", party.organisationsnummer, schemeID="0007")
    if party.contact or party.email:
        contact = _group(parent, "Contact")
        _basic(contact, "Name", party.contact)
        _basic(contact, "ElectronicMail", party.email)


def _payment_means(root: etree._Element, billing: Billing) -> None:
    means = _group(root, "PaymentMeans")
    _basic(means, "PaymentMeansCode", CREDIT_TRANSFER)
    _basic(means, "PaymentID", billing.ocr)
    account = _group(means, "PayeeFinancialAccount")
    _basic(account, "ID", billing.bankgiro)
    _basic(account, "Name", billing.seller.name)
    _basic(_group(account, "FinancialInstitutionBranch"), "ID", BRANCH)


def _tax_total(root: etree._Element, total_kr: int) -> None:
    tax = _group(root, "TaxTotal")
    _amount(tax, "TaxAmount", 0)
    subtotal = _group(tax, "TaxSubtotal")
    _amount(subtotal, "TaxableAmount", total_kr)
    _amount(subtotal, "TaxAmount", 0)
    category = _group(subtotal, "TaxCategory")
    _basic(category, "ID", NOT_TAXED)
    _basic(category, "TaxExemptionReasonCode", NOT_TAXED_CODE)
    _basic(category, "TaxExemptionReason", NOT_TAXED_REASON)
    _basic(_group(category, "TaxScheme"), "ID", "VAT")


def _totals(root: etree._Element, total_kr: int) -> None:
    totals = _group(root, "LegalMonetaryTotal")
    for name in (
        "LineExtensionAmount",
        "TaxExclusiveAmount",
        "TaxInclusiveAmount",
        "PayableAmount",
    ):
        _amount(totals, name, total_kr)


def _line(root: etree._Element, number: int, line: Line, verb: str) -> None:
    element = _group(root, "CreditNoteLine" if verb == "Credited" else "InvoiceLine")
    _basic(element, "ID", str(number))
    _basic(element, f"{verb}Quantity", "1", unitCode=ONE_PIECE)
    _amount(element, "LineExtensionAmount", line.amount_kr)
    item = _group(element, "Item")
    _basic(item, "Name", line.text)
    category = _group(item, "ClassifiedTaxCategory")
    _basic(category, "ID", NOT_TAXED)
    _basic(_group(category, "TaxScheme"), "ID", "VAT")
    _amount(_group(element, "Price"), "PriceAmount", line.amount_kr)


def _group(parent: etree._Element, names: str) -> etree._Element:
    """New aggregate elements inside one another; returns the innermost."""
    element = parent
    for name in names.split("/"):
        element = etree.SubElement(element, f"{{{CAC}}}{name}")
    return element


def _basic(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    """A basic element with its text; empty text makes none (PEPPOL-EN16931-R008)."""
    if text.strip():
        etree.SubElement(parent, f"{{{CBC}}}{name}", attributes).text = text.strip()


def _amount(parent: etree._Element, name: str, kr: int) -> None:
    _basic(parent, name, f"{kr}.00", currencyID="SEK")
