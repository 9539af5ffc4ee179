"""An adopted allocation on paper and in Excel: made behind the scenes, once, under one number."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from allocations.documents import file_documents
from allocations.explanation_xlsx import workbook
from allocations.models import Allocation, AllocationRow
from allocations.queries import PDF, WORKBOOK, documents_of, without_documents
from allocations.tasks import file_adopted, file_missing
from correspondence.models import DiarySeries, Document
from tests.allocations.builders import filed, make_allocation_with_key
from tests.builders import APRIL, at, make_round

pytestmark = pytest.mark.django_db


def text_of(document: Document) -> str:
    with document.file.open("rb") as file:
        pages = PdfReader(BytesIO(file.read())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def sheet_of(allocation: Allocation, place: int = 0) -> Worksheet:
    return load_workbook(BytesIO(workbook(allocation))).worksheets[place]


@pytest.mark.paper
@pytest.mark.proof
def test_the_document_has_the_key_in_words_and_every_recipients_calculation() -> None:
    document = filed(make_allocation_with_key())
    text = text_of(document)
    for words in (
        f"Dnr {document.diarienummer}",
        "Fördelning 2025 till RSS",
        "Regeringsbeslut S2025/00122",
        "Resten: det som är kvar, 700 kr, fördelas på alla 2 mottagare efter folkmängd",
        "RSS-09 RSS RSS-09 fast del 150 kr + 100 invånare × 1,75 kr = 325 kr 325",
        "Summa 1 000",
    ):
        assert words in text


def test_documents_are_made_once_under_one_diary_number() -> None:
    allocation = make_allocation_with_key()
    file_documents(allocation, at=APRIL)
    first = documents_of(allocation)
    file_documents(allocation, at=at(2025, 6, 1))
    assert documents_of(allocation) == first
    assert first[WORKBOOK].filename == "fordelning-socialtjanst-rss-2025-2.xlsx"
    assert first[WORKBOOK].diarienummer == first[PDF].diarienummer
    assert DiarySeries.objects.get(year=2025).last == 1


def test_a_run_that_was_cut_short_is_taken_up_under_the_same_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    allocation = make_allocation_with_key()
    with monkeypatch.context() as cut, pytest.raises(MemoryError):
        cut.setattr("correspondence.actions.render_pdf", _killed)
        file_documents(allocation, at=APRIL)
    assert without_documents() == [allocation]
    assert filed(allocation).diarienummer == documents_of(allocation)[WORKBOOK].diarienummer
    assert DiarySeries.objects.get(year=2025).last == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_who_make_them_at_once_use_one_diary_number() -> None:
    allocation = make_allocation_with_key()

    def run(_: int) -> None:
        try:
            file_documents(allocation, at=APRIL)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    assert set(documents_of(allocation)) == {PDF, WORKBOOK}
    assert DiarySeries.objects.get(year=2025).last == 1


def test_the_sweep_makes_what_is_missing_for_those_in_force() -> None:
    allocation = make_allocation_with_key()
    assert without_documents() == [allocation]
    file_missing()
    assert set(documents_of(allocation)) == {PDF, WORKBOOK}
    assert without_documents() == []


def test_a_correction_gets_documents_of_its_own() -> None:
    round_ = make_round()
    first = round_.allocations.get()
    file_adopted(first.pk)
    file_adopted(_corrected(first).pk)
    assert Document.objects.filter(kind=PDF).count() == 2


@pytest.mark.paper
def test_an_allocation_without_a_key_is_a_plain_table() -> None:
    text = text_of(filed(make_round().allocations.get()))
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


def _killed(*_: object) -> bytes:
    raise MemoryError
