"""Files that answer questions of a report: kept when they come, sent in with the version.

The draft's answer is a list of references {id, name, size, sha256}, so that a version's fingerprint
covers its files; the files themselves lie in correspondence.uploads. A reference comes from a file
that is stored about this very report, never from what a browser says.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from core.errors import RuleViolated, Violation
from core.transitions import label_of
from correspondence import uploads
from correspondence.actions import Filing
from correspondence.models import Direction, Document, Upload
from correspondence.uploads import Belongs
from organisations.models import User
from reporting.models import Approval, Report, Submission
from reporting.questionnaire import FormDocument, Page
from reporting.questionnaire.document import Field, Files, QuestionType
from reporting.questionnaire.kinds import Cells
from reporting.questionnaire.page_form.parts import HELD, REMOVE_FILE
from reporting.states import ReportStatus

__all__ = [
    "Received",
    "address_for_member",
    "address_for_signatory",
    "address_for_staff",
    "asks_for_files",
    "names_file",
    "receive",
    "register",
    "take_away",
    "unfit",
]

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict

Address = Callable[[str], str]


@dataclass(frozen=True)
class Received:
    """What came with a post: references by question, and why other files were refused."""

    references: dict[str, list[Cells]] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)


def asks_for_files(page: Page) -> list[Field]:
    """The questions and fields of a page that are answered with files."""
    asked = [part for question in page.questions for part in (question, *question.fields)]
    return [part for part in asked if part.type is QuestionType.FILE]


def receive(
    report: Report,
    page: Page,
    data: QueryDict,
    sent: "MultiValueDict[str, UploadedFile[Any]]",
    *,
    by: User,
    at: datetime,
) -> Received:
    """Keep the files of a post, and say why some were refused; what was there stays there.

    A page that could not be saved names the files that it was drawn with (`HELD`): those come
    along as well, if they are this report's and have not been taken away.
    """
    received = Received()
    if report.status != ReportStatus.DRAFT:
        return received
    for asked in asks_for_files(page):
        place = Belongs(report.case, label_of(report), asked.key)
        kept = _held(place, data.getlist(f"{asked.key}{HELD}"))
        for one in sent.getlist(asked.key):
            try:
                kept.append(_take(place, one, asked.files or Files(), by=by, at=at))
            except RuleViolated as refused:
                received.refused.setdefault(asked.key, []).append(str(refused))
        received.references[asked.key] = [_reference(one) for one in kept]
    return received


def take_away(report: Report, data: QueryDict, *, by: User, at: datetime) -> None:
    """Take away the files whose buttons were pressed, once the draft names them no more.

    A file that a version names (locked once, or sent in) stays: only the draft lets go of it.
    """
    pressed = _ids(data.getlist(REMOVE_FILE))
    if not pressed:
        return
    named = _named(report)
    for upload in uploads.of(label_of(report)).filter(pk__in=pressed):
        if str(upload.pk) not in named:
            uploads.remove(upload, by=by, at=at)


def unfit(report: Report, document: FormDocument, answers: Mapping[str, Any]) -> list[Violation]:
    """Why the files of a version can't be sent in; one query, and only where it has files."""
    references = list(_references(document, answers))
    if not references:
        return []
    stored = {str(one.pk): one for one in uploads.of(label_of(report))}
    gone = [
        Violation("file_gone", None, f"”{one['name']}” finns inte kvar. Ladda upp den på nytt.")
        for one in references
        if one["id"] not in stored
    ]
    return gone + uploads.unfit(stored[one["id"]] for one in references if one["id"] in stored)


def names_file(version: Approval, pk: UUID) -> bool:
    """Whether a version answers a question with this file."""
    references = _references(version.revision.content, version.answers)
    return any(one["id"] == str(pk) for one in references)


@transaction.atomic
def register(submission: Submission) -> list[Document]:
    """The files of what is sent in become documents of the case, each once."""
    report = submission.report
    ids = [one["id"] for one in _references(submission.revision.content, submission.answers)]
    if not ids:
        return []
    filing = Filing(
        kind=uploads.ATTACHMENT,
        about="",
        case=report.case,
        diarienummer=report.diarienummer,
        decision_diarienummer=report.round.decision.diarienummer,
        direction=Direction.IN,
        title="Bilaga till återrapporteringen",
        counterpart=report.organisation.name,
        filename="",
    )
    found = list(Upload.objects.filter(pk__in=ids, about=label_of(report)))
    return uploads.as_documents(found, filing=filing, at=submission.received_at)


def address_for_member(report: Report) -> Address:
    """Where those who fill in the report open a file."""
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    return lambda pk: reverse("reporting:file", kwargs={**case, "upload_id": pk})


def address_for_signatory(token: str) -> Address:
    """Where the signatory opens it, by her link."""
    return lambda pk: reverse("reporting:approval_file", kwargs={"token": token, "upload_id": pk})


def address_for_staff(pk: str) -> str:
    """Where staff open it, once it is sent in."""
    return reverse("reporting:staff_file", kwargs={"upload_id": pk})


def _take(
    place: Belongs, sent: "UploadedFile[Any]", allowed: Files, *, by: User, at: datetime
) -> Upload:
    return uploads.take(
        place,
        sent,
        by=by,
        at=at,
        field=place.slot,
        most=allowed.most,
        largest=allowed.megabytes * 1_000_000,
        endings=allowed.types,
    )


def _held(place: Belongs, sent: Iterable[str]) -> list[Upload]:
    ids = _ids(sent)
    return list(uploads.of(place.about, place.slot).filter(pk__in=ids)) if ids else []


def _ids(sent: Iterable[str]) -> list[UUID]:
    found = []
    for one in sent:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found


def _reference(upload: Upload) -> Cells:
    return {
        "id": str(upload.pk),
        "name": upload.filename,
        "size": upload.size,
        "sha256": upload.sha256,
    }


def _references(document: FormDocument, answers: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for place in document.places:
        if place.field.type is QuestionType.FILE:
            yield from answers.get(place.key) or ()


def _named(report: Report) -> set[str]:
    """The files that a locked, declined or approved version of the report names."""
    versions = report.approvals.select_related("revision")
    return {
        one["id"]
        for version in versions
        for one in _references(version.revision.content, version.answers)
    }
