"""`manage.py verify_submission`: what is stored is rehashed, and every tampering is named."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from io import StringIO

import pgtrigger
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import transaction

from core.fingerprint import canonical_sha256
from core.transitions import label_of
from correspondence.models import Document
from correspondence.pdf import attachments_in
from reporting import actions
from reporting.documents import submission_document, version_document
from reporting.models import Approval, FormRevision, Report, Submission
from reporting.verification import verify
from reporting.versions import kept_version
from tests.builders import FEBRUARY, acting, lock, make_report, make_submission
from tests.correspondence.test_uploads import PDF
from tests.reporting.test_files import report_with_files, send

pytestmark = pytest.mark.django_db

TYPED = {"lonekostnader": 1}


def _of(row: Submission | Approval) -> Document:
    return Document.objects.get(about=label_of(row))


def _bytes(document: Document, content: bytes) -> None:
    storage, name = document.file.storage, str(document.file.name)
    storage.delete(name)
    assert storage.save(name, ContentFile(content)) == name


def _cut(row: Submission | Approval) -> None:
    document = _of(row)
    with document.file.open("rb") as file:
        content = file.read()
    middle = len(content) // 2
    _bytes(document, content[:middle] + b"#" + content[middle + 1 :])


def _lost(row: Submission) -> None:
    _of(row).file.storage.delete(str(_of(row).file.name))


def _answers(row: Submission | Approval) -> None:
    type(row).objects.filter(pk=row.pk).update(answers={**row.answers, **TYPED})


def _answers_and_fingerprint(row: Submission) -> None:
    _answers(row)
    row.refresh_from_db()
    Submission.objects.filter(pk=row.pk).update(sha256=kept_version(row).sha256)


def _everything_but_the_paper(row: Submission) -> None:
    for one in (row, row.approval):
        _answers(one)
        one.refresh_from_db()
        type(one).objects.filter(pk=one.pk).update(sha256=kept_version(one).sha256)


def _form(row: Submission) -> None:
    document = {**row.revision.document, "title": "En annan rubrik"}
    FormRevision.objects.filter(pk=row.revision_id).update(document=document)


def _document_row(row: Submission) -> None:
    Document.objects.filter(about=label_of(row)).update(sha256=canonical_sha256("annat"))


TAMPERINGS: dict[str, tuple[Callable[[Submission], object], str]] = {
    "the PDF's bytes": (_cut, "Inskickets pdf och dess kontrollsumma"),
    "a lost file": (_lost, "Inskickets pdf och dess kontrollsumma"),
    "the document's row": (_document_row, "Inskickets pdf och dess kontrollsumma"),
    "the signatory's PDF": (
        lambda row: _cut(row.approval),
        "Företrädarens pdf och dess kontrollsumma",
    ),
    "answers": (_answers, "De inskickade svaren och deras kontrollsumma"),
    "answers and hash": (_answers_and_fingerprint, "Inskickat är det godkända"),
    "all but the paper": (_everything_but_the_paper, "Inskickets pdf: svar.json"),
    "what was approved": (
        lambda row: _answers(row.approval),
        "De godkända svaren och deras kontrollsumma",
    ),
    "a signatory's word": (
        lambda row: Submission.objects.filter(pk=row.pk).update(answers=row.approval.answers),
        "Inskickat är det godkända",
    ),
    "a fact of the case": (
        lambda row: Submission.objects.filter(pk=row.pk).update(facts={}),
        "De inskickade svaren och deras kontrollsumma",
    ),
    "the form": (_form, "Formuläret, revision 1"),
    "an amount": (
        lambda row: Submission.objects.filter(pk=row.pk).update(used_kr=0, unused_kr=1_611_111),
        "Beloppen och svaren",
    ),
    "a number": (
        lambda row: Submission.objects.filter(pk=row.pk).update(number=2),
        "Tidigare inskick finns kvar",
    ),
}


@contextmanager
def _undone(submission: Submission) -> Iterator[Submission]:
    """Whatever is done inside, with the triggers off, is as before afterwards."""
    papers = list(Document.objects.filter(case=submission.report.case))
    kept = [(paper, paper.file.read()) for paper in papers]
    with pgtrigger.ignore(), transaction.atomic():
        yield Submission.objects.get(pk=submission.pk)
        transaction.set_rollback(True)
    for paper, content in kept:
        _bytes(paper, content)


@pytest.mark.paper
def test_every_tampering_is_caught_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reporting.verification.attachments_in", cache(attachments_in))
    submission = make_submission()
    version_document(submission.approval)
    submission_document(submission)
    call_command("verify_submission", f"{submission.report.case}/1", stdout=StringIO())
    missed = {}
    for name, (tamper, caught_by) in TAMPERINGS.items():
        with _undone(submission) as row:
            tamper(row)
            found = [check.what for check in verify(_again(row)) if check.differs]
        if not any(what.startswith(caught_by) for what in found):
            missed[name] = found
    assert missed == {}


def _again(row: Submission) -> Submission:
    return Submission.objects.select_related("approval__revision", "revision").get(pk=row.pk)


@pytest.fixture
def with_file() -> Submission:
    """Sent in with one file."""
    report = report_with_files()
    send(report, ("utdrag.pdf", PDF))
    return actions.approve_report(lock(Report.objects.get(pk=report.pk)), at=FEBRUARY)


def _said_of_file(submission: Submission) -> str:
    said = {check.what: check.differs for check in verify(submission)}
    return said["Filen utdrag.pdf"]


def test_a_file_that_is_as_it_was_agrees(with_file: Submission) -> None:
    assert _said_of_file(with_file) == ""


def test_a_file_that_has_been_changed_is_named(with_file: Submission) -> None:
    _bytes(Document.objects.get(kind="attachment"), PDF + b"#")
    assert "är inte" in _said_of_file(with_file)


def test_a_file_that_is_lost_is_named(with_file: Submission) -> None:
    document = Document.objects.get(kind="attachment")
    document.file.storage.delete(str(document.file.name))
    assert _said_of_file(with_file) == "filen saknas"


def test_another_file_in_its_place_is_named(with_file: Submission) -> None:
    other = PDF + b"#"
    document = Document.objects.get(kind="attachment")
    _bytes(document, other)
    with pgtrigger.ignore():
        Document.objects.filter(pk=document.pk).update(sha256=sha256(other).hexdigest())
    assert "är inte" in _said_of_file(with_file)


def test_a_file_that_was_never_registered_is_named(with_file: Submission) -> None:
    with pgtrigger.ignore():
        Document.objects.filter(kind="attachment").delete()
    assert _said_of_file(with_file) == "är inte registrerad"


def test_the_command_names_what_differs_and_fails() -> None:
    submission = make_submission()
    said = StringIO()
    with pytest.raises(CommandError, match="RSS-12/1"):
        call_command("verify_submission", "--all", submission.report.round.key, stdout=said)
    assert "FEL  Inskickets pdf: är inte framställd än" in said.getvalue()


@pytest.mark.parametrize("named", ["999", "socialtjanst-rss-2025/RSS-12/9", "nonsense"])
def test_what_does_not_exist_is_said(named: str) -> None:
    with pytest.raises(CommandError, match="finns inte"):
        call_command("verify_submission", named)


def test_a_stand_in_s_version_is_compared_with_the_first_one_s() -> None:
    report = make_report(locked=True)
    person = actions.Person("Sten Stig", "Ekonomichef", "010-1", "sten.stig@example.se")
    stand_in = actions.hand_over(
        report.approvals.get(), acting(report.recipient), to=person, reason="Ledig.", at=FEBRUARY
    )
    submission = actions.approve_report(stand_in, at=FEBRUARY)
    said = {check.what: check.differs for check in verify(submission)}
    assert said["Sten Stig godkände samma version som Karin Ek fick"] == ""
