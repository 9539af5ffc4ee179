"""The outbox: queueing what is due, and sending what is queued.

Both are safe to run at any time, by several workers at once, any number of times.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.utils import formataddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction

from core.dates import day_of
from correspondence.bounces.actions import keep_refusal
from correspondence.bounces.passing_on import around_the_held
from correspondence.bounces.refusals import refusal
from correspondence.models import Delivery, Document, Letter, LetterStatus, OwnWords
from correspondence.pace import is_too_fast
from correspondence.plan import Addressee, Due, LetterKind, kinds
from correspondence.planned import switched_off
from correspondence.queries import words_in_force
from correspondence.schedule import is_day_begun
from correspondence.writing import written

__all__ = ["queue_due_letters", "send_waiting_letters"]

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
CLOSING, LASTING = 421, 500
"""The answer of a server that hangs up, and the first of those that will not change (RFC 5321)."""

Told = tuple[str, str, int | None, date | None, str]
"""What a letter is about, its dossier, step or none, day, and address."""


def queue_due_letters(*, at: datetime, only: Iterable[str] | None = None) -> Counter[str]:
    """Queue every letter that is due and not yet queued; returns how many of each kind.

    What a missed night left undone is still due, so the next run heals it.
    """
    queued: Counter[str] = Counter()
    for kind in kinds().values():
        if only is not None and kind.key not in only:
            continue
        if kind.waits_for_morning and not is_day_begun(at, morning=settings.LETTERS_FROM):
            continue
        missing = _missing(kind, day_of(at))
        own_words = words_in_force(kind.key) if missing and kind.fields else {}
        for due in missing:
            words = own_words.get(due.case.partition("/")[0]) or own_words.get("")
            queued[kind.key] += _queue_or_log(kind, due, words, at=at)
    return queued


def _missing(kind: LetterKind, today: date) -> list[Due]:
    """What is due and not written, each to those who have not got it and can be reached.

    A letter with somebody's secret link has nobody else to go to, so it is tried all the same.
    """
    dues = list(kind.due(today))
    done = _already_queued(kind, dues)
    left = _untold(dues, done)
    if kind.is_personal or not left:
        return left
    return _untold(around_the_held(dues, today=today), done)


def _untold(dues: list[Due], done: set[Told]) -> list[Due]:
    left = [
        replace(due, to=tuple(to for to in due.to if not _is_told(due, to, done))) for due in dues
    ]
    return [due for due in left if due.to]


def _queue_or_log(kind: LetterKind, due: Due, words: OwnWords | None, *, at: datetime) -> int:
    """A letter that the database refuses must not keep the others from being written."""
    try:
        return _queue(kind, due, words, at=at)
    except DatabaseError:
        log.exception("The letter %s about %s could not be queued.", kind.key, due.about)
        return 0


def _already_queued(kind: LetterKind, dues: list[Due]) -> set[Told]:
    """What has been written, by day due and, for letters of the plan, by step."""
    rows = Letter.objects.filter(kind=kind.key, about__in={due.about for due in dues})
    columns = ("about", "case", "due_on", "step_id", "counted_from_day", "to_email")
    done: set[Told] = set()
    for about, case, due_on, step_id, counted_from_day, email in rows.values_list(*columns):
        done.add((about, case, None, due_on, email))
        done.add((about, case, step_id, counted_from_day, email))
    return done


def _is_told(due: Due, addressee: Addressee, done: set[Told]) -> bool:
    """Whether the letter is written: for that day, or for its step before it was moved."""
    if (due.about, due.case, None, due.due_on, addressee.email) in done:
        return True
    step = due.occasion
    return step is not None and (
        (due.about, due.case, step.step_id, step.counted_from_day, addressee.email) in done
    )


def _queue(kind: LetterKind, due: Due, words: OwnWords | None, *, at: datetime) -> int:
    """Write the letter to all its addressees, or to none if the worker dies half-way.

    Returns how many were written: fewer when another worker was first.
    """
    attachments = due.attachments(at)
    with transaction.atomic():
        return sum(_write(kind, due, one, attachments, words, at=at) for one in due.to)


def _write(
    kind: LetterKind,
    due: Due,
    addressee: Addressee,
    attachments: list[Document],
    words: OwnWords | None,
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
            "step_id": due.occasion.step_id if due.occasion else None,
            "counted_from_day": due.occasion.counted_from_day if due.occasion else None,
            "words": words,
            **vars(written(kind, due, addressee, words)),
        },
    )
    if created:
        letter.attachments.add(*attachments)
    return int(created)


def send_waiting_letters(*, at: datetime) -> Counter[str]:
    """Send what is queued and due for an attempt, one transaction per letter.

    1. Takes the next letter under lock, skipping those that another worker holds.
    2. Asks its kind once more whether it is wanted: the deed may have been done meanwhile.
    3. Sends it, and writes how it went; a failure waits longer each time, then gives up.

    Stops well before the task's time limit, and when the mail server has been given what it may be
    given in a minute. What is killed between the server's "accepted" and our COMMIT is handed over
    again, with the same Message-ID (docs/decisions/0027).
    """
    outcomes: Counter[str] = Counter()
    with _mail_server() as server:
        for now in _moments(at, seconds=settings.TASK_SECONDS / 2):
            outcome = None if is_too_fast(at=now) else _send_next(server, at=now)
            if outcome is None:
                break
            outcomes[outcome] += 1
    return outcomes


def _moments(begins: datetime, *, seconds: float) -> Iterator[datetime]:
    """What the clock says, again and again for so long, in a run that began at a moment."""
    begun = monotonic()
    while (passed := monotonic() - begun) < seconds:
        yield begins + timedelta(seconds=passed)


@contextmanager
def _mail_server() -> Iterator[BaseEmailBackend]:
    """One connection for a whole run. A server that is down is met again by each letter."""
    server = get_connection()
    with suppress(SMTPException, OSError):
        server.open()
    yield server
    with suppress(SMTPException, OSError):
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
    return _hand_over(letter, server, at=at)


def _hand_over(letter: Letter, server: BaseEmailBackend, *, at: datetime) -> str:
    """Note that the letter is sent, then send it: after the server's "250" only COMMIT remains.

    What the server refuses is rolled back, and noted as what it was.
    """
    before = transaction.savepoint()
    attempts = letter.attempts
    outcome = _settle(letter, LetterStatus.SENT, "", at=at)
    try:
        _send(letter, server)
    except (SMTPException, OSError, ValueError) as fault:
        transaction.savepoint_rollback(before)
        letter.status, letter.attempts = LetterStatus.QUEUED, attempts
        return _note_fault(letter, fault, server, at=at)
    return outcome


def _note_fault(letter: Letter, fault: Exception, server: BaseEmailBackend, *, at: datetime) -> str:
    """Give up what can never be sent; try later what may be, with a new connection if it broke."""
    if isinstance(fault, ValueError):  # an address or a subject that no mail can carry
        return _settle(letter, LetterStatus.FAILED, str(fault), at=at)
    code = _answer_about_the_letter(fault)
    if code in (None, CLOSING):
        with suppress(SMTPException, OSError):
            server.close()
    lasting = code is not None and code >= LASTING
    if not lasting and letter.attempts + 1 < MAX_ATTEMPTS:
        return _try_later(letter, str(fault), at=at)
    outcome = _settle(letter, LetterStatus.FAILED, str(fault), at=at)
    if said := refusal(fault):
        keep_refusal(letter, code=said.code, detail=said.detail, at=at)
    return outcome


def _answer_about_the_letter(fault: Exception) -> int | None:
    """The server's code; None when it said nothing, or refused us and not the letter.

    A server that won't let us in (535, 554 on connecting) says nothing of any letter's address.
    """
    if isinstance(fault, SMTPRecipientsRefused):
        return max((code for code, _ in fault.recipients.values()), default=None)
    if isinstance(fault, SMTPSenderRefused | SMTPDataError):
        return int(fault.smtp_code)
    return None


def _reason_to_skip(letter: Letter, *, at: datetime) -> str | None:
    if letter.send_until and day_of(at) > letter.send_until:
        return "Brevet hann bli för gammalt och har ersatts av ett nyare."
    if reason := switched_off(letter):
        return reason
    kind = kinds().get(letter.kind)
    return kind.unwanted(letter) if kind else None


def _settle(letter: Letter, outcome: LetterStatus, detail: str, *, at: datetime) -> str:
    letter.status = outcome
    letter.attempts += 1
    letter.save(update_fields=["status", "attempts"])
    Delivery.objects.create(letter=letter, at=at, outcome=outcome, detail=detail)
    return str(outcome)


def _try_later(letter: Letter, detail: str, *, at: datetime) -> str:
    """A temporary fault: wait 1, 2, 4 … minutes, at most six hours."""
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
