"""An adopted allocation on paper and in Excel."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from allocations.documents import allocation_document, allocation_workbook
from allocations.explanation_xlsx import workbook
from allocations.models import Allocation, AllocationRow
from correspondence.models import DiarySeries, Document
from tests.allocations.builders import make_allocation_with_key
from tests.builders import APRIL, at, make_round

pytestmark = pytest.mark.django_db


def text_of(document: Document) -> str:
    with document.file.open("rb") as file:
        pages = PdfReader(BytesIO(file.read())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def sheet_of(allocation: Allocation, place: int = 0) -> Worksheet:
    return load_workbook(BytesIO(workbook(allocation))).worksheets[place]


def test_the_document_has_the_key_in_words_and_every_recipients_calculation() -> None:
    text = text_of(allocation_document(make_allocation_with_key(), at=APRIL))
    for words in (
        "Fördelning 2025 till RSS",
        "Regeringsbeslut S2025/00122",
        "Resten: det som är kvar, 700 kr, fördelas på alla 2 mottagare efter folkmängd",
        "RSS-09 RSS RSS-09 fast del 150 kr + 100 invånare × 1,75 kr = 325 kr 325",
        "Summa 1 000",
    ):
        assert words in text


def test_the_document_is_made_once_under_one_diary_number() -> None:
    allocation = make_allocation_with_key()
    first = allocation_document(allocation, at=APRIL)
    again = allocation_document(allocation, at=at(2025, 6, 1))
    assert (again.pk, again.sha256) == (first.pk, first.sha256)
    assert DiarySeries.objects.get(year=2025).last == 1
    assert f"Dnr {first.diarienummer}" in text_of(first)


def test_the_workbook_is_filed_with_the_document() -> None:
    allocation = make_allocation_with_key()
    filed = allocation_workbook(allocation, at=APRIL)
    assert filed.diarienummer == allocation_document(allocation, at=APRIL).diarienummer
    assert filed.filename == "fordelning-socialtjanst-rss-2025-2.xlsx"
    assert allocation_workbook(allocation, at=APRIL).pk == filed.pk


def test_a_correction_gets_documents_of_its_own() -> None:
    round_ = make_round()
    first = round_.allocations.get()
    papers = {allocation_document(one, at=APRIL).pk for one in (first, _corrected(first))}
    assert len(papers) == 2


def test_an_allocation_without_a_key_is_a_plain_table() -> None:
    text = text_of(allocation_document(make_round().allocations.get(), at=APRIL))
    assert "Uträkning" not in text
    assert "RSS-12 RSS Skåne 1 611 111" in text


def test_the_workbook_has_the_terms_in_columns_as_numbers() -> None:
    sheet = sheet_of(make_allocation_with_key())
    headings, first, *_ = sheet.iter_rows(values_only=True)
    assert list(headings) == [
        "Kod", "Mottagare", "Län", "Beslutat, kr", "Fast del, kr", "Resten, kr",
        "Uträknat, kr", "Justering, kr", "Skillnad, kr", "Uträkning",
    ]  # fmt: skip
    assert first[3:9] == (325, 150, 175, 325, 0, 0)
    assert sheet.freeze_panes == "C2"


def test_the_workbook_ends_with_the_sums() -> None:
    *_, last = sheet_of(make_allocation_with_key()).iter_rows(values_only=True)
    assert last[:9] == ("Summa", None, None, 1000, 300, 700, 1000, 0, 0)


def test_the_workbook_tells_the_key_in_words() -> None:
    told = [row[0] for row in sheet_of(make_allocation_with_key(), 1).iter_rows(values_only=True)]
    assert told[0] == "Fast del och resten"
    assert "Varje belopp avrundas för sig till hela kronor." in told


def test_a_name_that_begins_as_a_formula_stays_a_name() -> None:
    allocation = make_round(frames={}).allocations.get()
    AllocationRow.objects.create(
        allocation=allocation,
        recipient=make_round("annan", year=2030).allocations.get().rows.all()[0].recipient,
        printed_name="=1+1",
        kr=5,
    )
    cell = sheet_of(allocation).cell(2, 2)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def _corrected(first: Allocation) -> Allocation:
    Allocation.objects.filter(pk=first.pk).update(is_in_force=False)
    return Allocation.objects.create(
        round=first.round,
        number=2,
        source="Rättelse",
        reason="Två rader var förväxlade.",
        stated_total_kr=1,
        adopted_on=date(2025, 4, 1),
    )
