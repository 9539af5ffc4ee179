"""Whether a submission still is what it was: every fingerprint computed anew, from what is stored.

Reads rows and stored files, changes nothing, needs no network. What is compared with what is
written down in docs/operations.md.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from core.fingerprint import canonical_sha256
from core.transitions import label_of
from correspondence.models import Document
from correspondence.pdf import attachments_in
from reporting import keys
from reporting.documents import ANSWERS_FILE, attached_answers
from reporting.models import Approval, Submission
from reporting.questionnaire.document import QuestionType
from reporting.versions import Version, acknowledged, kept_version, submitted_version

__all__ = ["Check", "verify"]


@dataclass(frozen=True)
class Check:
    """Something that was compared, in words, and what differs ("" when it agrees)."""

    what: str
    differs: str = ""


def verify(submission: Submission) -> list[Check]:
    """All that can be checked about a submission; what differs says what."""
    approval = submission.approval
    sent, signed = kept_version(submission), kept_version(approval)
    return [
        _form(sent),
        _fingerprint("De inskickade svaren", sent, submission.sha256),
        _fingerprint("De godkända svaren", signed, approval.sha256),
        _added_by_signatory(submission),
        *_stand_in(approval),
        _columns(submission),
        _numbers(submission),
        *_paper("Inskickets pdf", submission, sent, kind="submission"),
        *_paper("Företrädarens pdf", approval, signed, kind="approval_version"),
        *_files(sent),
    ]


def _form(version: Version) -> Check:
    found = canonical_sha256(version.revision.document)
    return Check(
        f"Formuläret, revision {version.revision.number}",
        _unlike(found, version.revision.sha256),
    )


def _fingerprint(what: str, version: Version, kept: str) -> Check:
    return Check(f"{what} och deras kontrollsumma", _unlike(version.sha256, kept))


def _added_by_signatory(submission: Submission) -> Check:
    """Sent in is what she approved, and nothing is added but what only she can acknowledge."""
    approval = submission.approval
    added = ", ".join(acknowledged(approval.revision)) or "inget"
    agrees = kept_version(submission) == submitted_version(approval)
    return Check(
        f"Inskickat är det godkända, med företrädarens intygande ({added})",
        "" if agrees else "formulär, svar eller ärendeuppgifter skiljer",
    )


def _stand_in(approval: Approval) -> Iterator[Check]:
    first = approval.stands_in_for
    while first is not None:
        same = (first.sha256, kept_version(first)) == (approval.sha256, kept_version(approval))
        yield Check(
            f"{approval.signatory_name} godkände samma version som {first.signatory_name} fick",
            "" if same else "versionerna skiljer",
        )
        first = first.stands_in_for


def _columns(submission: Submission) -> Check:
    kept = (submission.received_kr, submission.used_kr, submission.unused_kr)
    said = tuple(submission.answers.get(key) for key in (keys.RECEIVED, keys.USED, keys.UNUSED))
    return Check("Beloppen och svaren", "" if kept == said else f"{kept} är inte {said}")


def _numbers(submission: Submission) -> Check:
    earlier = submission.report.submissions.filter(number__lte=submission.number)
    found = list(earlier.order_by("number").values_list("number", flat=True))
    missing = sorted(set(range(1, submission.number + 1)) - set(found))
    return Check("Tidigare inskick finns kvar", f"saknas: {missing}" if missing else "")


def _paper(
    what: str, row: Submission | Approval, version: Version, *, kind: str
) -> Iterator[Check]:
    """The stored PDF, and the answers that lie in it."""
    document = Document.objects.filter(about=label_of(row), kind=kind).first()
    if document is None:
        yield Check(what, "är inte framställd än")
        return
    content, fault = _stored(document)
    yield Check(f"{what} och dess kontrollsumma", fault)
    if not fault:  # a file that has been changed is not read
        differs = _inside(content, version)
        yield Check(f"{what}: {ANSWERS_FILE} och det som står i databasen", differs)


def _stored(document: Document) -> tuple[bytes, str]:
    try:
        with document.file.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        return b"", "filen saknas"
    return content, _unlike(sha256(content).hexdigest(), document.sha256)


def _inside(content: bytes, version: Version) -> str:
    """What is wrong with the attached answers: rehashed by themselves, then compared."""
    try:
        found: Any = json.loads(attachments_in(content)[ANSWERS_FILE])
        rehashed = canonical_sha256({key: found[key] for key in ("form", "answers", "facts")})
    except (KeyError, TypeError, ValueError):
        return "går inte att läsa"
    if rehashed != found.get("sha256"):
        return _unlike(rehashed, str(found.get("sha256")))
    expected = attached_answers(version)
    return ", ".join(f"{key} skiljer" for key in expected if found.get(key) != expected[key])


def _files(version: Version) -> Iterator[Check]:
    """Every file that the answers name, and the document that it became."""
    for place in version.revision.content.places:
        if place.field.type is QuestionType.FILE:
            for file in version.answers.get(place.key) or []:
                yield _file(file)


def _file(file: dict[str, Any]) -> Check:
    what = f"Filen {file['name']}"
    about = f"correspondence.upload:{file['id']}"
    document = Document.objects.filter(about=about, kind="attachment").first()
    if document is None:
        return Check(what, "är inte registrerad")
    _, fault = _stored(document)
    return Check(what, fault or _unlike(document.sha256, file["sha256"]))


def _unlike(found: str, kept: str) -> str:
    return "" if found == kept else f"{found[:12]}… är inte {kept[:12]}…"
