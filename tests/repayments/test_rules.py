"""When a claim may be made, what an invoice needs, and when it is to be paid."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import is_workday
from repayments import rules

BUYER = rules.Buyer(
    name="Region Skåne",
    organisationsnummer="2321000255",
    address="Box 53",
    postal_code="221 00",
    postal_town="Lund",
    reference="REF-4711",
    email="",
    electronic_address="",
)


def test_buyer_without_email_and_electronic_address_is_complete() -> None:
    assert rules.buyer_problems(BUYER) == []


@pytest.mark.parametrize("field", ["address", "postal_code", "postal_town", "reference"])
def test_each_missing_invoice_field_is_named(field: str) -> None:
    [violation] = rules.buyer_problems(replace(BUYER, **{field: ""}))
    assert (violation.code, violation.field) == ("missing_invoice_data", field)


@pytest.mark.parametrize("status", ["draft", "locked", "submitted"])
def test_report_not_accepted_gives_no_claim(status: str) -> None:
    [violation] = rules.claim_problems(report_status=status, unused_kr=211_111)
    assert violation.code == "report_not_accepted"


@pytest.mark.parametrize("unused_kr", [0, None])
def test_nothing_unused_gives_no_claim(unused_kr: int | None) -> None:
    [violation] = rules.claim_problems(report_status="accepted", unused_kr=unused_kr)
    assert violation.code == "nothing_unused"


def test_due_date_on_a_workday_stays() -> None:
    assert rules.due_on(date(2026, 3, 16), days=30) == date(2026, 4, 15)


def test_due_date_in_easter_moves_to_the_tuesday_after() -> None:
    assert rules.due_on(date(2026, 3, 4), days=30) == date(2026, 4, 7)


@given(st.dates(date(2025, 1, 1), date(2035, 12, 31)), st.integers(1, 90))
def test_due_date_is_the_first_workday_from_the_wished_day(issued_on: date, days: int) -> None:
    due, wished = rules.due_on(issued_on, days=days), issued_on + timedelta(days=days)
    passed = [wished + timedelta(days=n) for n in range((due - wished).days)]
    assert is_workday(due)
    assert not any(is_workday(day) for day in passed)


@pytest.mark.parametrize("last", [0, 1_000_000])
def test_number_outside_the_year_s_series_is_refused(last: int) -> None:
    with pytest.raises(ValueError):
        rules.invoice_number(2026, last)


def test_number_begins_with_the_year() -> None:
    assert rules.invoice_number(2026, 123) == 2026000123
