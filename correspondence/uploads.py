"""Verbs of files that are handed in: taken, scanned, taken away, registered as documents.

A file is judged before it is kept (correspondence.sniffing, correspondence.scanning). While the
scanner is down it is kept as waiting, and shown to nobody and sent in by nobody until a sweep has
asked again. Who may hand in and see what is the business of the app that owns the case.
"""

import hashlib
import logging
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet, Sum

from core.errors import RuleViolated, Violation
from core.transitions import label_of
from correspondence.actions import Filing
from correspondence.models import Document, ScanStatus, Upload
from correspondence.scanning import ScannerDown, Verdict, scan
from correspondence.sniffing import ENDINGS, ending_of, kind_of, refusal

__all__ = [
    "ATTACHMENT",
    "LARGEST",
    "MOST",
    "Belongs",
    "as_documents",
    "of",
    "remove",
    "scan_waiting",
    "take",
    "unfit",
]

ATTACHMENT = "attachment"
"""The kind of a document that was handed in as a file."""

LARGEST = 10_000_000
"""Bytes of one file, at most."""

MOST = 10
"""Files in one place, at most."""

LARGEST_CASE = 50_000_000
"""Bytes of all files in a case that have not been taken away, at most."""

LONGEST_NAME = 120
SWEPT_AT_ONCE = 50

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069<>:\"/\\|?*]")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Belongs:
    """Where a file belongs: the case, the row that it is about, and the question ("" for none)."""

    case: str
    about: str
    slot: str = ""


def take(
    place: Belongs,
    uploaded: "UploadedFile[Any]",
    *,
    by: AbstractBaseUser,
    at: datetime,
    field: str = "",
    most: int = MOST,
    largest: int = LARGEST,
    endings: tuple[str, ...] = ENDINGS,
) -> Upload:
    """Keep a file. The same content twice in one place is one file, and gives the same row.

    `largest` is in bytes. Raises RuleViolated, at `field`, with a sentence that says what to do.
    Talks to the scanner, so it is called outside transactions.
    """
    name = _cleaned(uploaded.name or "")
    if (uploaded.size or 0) > min(largest, LARGEST):
        raise _refused("too_large", field, _too_large(name, min(largest, LARGEST)))
    content = uploaded.read()
    problem = refusal(name, content, endings=endings)
    if problem:
        raise _refused("file_type", field, problem)
    verdict = _asked(content, name, field)
    return _keep(place, name, content, verdict, by=by, at=at, field=field, most=min(most, MOST))


@transaction.atomic
def remove(upload: Upload, *, by: AbstractBaseUser, at: datetime) -> Upload:
    """Take a file away; done already, nothing happens.

    Raises RuleViolated for one that is registered: what has been sent in stays.
    """
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.removed_at is not None:
        return held
    if Document.objects.filter(about=label_of(held), kind=ATTACHMENT).exists():
        message = f"”{held.filename}” är inskickad och kan inte tas bort."
        raise _refused("registered", "", message)
    held.removed_at = at
    held.removed_by_id = by.pk
    held.save(update_fields=["removed_at", "removed_by"])
    return held


def of(about: str, slot: str | None = None) -> QuerySet[Upload]:
    """The files about a row that are still there, oldest first; those of one question if told."""
    found = Upload.objects.kept().filter(about=about)
    return found if slot is None else found.filter(slot=slot)


def unfit(uploads: Iterable[Upload]) -> list[Violation]:
    """Why these files can't be sent in, each in words; what the scanner has let through may."""
    return [
        Violation(f"file_{one.scan}", None, _UNFIT[one.scan].format(name=one.filename))
        for one in uploads
        if one.scan != ScanStatus.CLEAN
    ]


def as_documents(uploads: Collection[Upload], *, filing: Filing, at: datetime) -> list[Document]:
    """Register files as documents, in the caller's transaction; those that are already, once.

    `filing` says where they belong; each one's title is the filing's and its own name. The
    stored file is shared: it has the same hash. Raises RuleViolated for one that isn't scanned.
    """
    broken = unfit(uploads)
    if broken:
        raise RuleViolated(*broken)
    Document.objects.bulk_create(
        [_document(one, filing, at) for one in uploads], ignore_conflicts=True
    )
    labels = [label_of(one) for one in uploads]
    return list(Document.objects.filter(kind=ATTACHMENT, about__in=labels))


def scan_waiting(*, at: datetime) -> int:
    """Ask the scanner again about files that wait; returns how many it has judged.

    Stops at the first that it does not answer for. Two at once judge a file the same.
    """
    judged = 0
    for upload in Upload.objects.waiting().order_by("uploaded_at")[:SWEPT_AT_ONCE]:
        with upload.file.open("rb") as stored:
            content = stored.read()
        try:
            verdict = scan(content)
        except ScannerDown as down:
            _log.warning("virus scanner is down: %s", down)
            break
        if verdict.status != ScanStatus.CLEAN:
            _log.warning("upload %s: %s %s", upload.pk, verdict.status, verdict.detail)
        judged += (
            Upload.objects.waiting()
            .filter(pk=upload.pk)
            .update(scan=verdict.status, scan_detail=verdict.detail, scanned_at=at)
        )
    return judged


def _asked(content: bytes, name: str, field: str) -> Verdict:
    """The scanner's verdict, or that it is waited for. Raises RuleViolated for what it refuses."""
    try:
        verdict = scan(content)
    except ScannerDown as down:
        _log.warning("virus scanner is down: %s", down)
        return Verdict(ScanStatus.WAITING, "")
    if verdict.status != ScanStatus.CLEAN:
        _log.warning("upload refused: %s %s", verdict.status, verdict.detail)
        raise _refused(f"file_{verdict.status}", field, _REFUSED[verdict.status].format(name=name))
    return verdict


@transaction.atomic
def _keep(
    place: Belongs,
    name: str,
    content: bytes,
    verdict: Verdict,
    *,
    by: AbstractBaseUser,
    at: datetime,
    field: str,
    most: int,
) -> Upload:
    """Store it, unless it is there already. One at a time in a case, so that limits hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [place.case])
    sha256 = hashlib.sha256(content).hexdigest()
    there = of(place.about, place.slot).filter(sha256=sha256).first()
    if there is not None:
        return there
    _refuse_overfull(place, name, len(content), field=field, most=most)
    kind = kind_of(content)
    assert kind is not None  # noqa: S101 - sniffing has let it through
    upload = Upload(
        **vars(place),
        filename=name,
        media_type="text/csv" if ending_of(name) == "csv" else kind.media_type,
        sha256=sha256,
        size=len(content),
        uploaded_at=at,
        uploaded_by_id=by.pk,
        scan=verdict.status,
        scan_detail=verdict.detail,
        scanned_at=None if verdict.status == ScanStatus.WAITING else at,
    )
    upload.file.save("", ContentFile(content), save=False)
    upload.save(force_insert=True)
    return upload


def _refuse_overfull(place: Belongs, name: str, size: int, *, field: str, most: int) -> None:
    here = Q(about=place.about, slot=place.slot)
    held = (
        Upload.objects.kept()
        .filter(case=place.case)
        .aggregate(files=Count("pk", filter=here), bytes=Sum("size", default=0))
    )
    if held["files"] >= most:
        some = "en fil" if most == 1 else f"{most} filer"
        message = f"Här får ni lämna högst {some}. Ta bort en innan ni laddar upp ”{name}”."
        raise _refused("too_many", field, message)
    if held["bytes"] + size > LARGEST_CASE:
        message = (
            f"”{name}” får inte plats: ärendets filer får tillsammans vara högst "
            f"{LARGEST_CASE // 1_000_000} MB. Ta bort en fil, eller gör filerna mindre."
        )
        raise _refused("case_full", field, message)


def _document(upload: Upload, filing: Filing, at: datetime) -> Document:
    described = replace(
        filing,
        kind=ATTACHMENT,
        about=label_of(upload),
        title=f"{filing.title}: {upload.filename}"[:200],
        filename=upload.filename,
    )
    return Document(
        **vars(described),
        registered_at=at,
        media_type=upload.media_type,
        file=upload.file.name,
        sha256=upload.sha256,
        size=upload.size,
    )


def _cleaned(filename: str) -> str:
    """The file's own name without folders, control characters and signs that turn text around."""
    name = _UNPRINTABLE.sub("", filename.replace("\\", "/").rpartition("/")[2]).strip(" .")
    if len(name) <= LONGEST_NAME:
        return name or "fil"
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"[:LONGEST_NAME]


def _too_large(name: str, largest: int) -> str:
    return (
        f"”{name}” är för stor. En fil får vara högst {largest // 1_000_000} MB. "
        "Gör den mindre eller dela upp den."
    )


def _refused(code: str, field: str, message: str) -> RuleViolated:
    return RuleViolated(Violation(code, field or None, message))


_REFUSED = {
    ScanStatus.INFECTED: (
        "”{name}” innehåller skadlig kod och togs inte emot. Kontakta er it-avdelning."
    ),
    ScanStatus.FAILED: (
        "”{name}” kunde inte genomsökas efter skadlig kod. Spara den utan lösenord och ladda upp "
        "den på nytt."
    ),
}
_UNFIT: dict[str, str] = {
    ScanStatus.WAITING: (
        "”{name}” genomsöks fortfarande efter skadlig kod. Försök igen om några minuter."
    ),
    ScanStatus.INFECTED: "”{name}” innehåller skadlig kod. Ta bort filen och skicka in utan den.",
    ScanStatus.FAILED: (
        "”{name}” kunde inte genomsökas efter skadlig kod. Ta bort filen och ladda upp den utan "
        "lösenord."
    ),
}
