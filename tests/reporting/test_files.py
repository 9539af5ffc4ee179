"""Files that answer questions of a report: uploaded, kept with the version, registered, opened."""

from copy import deepcopy
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from core.errors import RuleViolated
from correspondence.models import Document, Upload
from reporting import actions
from reporting.documents import version_document
from reporting.form_editor.publication import verdict
from reporting.models import Report
from reporting.questionnaire import FormDocument
from tests.builders import (
    FEBRUARY,
    acting,
    faultless_answers,
    form_document,
    lock,
    make_form,
    make_recipient,
    make_report,
    make_requisition,
    make_staff,
)
from tests.correspondence.test_uploads import PDF, PNG

pytestmark = pytest.mark.django_db

PAGE = "synpunkter"
ASKED = {
    "key": "kontoutdrag",
    "type": "file",
    "label": "Kontoutdrag",
    "files": {"most": 3, "types": ["pdf", "png"]},
}


def form_with_files(**changes: Any) -> dict[str, Any]:
    """Document 004 with a question for files beside that for comments."""
    document = deepcopy(form_document())
    page = next(one for one in document["pages"] if one["key"] == PAGE)
    page["questions"].append({**ASKED, **changes})
    return document


def report_with_files() -> Report:
    requisition = make_requisition(paid=True)
    make_form(requisition.round, form_with_files())
    return make_report(requisition, answers=faultless_answers())


def client_of(report: Report) -> Client:
    client = Client()
    client.force_login(acting(report.recipient).user)
    return client


def address(report: Report, name: str = "page", **more: Any) -> str:
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    return reverse(f"reporting:{name}", kwargs=case | more)


def send(report: Report, *files: tuple[str, bytes], **more: Any) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    data = {**report.answers, "upload": "kontoutdrag", "kontoutdrag": sent, **more}
    typed = {key: value for key, value in data.items() if isinstance(value, str | list)}
    return client_of(report).post(address(report, page=PAGE), typed)


def named(report: Report) -> list[str]:
    report.refresh_from_db()
    return [one["name"] for one in report.answers.get("kontoutdrag") or []]


def test_uploading_saves_the_page_and_shows_it_again() -> None:
    report = report_with_files()
    answer = send(report, ("utdrag.pdf", PDF), synpunkter="Bra bidrag.")
    assert answer.status_code == 200
    assert named(report) == ["utdrag.pdf"]
    assert report.answers["synpunkter"] == "Bra bidrag."
    assert 'value="kontoutdrag"' in answer.content.decode()


def test_several_files_at_once_and_one_more() -> None:
    report = report_with_files()
    send(report, ("a.pdf", PDF), ("b.png", PNG))
    send(report, ("c.pdf", PDF + b"\n"))
    assert named(report) == ["a.pdf", "b.png", "c.pdf"]


def test_a_double_click_is_one_file() -> None:
    report = report_with_files()
    for _ in range(2):
        send(report, ("a.pdf", PDF))
    assert named(report) == ["a.pdf"]


def test_a_refused_file_says_what_to_do_and_nothing_typed_is_lost() -> None:
    report = report_with_files()
    answer = send(report, ("a.exe", b"MZ\x90"), ("b.pdf", PDF), synpunkter="Bra.", later="")
    assert "Spara den som PDF eller PNG" in answer.content.decode()
    assert named(report) == ["b.pdf"]
    assert report.answers["synpunkter"] == "Bra."


def test_taking_away_marks_it_removed() -> None:
    report = report_with_files()
    send(report, ("a.pdf", PDF))
    send(report, remove_file=str(Upload.objects.get().pk))
    assert named(report) == []
    assert Upload.objects.get().removed_at is not None


def test_a_file_of_another_report_is_never_held() -> None:
    mine = report_with_files()
    theirs = make_report(make_requisition(mine.round, make_recipient("RSS-09"), paid=True))
    send(mine, ("a.pdf", PDF))
    send(mine, remove_file=str(Upload.objects.get().pk))
    held = {"kontoutdrag:held": [str(Upload.objects.get().pk), "nonsense"]}
    send(mine, **held)
    send(theirs, **held)
    assert (named(mine), named(theirs)) == ([], [])


def test_a_page_that_could_not_be_saved_still_holds_its_file() -> None:
    report = report_with_files()
    send(report, ("a.pdf", PDF))
    Report.objects.filter(pk=report.pk).update(answers={})
    report.refresh_from_db()
    send(report, **{"kontoutdrag:held": [str(Upload.objects.get().pk)]})
    assert named(report) == ["a.pdf"]


def test_what_a_version_names_stays_though_the_draft_lets_go_of_it() -> None:
    report = report_with_files()
    send(report, ("a.pdf", PDF))
    report.refresh_from_db()
    actions.decline_report(lock(report), comment="Fel fil.", at=FEBRUARY)
    send(report, remove_file=str(Upload.objects.get().pk))
    assert named(report) == []
    assert Upload.objects.get().removed_at is None


def test_what_is_not_scanned_is_not_sent_in(settings: Settings) -> None:
    settings.VIRUS_SCANNER = "unix:///nowhere/clamd.ctl"
    report = report_with_files()
    send(report, ("a.pdf", PDF))
    report.refresh_from_db()
    with pytest.raises(RuleViolated, match="genomsöks fortfarande"):
        lock(report)
    pk = Upload.objects.get().pk
    assert client_of(report).get(address(report, "file", upload_id=pk)).status_code == 409


def submitted() -> Report:
    report = report_with_files()
    send(report, ("a.pdf", PDF))
    report.refresh_from_db()
    actions.approve_report(lock(report), at=FEBRUARY)
    return report


def test_what_is_sent_in_is_registered_with_it() -> None:
    report = submitted()
    document = Document.objects.get(kind="attachment")
    assert document.title == "Bilaga till återrapporteringen: a.pdf"
    assert (document.case, document.diarienummer) == (report.case, report.diarienummer)
    assert b"".join(document.file.open()) == PDF


def test_staff_open_only_what_is_sent_in() -> None:
    client, report = Client(), report_with_files()
    client.force_login(make_staff())
    send(report, ("a.pdf", PDF))
    report.refresh_from_db()
    url = reverse("reporting:staff_file", kwargs={"upload_id": Upload.objects.get().pk})
    assert client.get(url).status_code == 404
    actions.approve_report(lock(report), at=FEBRUARY)
    assert client.get(url).status_code == 200


def test_a_colleague_opens_it_and_nobody_else() -> None:
    report, other = report_with_files(), make_recipient("RSS-09")
    send(report, ("a.png", PNG))
    url = address(report, "file", upload_id=Upload.objects.get().pk)
    stranger = Client()
    stranger.force_login(acting(other).user)
    assert client_of(report).get(url).headers["Content-Disposition"].startswith("inline")
    assert stranger.get(url).status_code == 404


def test_answers_name_the_file_and_lead_to_it() -> None:
    report = report_with_files()
    send(report, ("a.png", PNG))
    url = address(report, "file", upload_id=Upload.objects.get().pk)
    html = client_of(report).get(address(report, "check")).content.decode()
    assert f'<a href="{url}"><img' in html


def test_the_paper_names_each_file_and_its_fingerprint() -> None:
    report = report_with_files()
    send(report, ("utdrag.pdf", PDF))
    report.refresh_from_db()
    document = version_document(lock(report))
    pages = str(document.context["pages"])
    assert "utdrag.pdf" in pages
    assert Upload.objects.get().sha256 in pages


def test_a_form_asks_only_for_what_the_portal_takes() -> None:
    fit = FormDocument.model_validate(form_with_files())
    unfit = FormDocument.model_validate(form_with_files(files={"most": 20, "types": ["exe"]}))
    assert verdict(fit) == []
    assert {one.code for one in verdict(unfit)} == {"file_type", "file_limits"}
