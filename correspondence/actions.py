"""Verbs that write letters and documents."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from core.errors import NotAllowed, StaleState
from core.transitions import record
from correspondence.bounces.states import STAFF
from correspondence.models import DiarySeries, Direction, Document, Letter, LetterStatus
from correspondence.pdf import Attached, render_pdf

if TYPE_CHECKING:
    from organisations.models import User

__all__ = ["Filing", "next_diarienummer", "send_again", "store_file", "store_pdf"]

# The heading in Socialstyrelsen's diary plan under which grants are filed (assumed).
DIARY_HEADING = "5.7"


@dataclass(frozen=True)
class Filing:
    """Where a document belongs and how the diary describes it."""

    kind: str
    about: str
    case: str
    diarienummer: str
    decision_diarienummer: str
    direction: Direction
    title: str
    counterpart: str
    filename: str


@transaction.atomic
def next_diarienummer(*, at: datetime) -> str:
    """The year's next diary number, without gaps: the row stays locked until the commit."""
    DiarySeries.objects.get_or_create(year=at.year)
    series = DiarySeries.objects.select_for_update().get(year=at.year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{DIARY_HEADING}-{series.last:05d}/{at.year}"


@transaction.atomic
def send_again(letter: Letter, *, by: "User", roles: Iterable[str], at: datetime) -> None:
    """Staff put a letter that was given up back in the queue.

    Raises NotAllowed, and StaleState for a letter that waits, has gone out or was not wanted.
    """
    if not STAFF & set(roles):
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
    locked = Letter.objects.select_for_update().get(pk=letter.pk)
    if locked.status != LetterStatus.FAILED:
        raise StaleState(f"Brevet har läget ”{locked.get_status_display()}”. Inget ändrades.")
    locked.status, locked.attempts, locked.next_attempt_at = LetterStatus.QUEUED, 0, at
    locked.save(update_fields=["status", "attempts", "next_attempt_at"])
    record(locked, "send_again", actor=by, at=at)


def store_pdf(
    filing: Filing,
    *,
    template: str,
    context: dict[str, Any],
    at: datetime,
    attached: Iterable[Attached] = (),
) -> Document:
    """Render a document once and file it; made already, the stored one is returned.

    `context` must be JSON: it is kept beside the document as what it was made from.
    """
    made = Document.objects.filter(about=filing.about, kind=filing.kind).first()
    if made is not None:
        return made
    shown = {**context, "filing": filing, "registered_at": at}
    content = render_pdf(template, shown, *attached)
    return store_file(
        filing,
        content=content,
        media_type="application/pdf",
        at=at,
        template=template,
        context=context,
    )


def store_file(
    filing: Filing,
    *,
    content: bytes,
    media_type: str,
    at: datetime,
    template: str = "",
    context: dict[str, Any] | None = None,
) -> Document:
    """File content under its hash. When two make the same document at once, the first one stays."""
    sha256 = hashlib.sha256(content).hexdigest()
    document = Document(
        **vars(filing),
        registered_at=at,
        media_type=media_type,
        sha256=sha256,
        size=len(content),
        template=template,
        context=context or {},
    )
    document.file.save("", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError:
        return Document.objects.get(about=filing.about, kind=filing.kind)
    return document
