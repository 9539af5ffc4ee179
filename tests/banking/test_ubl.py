"""Peppol BIS Billing 3.0: what the files say, and what is refused before there is a file.

One test for each rule that bites; all of them also pass OASIS' schema, which `write` sees to.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from lxml import etree

from banking.billing import (
    Billing,
    Endpoint,
    Line,
    NotAnEndpoint,
    Party,
    Preceding,
    endpoint,
    problems,
)
from banking.ocr import make_ocr
from banking.ubl import CAC, CBC, write
from core.errors import RuleViolated

SELLER = Party(
    name="Socialstyrelsen",
    organisationsnummer="2021000555",
    endpoint=Endpoint("0007", "2021000555"),
    address="",
    postal_code="106 30",
    postal_town="Stockholm",
)
BUYER = Party(
    name="Höör & Co",
    organisationsnummer="2120000142",
    endpoint=Endpoint("0088", "7350000000009"),
    address="Box 53",
    postal_code="221 00",
    postal_town="Lund",
)
INVOICE = Billing(
    number="2026000123",
    issued_on=date(2026, 3, 16),
    due_on=date(2026, 4, 15),
    buyer_reference="ZZ1234",
    contract="S2025/00122",
    note="Återbetalning.",
    seller=SELLER,
    buyer=BUYER,
    bankgiro="9912346",
    ocr=make_ocr(2026000123),
    lines=(Line("Återbetalning av oanvänt statsbidrag", 211_111),),
)
CREDIT = replace(
    INVOICE,
    number="2026500001",
    due_on=None,
    terms="Dras av från fakturan.",
    credits=Preceding("2026000123", date(2026, 3, 16)),
)
BOTH = pytest.mark.parametrize("billing", [INVOICE, CREDIT], ids=["invoice", "credit note"])


def texts(billing: Billing, path: str) -> list[str]:
    found: Any = etree.fromstring(write(billing)).xpath(path, namespaces={"a": CAC, "b": CBC})
    return [getattr(one, "text", one) for one in found]


# --- What the files say ---------------------------------------------------------------------------


@BOTH
def test_r003_buyer_reference_is_the_huvudmans_own(billing: Billing) -> None:
    assert texts(billing, "/*/b:BuyerReference") == ["ZZ1234"]


@BOTH
def test_r004_r007_specification_and_process_are_peppols(billing: Billing) -> None:
    assert texts(billing, "/*/b:CustomizationID") == [
        "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
    ]
    assert texts(billing, "/*/b:ProfileID") == ["urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"]


@BOTH
def test_r002_there_is_one_note(billing: Billing) -> None:
    assert texts(billing, "/*/b:Note") == ["Återbetalning."]


@BOTH
def test_contract_reference_is_the_decisions_dnr(billing: Billing) -> None:
    assert texts(billing, "/*/a:ContractDocumentReference/b:ID") == ["S2025/00122"]


@BOTH
def test_r010_r020_cl008_both_parties_have_an_endpoint_in_a_listed_scheme(
    billing: Billing,
) -> None:
    assert texts(billing, "//b:EndpointID/@schemeID") == ["0007", "0088"]
    assert texts(billing, "//b:EndpointID") == ["2021000555", "7350000000009"]


@BOTH
def test_se_r_003_004_013_company_numbers_are_ten_digits_without_hyphen(billing: Billing) -> None:
    found = texts(billing, "//a:PartyLegalEntity/b:CompanyID")
    assert found == ["2021000555", "2120000142"]


@BOTH
def test_br_o_category_is_o_with_reason_without_percent_or_vat_number(billing: Billing) -> None:
    assert texts(billing, "//a:TaxCategory/b:ID | //a:ClassifiedTaxCategory/b:ID") == ["O", "O"]
    assert texts(billing, "//b:TaxExemptionReasonCode") == ["VATEX-EU-O"]
    assert texts(billing, "//b:TaxExemptionReason")
    assert texts(billing, "//b:Percent | //a:PartyTaxScheme") == []


@BOTH
def test_se_r_008_009_012_paid_to_a_bankgiro_by_code_30_with_ocr(billing: Billing) -> None:
    means = "//a:PaymentMeans"
    assert texts(billing, f"{means}/b:PaymentMeansCode") == ["30"]
    assert texts(billing, f"{means}/b:PaymentID") == ["202600012324"]
    assert texts(billing, f"{means}/a:PayeeFinancialAccount/b:ID") == ["9912346"]
    assert texts(billing, f"{means}//a:FinancialInstitutionBranch/b:ID") == ["SE:BANKGIRO"]


def test_br_co_25_invoice_has_its_due_date() -> None:
    assert texts(INVOICE, "/*/b:DueDate") == ["2026-04-15"]


def test_br_co_25_credit_note_has_terms_instead() -> None:
    assert texts(CREDIT, "/*/a:PaymentTerms/b:Note") == ["Dras av från fakturan."]


@BOTH
def test_br_co_10_16_the_sums_agree_in_kronor_with_two_decimals(billing: Billing) -> None:
    two = replace(billing, lines=(Line("Ett", 1), Line("Två", 2)))
    assert set(texts(two, "//a:LegalMonetaryTotal/b:*")) == {"3.00"}
    assert texts(two, "//b:TaxableAmount") == ["3.00"]
    assert set(texts(two, "//b:TaxAmount")) == {"0.00"}
    assert texts(two, "//b:PriceAmount") == ["1.00", "2.00"]
    assert set(texts(two, "//@currencyID")) == {"SEK"}


def test_types_are_380_and_381() -> None:
    assert texts(INVOICE, "/*/b:InvoiceTypeCode") == ["380"]
    assert texts(CREDIT, "/*/b:CreditNoteTypeCode") == ["381"]


def test_credit_note_refers_to_its_invoice_by_number_and_date() -> None:
    reference = "/*/a:BillingReference/a:InvoiceDocumentReference"
    assert texts(CREDIT, f"{reference}/b:ID") == ["2026000123"]
    assert texts(CREDIT, f"{reference}/b:IssueDate") == ["2026-03-16"]


@BOTH
def test_r008_no_element_is_empty(billing: Billing) -> None:
    assert texts(billing, "//*[not(*) and not(normalize-space())]") == []


# --- What is refused before there is a file -------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"buyer_reference": " "}, "buyer_reference"),
        ({"contract": ""}, "contract"),
        ({"due_on": None}, "due_on"),
        ({"due_on": date(2026, 3, 15)}, "due_on"),
        ({"bankgiro": "991-2346"}, "bankgiro"),
        ({"bankgiro": "9912345"}, "bankgiro"),
        ({"ocr": "202600012325"}, "ocr"),
        ({"lines": ()}, "lines"),
        ({"lines": (Line("Minus", -1),)}, "lines"),
        ({"lines": (Line("", 1),)}, "lines"),
        ({"note": "\x0b"}, "note"),
        ({"buyer": replace(BUYER, organisationsnummer="2120000143")}, "buyer"),
        ({"buyer": replace(BUYER, organisationsnummer="212000-0142")}, "buyer"),
        ({"buyer": replace(BUYER, postal_town="")}, "buyer.postal_town"),
        ({"buyer": replace(BUYER, address="x" * 1_001)}, "buyer.address"),
        ({"buyer": replace(BUYER, endpoint=Endpoint("0088", "7350000000007"))}, "buyer.endpoint"),
        ({"buyer": replace(BUYER, endpoint=Endpoint("9955", "2120000142"))}, "buyer.endpoint"),
    ],
)
def test_what_peppol_would_refuse_is_named_at_its_field(change: dict[str, Any], field: str) -> None:
    bad = replace(INVOICE, **change)
    assert field in {violation.field for violation in problems(bad)}
    with pytest.raises(RuleViolated):
        write(bad)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0007:2120000142", "0007:2120000142"),
        ("212000-0142", "0007:2120000142"),
        ("GLN 7350000000009", "0088:7350000000009"),
        ("0088:7350000000009", "0088:7350000000009"),
    ],
)
def test_endpoint_is_read_as_people_write_it(typed: str, read: str) -> None:
    assert str(endpoint(typed)) == read


@pytest.mark.parametrize("typed", ["9955:212000014201", "0007:2120000143", "faktura@lund.se", "12"])
def test_address_that_peppol_does_not_know_is_refused(typed: str) -> None:
    with pytest.raises(NotAnEndpoint):
        endpoint(typed)
