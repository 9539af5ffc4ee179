"""The outbox: queueing what is due, and sending what is queued.

Both are safe to run at any time, by several workers at once, any number of times.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.utils import formataddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string

from correspondence.models import Delivery, Document, Letter, LetterStatus
from correspondence.plan import Addressee, Due, LetterKind, kinds

__all__ = ["queue_due_letters", "send_waiting_letters"]

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12


def queue_due_letters(*, at: datetime, only: Iterable[str] | None = None) -> Counter[str]:
    """Queue every letter that is due and not yet queued; returns how many of each kind.

    What a missed night left undone is still due, so the next run heals it.
    """
    queued: Counter[str] = Counter()
    for kind in kinds().values():
        if only is not None and kind.key not in only:
            continue
        dues = list(kind.due(at.date()))
        done = _already_queued(kind, dues)
        for due in dues:
            missing = [
                one for one in due.to if (due.about, due.case, due.due_on, one.email) not in done
            ]
            if missing:
                queued[kind.key] += _queue_or_log(kind, due, missing, at=at)
    return queued


def _queue_or_log(kind: LetterKind, due: Due, addressees: list[Addressee], *, at: datetime) -> int:
    """A letter that the database refuses must not keep the others from being written."""
    try:
        return _queue(kind, due, addressees, at=at)
    except DatabaseError:
        log.exception("The letter %s about %s could not be queued.", kind.key, due.about)
        return 0


def _already_queued(kind: LetterKind, dues: list[Due]) -> set[tuple[str, str, object, str]]:
    rows = Letter.objects.filter(kind=kind.key, about__in={due.about for due in dues})
    return set(rows.values_list("about", "case", "due_on", "to_email"))


def _queue(kind: LetterKind, due: Due, addressees: list[Addressee], *, at: datetime) -> int:
    """Write the letter to all its addressees, or to none if the worker dies half-way.

    Returns how many were written: fewer when another worker was first.
    """
    attachments = due.attachments(at)
    with transaction.atomic():
        return sum(_write(kind, due, one, attachments, at=at) for one in addressees)


def _write(
    kind: LetterKind,
    due: Due,
    addressee: Addressee,
    attachments: list[Document],
    *,
    at: datetime,
) -> int:
    letter, created = Letter.objects.get_or_create(
        about=due.about,
        case=due.case,
        kind=kind.key,
        due_on=due.due_on,
        to_email=addressee.email,
        defaults={
            "diarienummer": due.diarienummer,
            "send_until": due.send_until,
            "to_name": addressee.name,
            "reply_to": due.reply_to,
            "queued_at": at,
            "next_attempt_at": at,
            **_words(kind.key, due, addressee),
        },
    )
    if created:
        letter.attachments.add(*attachments)
    return int(created)


def _words(key: str, due: Due, addressee: Addressee) -> dict[str, str]:
    context = {
        **due.context,
        "addressee": addressee,
        "diarienummer": due.diarienummer,
        "base_url": settings.PORTAL_URL,
    }
    render = {
        "subject": "subject.txt",
        "body_text": "body.txt",
        "body_html": "body.html",
    }
    words = {
        field: str(render_to_string(f"letters/{key}/{name}", context))
        for field, name in render.items()
    }
    return {**words, "subject": " ".join(words["subject"].split())}


def send_waiting_letters(*, at: datetime) -> Counter[str]:
    """Send what is queued and due for an attempt, one transaction per letter.

    1. Takes the next letter under lock, skipping those that another worker holds.
    2. Asks its kind once more whether it is wanted: the deed may have been done meanwhile.
    3. Sends it, and writes how it went; a failure waits longer each time, then gives up.

    Stops well before the task's time limit: what is killed between the server's "accepted" and
    our commit would go out twice.
    """
    outcomes: Counter[str] = Counter()
    ends = monotonic() + settings.TASK_SECONDS / 2
    with _mail_server() as server:
        while monotonic() < ends:
            outcome = _send_next(server, at=at)
            if outcome is None:
                break
            outcomes[outcome] += 1
    return outcomes


@contextmanager
def _mail_server() -> Iterator[BaseEmailBackend]:
    """One connection for a whole run. A server that is down is met again by each letter."""
    server = get_connection()
    with suppress(OSError):
        server.open()
    yield server
    with suppress(OSError):
        server.close()


@transaction.atomic
def _send_next(server: BaseEmailBackend, *, at: datetime) -> str | None:
    letter = (
        Letter.objects.waiting()
        .filter(next_attempt_at__lte=at)
        .select_for_update(skip_locked=True)
        .order_by("next_attempt_at", "id")
        .first()
    )
    if letter is None:
        return None
    reason = _reason_to_skip(letter, at=at)
    if reason:
        return _settle(letter, LetterStatus.SKIPPED, reason, at=at)
    try:
        _send(letter, server)
    except SMTPRecipientsRefused as refused:
        return _settle(letter, LetterStatus.FAILED, str(refused), at=at)
    except SMTPResponseException as error:
        if error.smtp_code >= 500:
            return _settle(letter, LetterStatus.FAILED, str(error), at=at)
        return _try_later(letter, str(error), at=at)
    except (SMTPException, OSError) as error:
        return _try_later(letter, str(error), at=at)
    except ValueError as error:  # an address or a subject that no mail can carry
        return _settle(letter, LetterStatus.FAILED, str(error), at=at)
    return _settle(letter, LetterStatus.SENT, "", at=at)


def _reason_to_skip(letter: Letter, *, at: datetime) -> str | None:
    if letter.send_until and at.date() > letter.send_until:
        return "Brevet hann bli för gammalt och har ersatts av ett nyare."
    kind = kinds().get(letter.kind)
    return kind.unwanted(letter) if kind else None


def _settle(letter: Letter, outcome: LetterStatus, detail: str, *, at: datetime) -> str:
    letter.status = outcome
    letter.attempts += 1
    letter.save(update_fields=["status", "attempts"])
    Delivery.objects.create(letter=letter, at=at, outcome=outcome, detail=detail)
    return str(outcome)


def _try_later(letter: Letter, detail: str, *, at: datetime) -> str:
    """A temporary fault: wait 1, 2, 4 … minutes, at most six hours, and give up in the end."""
    if letter.attempts + 1 >= MAX_ATTEMPTS:
        return _settle(letter, LetterStatus.FAILED, detail, at=at)
    wait = min(timedelta(minutes=2**letter.attempts), timedelta(hours=6))
    letter.attempts += 1
    letter.next_attempt_at = at + wait
    letter.save(update_fields=["attempts", "next_attempt_at"])
    Delivery.objects.create(letter=letter, at=at, outcome=LetterStatus.QUEUED, detail=detail)
    return "delayed"


def _send(letter: Letter, server: BaseEmailBackend) -> None:
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.body_text,
        to=[formataddr((" ".join(letter.to_name.split()), letter.to_email))],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        connection=server,
        headers={"Message-ID": f"<letter-{letter.pk}@{urlsplit(settings.PORTAL_URL).hostname}>"},
    )
    message.attach_alternative(letter.body_html, "text/html")
    for document in letter.attachments.all():
        message.attach(document.filename, _content(document), document.media_type)
    message.send()


def _content(document: Document) -> bytes:
    with document.file.open("rb") as file:
        content: bytes = file.read()
    return content
