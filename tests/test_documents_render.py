"""Documents on paper: PDF/A that says what it should, in words that a reader program finds."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from allocations.documents import allocation_document
from correspondence.models import Document
from reporting.documents import reading_copy_document, submission_document, version_document
from reporting.models import Report
from requisitions.documents import requisition_document
from tests import builders
from tests.allocations.builders import make_allocation_with_key
from tests.builders import at

pytestmark = pytest.mark.django_db


def pdf(document: Document) -> PdfReader:
    with document.file.open("rb") as file:
        return PdfReader(BytesIO(file.read()))


def text_of(document: Document) -> str:
    """All text on one line, with ordinary spaces."""
    return " ".join(" ".join(page.extract_text() for page in pdf(document).pages).split())


def reading_copy(report: Report | None = None) -> Document:
    return reading_copy_document(report or builders.make_report(), at=builders.FEBRUARY)


def submitted(**about: Any) -> Document:
    return submission_document(builders.make_submission(**about))


def fonts_of(document: Document) -> set[str]:
    names: set[str] = set()
    pages: Any = pdf(document).pages
    for page in pages:
        for font in page["/Resources"]["/Font"].values():
            names.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
    return names


# --- Every document -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: requisition_document(builders.make_requisition()),
        reading_copy,
        lambda: version_document(
            builders.lock(builders.make_report(answers=builders.faultless_answers()))
        ),
        submitted,
        lambda: allocation_document(make_allocation_with_key(), at=builders.APRIL),
    ],
    ids=["requisition", "reading copy", "version", "submission", "allocation"],
)
def test_a_document_is_tagged_pdfa_in_our_own_type_with_its_diarienummer(make: Any) -> None:
    document = make()
    catalog: Any = pdf(document).trailer["/Root"]
    metadata = catalog["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in metadata.replace("'", '"')
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "sv"
    assert all(name.startswith("Source-Sans-3") for name in fonts_of(document))
    assert f"Dnr {document.diarienummer}" in text_of(document)


# --- Requisition ----------------------------------------------------------------------------------


def test_the_requisition_says_amount_frame_account_and_conditions() -> None:
    text = text_of(requisition_document(builders.make_requisition(amount_kr=1_500_000)))
    assert "Fördelningsram, högsta belopp 1 611 111" in text
    assert "Rekvirerat belopp 1 500 000" in text
    assert "5050-1055" in text
    assert "S2025/00122" in text
    assert "Vi använder bidraget bara till ändamålet." in text
    assert "Karin Ek, Direktör" in text


def test_a_late_requisition_is_marked() -> None:
    text = text_of(requisition_document(builders.make_requisition(when=at(2025, 5, 20))))
    assert "Sen. Rekvisitionen kom in efter sista dagen, 15 maj 2025." in text


# --- Report ---------------------------------------------------------------------------------------


def test_the_version_to_approve_says_that_it_is_not_submitted() -> None:
    approval = builders.lock(builders.make_report(answers=builders.faultless_answers()))
    text = text_of(version_document(approval))
    assert "Inte inskickad." in text
    assert "Inte godkänd än." in text
    assert approval.sha256 in text.replace(" ", "")


def test_the_submission_says_number_sums_and_who_approved() -> None:
    text = text_of(submitted())
    assert "Inskickad 10 februari 2026, nummer 1 av högst 5." in text
    assert "Mottaget 1 611 111" in text
    assert "Oanvänt, ska återbetalas 211 111" in text
    assert "Karin Ek, Direktör Godkännande Godkände 10 februari 2026" in text
    assert "Sen." not in text


def test_the_submission_carries_its_answers_as_json() -> None:
    assert list(pdf(submitted()).attachments) == ["svar.json"]


def test_a_late_submission_is_marked() -> None:
    assert "Sen. Återrapporteringen kom in" in text_of(submitted(when=at(2026, 3, 4)))


def test_only_what_was_asked_is_on_paper() -> None:
    hidden = builders.faultless_answers(beskriv_kommunikation="Ett nyhetsbrev.")
    text = text_of(submitted(answers=hidden))
    assert "16. Beskriv kortfattat på vilket sätt ni har stöttat samverkan" in text
    assert "Ett nyhetsbrev." not in text
    assert "19. " not in text


def test_a_long_answer_goes_on_over_the_pages_to_its_last_word() -> None:
    answer = ("Nätverket har träffats åtta gånger. " * 120)[:3980].strip() + " Sista ordet."
    answers = builders.faultless_answers(
        insatser=["andra_aktiviteter"], beskriv_andra_aktiviteter=answer
    )
    text = text_of(submitted(answers=answers))
    assert text.count("Nätverket har träffats") >= 108
    assert "Sista ordet." in text


# --- Reading copy ---------------------------------------------------------------------------------


def test_the_reading_copy_has_every_question_and_its_jumps_in_words() -> None:
    text = text_of(reading_copy())
    assert [n for n in range(5, 27) if f" {n}. " not in text] == []
    assert "Visas om ”Övriga kostnader” (fråga 8) är mer än 0 kr." in text
    assert "Visas om ni har valt ”Andra aktiviteter/åtgärder” på fråga 14." in text
    assert "Högst 4 000 tecken." in text


def test_the_reading_copy_has_the_recipients_own_figures() -> None:
    text = text_of(reading_copy())
    assert "7. Mottaget statsbidrag 1 611 111 kr" in text
    assert "anna.lind@example.se" in text
    assert "Den ska inte skickas in." in text
