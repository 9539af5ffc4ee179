"""Documents on paper: PDF/A that says what it should, in words that a reader program finds."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from correspondence.models import Document
from reporting.documents import reading_copy_document, submission_document, version_document
from reporting.handling_documents import extension_document, supplement_document
from requisitions.documents import requisition_document
from tests import builders
from tests.allocations.builders import filed, make_allocation_with_key
from tests.builders import at
from tests.reporting import handling_builders as handling

pytestmark = [pytest.mark.django_db, pytest.mark.paper]


@dataclass(frozen=True)
class Paper:
    """A document's content, to be read after its row is gone."""

    diarienummer: str
    content: bytes

    @property
    def pdf(self) -> PdfReader:
        return PdfReader(BytesIO(self.content))

    @property
    def text(self) -> str:
        """All text on one line, with ordinary spaces."""
        return " ".join(" ".join(page.extract_text() for page in self.pdf.pages).split())

    @property
    def fonts(self) -> set[str]:
        pages: Any = self.pdf.pages
        fonts = [font for page in pages for font in page["/Resources"]["/Font"].values()]
        return {str(font.get_object()["/BaseFont"]).split("+")[-1] for font in fonts}


def on_paper(document: Document) -> Paper:
    with document.file.open("rb") as file:
        return Paper(document.diarienummer, file.read())


def submitted(**about: Any) -> Document:
    return submission_document(builders.make_submission(**about))


MAKE: dict[str, Callable[[], Document]] = {
    "requisition": lambda: requisition_document(builders.make_requisition(amount_kr=1_500_000)),
    "reading copy": lambda: reading_copy_document(builders.make_report(), at=builders.FEBRUARY),
    "version": lambda: version_document(
        builders.lock(builders.make_report(answers=builders.faultless_answers()))
    ),
    "submission": lambda: submitted(
        answers=builders.faultless_answers(beskriv_kommunikation="Ett nyhetsbrev.")
    ),
    "extension": lambda: extension_document(handling.refused()),
    "supplement": lambda: supplement_document(handling.answered()),
    "allocation": lambda: filed(make_allocation_with_key()),
}


@cache
def paper(kind: str) -> Paper:
    """One of each kind, laid out once for all that only read it."""
    return on_paper(MAKE[kind]())


# --- Every document -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", MAKE)
def test_a_document_is_tagged_pdfa_in_our_own_type_with_its_diarienummer(kind: str) -> None:
    document = paper(kind)
    catalog: Any = document.pdf.trailer["/Root"]
    metadata = catalog["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in metadata.replace("'", '"')
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "sv"
    assert all(name.startswith("Source-Sans-3") for name in document.fonts)
    assert f"Dnr {document.diarienummer}" in document.text


# --- Requisition ----------------------------------------------------------------------------------


def test_the_requisition_says_amount_frame_account_and_conditions() -> None:
    text = paper("requisition").text
    assert "Fördelningsram, högsta belopp 1 611 111" in text
    assert "Rekvirerat belopp 1 500 000" in text
    assert "5050-1055" in text
    assert "S2025/00122" in text
    assert "Vi använder bidraget bara till ändamålet." in text
    assert "Karin Ek, Direktör" in text


def test_a_late_requisition_is_marked() -> None:
    text = on_paper(requisition_document(builders.make_requisition(when=at(2025, 5, 20)))).text
    assert "Sen. Rekvisitionen kom in efter sista dagen, 15 maj 2025." in text


# --- Report ---------------------------------------------------------------------------------------


def test_the_version_to_approve_says_that_it_is_not_submitted() -> None:
    approval = builders.lock(builders.make_report(answers=builders.faultless_answers()))
    text = on_paper(version_document(approval)).text
    assert "Inte inskickad." in text
    assert "Inte godkänd än." in text
    assert approval.sha256 in text.replace(" ", "")


def test_the_submission_says_number_sums_and_who_approved() -> None:
    text = paper("submission").text
    assert "Inskickad 10 februari 2026 kl. 10.00, nummer 1 av högst 5." in text
    assert "Mottaget 1 611 111" in text
    assert "Oanvänt, ska återbetalas 211 111" in text
    assert "Karin Ek, Direktör Godkännande Godkände 10 februari 2026" in text
    assert "Sen." not in text


def test_the_submission_carries_its_answers_as_json() -> None:
    assert list(paper("submission").pdf.attachments) == ["svar.json"]


def test_a_late_submission_is_marked() -> None:
    assert "Sen. Återrapporteringen kom in" in on_paper(submitted(when=at(2026, 3, 4))).text


def test_only_what_was_asked_is_on_paper() -> None:
    text = paper("submission").text
    assert "16. Beskriv kortfattat på vilket sätt ni har stöttat samverkan" in text
    assert "Ett nyhetsbrev." not in text
    assert "19. " not in text


def test_a_long_answer_goes_on_over_the_pages_to_its_last_word() -> None:
    answer = ("Nätverket har träffats åtta gånger. " * 120)[:3980].strip() + " Sista ordet."
    answers = builders.faultless_answers(
        insatser=["andra_aktiviteter"], beskriv_andra_aktiviteter=answer
    )
    text = on_paper(submitted(answers=answers)).text
    assert text.count("Nätverket har träffats") >= 108
    assert "Sista ordet." in text


# --- Reading copy ---------------------------------------------------------------------------------


def test_the_reading_copy_has_every_question_and_its_jumps_in_words() -> None:
    text = paper("reading copy").text
    assert [n for n in range(5, 27) if f" {n}. " not in text] == []
    assert "Visas om ”Övriga kostnader” (fråga 8) är mer än 0 kr." in text
    assert "Visas om ni har valt ”Andra aktiviteter/åtgärder” på fråga 14." in text
    assert "Högst 4 000 tecken." in text


def test_the_reading_copy_has_the_recipients_own_figures() -> None:
    text = paper("reading copy").text
    assert "7. Mottaget statsbidrag 1 611 111 kr" in text
    assert "anna.lind@example.se" in text
    assert "Den ska inte skickas in." in text


# --- Extension ------------------------------------------------------------------------------------


def test_a_refused_extension_says_why_and_how_to_appeal() -> None:
    text = paper("extension").text
    assert "Socialstyrelsen avslår begäran om anstånd för RSS Skåne." in text
    assert "Tiden är lång nog." in text
    assert "Vår ekonom är sjuk." in text
    assert "Förvaltningsrätten i Stockholm" in text


@pytest.mark.proof
def test_an_extension_as_wished_says_nothing_of_appeals() -> None:
    text = on_paper(extension_document(handling.granted())).text
    assert "senast måndag 16 mars 2026" in text
    assert "överklaga" not in text
