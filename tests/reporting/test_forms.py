"""The three forms that are data: fit to publish, answered from end to end, printed."""

import pytest

from reporting.case_facts import case_facts
from reporting.documents import reading_copy_document, version_document
from reporting.form_editor.publication import verdict
from reporting.models import Report
from reporting.questionnaire import FormDocument, unsettled
from tests.builders import FEBRUARY, form_document, lock
from tests.reporting.builders import FORMS, faultless_for, report_with_form
from tests.test_documents_render import on_paper

pytestmark = pytest.mark.django_db


ON_PAPER = [FORMS[0], *(pytest.param(name, marks=pytest.mark.proof) for name in FORMS[1:])]


@pytest.fixture(params=FORMS)
def report(request: pytest.FixtureRequest) -> Report:
    """An empty report with each of the forms."""
    return report_with_form(request.param)


def conditions(document: FormDocument) -> int:
    return sum(q.shown_if is not None for page in document.pages for q in page.questions)


@pytest.mark.parametrize("name", FORMS)
def test_form_is_fit_to_publish(name: str) -> None:
    assert verdict(FormDocument.model_validate(form_document(name))) == []


def test_form_for_kommuner_has_many_jumps() -> None:
    document = FormDocument.model_validate(form_document("socialtjanst-kommun-2025"))
    assert conditions(document) >= 10


def test_form_can_be_answered_and_locked(report: Report) -> None:
    document, facts = report.revision.content, case_facts(report)
    report.answers = faultless_for(document, facts)
    assert unsettled(document, report.answers, facts) == []
    report.save(update_fields=["answers"])
    assert lock(report).answers["anvant_statsbidrag"] > 0


@pytest.mark.paper
@pytest.mark.parametrize("report", ON_PAPER, indirect=True)
def test_reading_copy_has_every_question_and_jump(report: Report) -> None:
    text = on_paper(reading_copy_document(report, at=FEBRUARY)).text
    document = report.revision.content
    for page in document.pages:
        assert page.title in text
        for question in page.questions:
            assert " ".join(question.label.split()) in text
    assert text.count("Visas om") > conditions(document)


@pytest.mark.paper
def test_tables_are_printed_as_tables() -> None:
    report = report_with_form("socialtjanst-kommun-2025")
    report.answers = faultless_for(report.revision.content, case_facts(report))
    report.save(update_fields=["answers"])
    text = on_paper(version_document(lock(report))).text
    assert "Yrkesgrupp Årsarbetare Hur" in text
    assert "Rad 1" not in text
