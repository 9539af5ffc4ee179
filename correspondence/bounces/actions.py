"""Verbs that keep what came back, mark the address, let the letter go on, and lift the mark.

Everything about a letter that came back happens under the letter's lock and in one transaction,
so that a report read twice, or by two at once, changes nothing the second time.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from core.transitions import apply
from correspondence.bounces.dsn import LIMIT, Returned, returned
from correspondence.bounces.notice import noticed
from correspondence.bounces.passing_on import pass_on
from correspondence.bounces.states import MARK, MarkStatus
from correspondence.bounces.wording import is_about_address
from correspondence.models import AddressMark, Bounce, Letter, LetterStatus

if TYPE_CHECKING:
    from organisations.models import User

__all__ = ["clear_mark", "confirm_address", "keep_refusal", "keep_report"]


@transaction.atomic
def keep_report(content: bytes, *, at: datetime) -> int:
    """Keep what a report (DSN or JSON notice) says of our letters; the number of those it names.

    A report read before changes nothing, by two at once too. No more than LIMIT bytes are read.
    """
    read = content[:LIMIT]
    sha256 = hashlib.sha256(read).hexdigest()
    named = [
        (letter_pk, one)
        for one in returned(read) or noticed(read)
        if (letter_pk := _letter(one)) is not None
    ]
    for letter_pk, one in sorted(named, key=lambda pair: pair[0]):  # locks in one order
        letter = Letter.objects.select_for_update().get(pk=letter_pk)
        _keep(letter, one, sha256, at=at)
    return len(named)


def keep_refusal(letter: Letter, *, code: str, detail: str, at: datetime) -> None:
    """Keep that a server refused a letter for good, in the transaction that holds its lock."""
    one = Returned(letter.pk, letter.to_email.lower(), code, detail)
    _keep(letter, one, hashlib.sha256(f"{at} {detail}".encode()).hexdigest(), at=at)


def _letter(one: Returned) -> int | None:
    """By our Message-ID; else the newest letter sent to the address."""
    letters = Letter.objects.values_list("pk", flat=True)
    if one.letter_pk is not None:
        return letters.filter(pk=one.letter_pk).first()
    sent = letters.filter(status=LetterStatus.SENT, to_email=one.email)
    return sent.order_by("-pk").first()


def _keep(letter: Letter, one: Returned, sha256: str, *, at: datetime) -> None:
    """What is said of another address than the letter's own is kept, and changes nothing.

    The reader may have her mail passed on; or somebody makes up reports.
    """
    bounce, is_new = Bounce.objects.get_or_create(
        letter=letter,
        email=one.email,
        sha256=sha256,
        defaults={
            "is_permanent": one.is_permanent,
            "code": one.code,
            "detail": one.detail,
            "read_at": at,
        },
    )
    if is_new and one.is_permanent and one.email == letter.to_email.lower():
        _mark(bounce, at=at)
        pass_on(letter, at=at)


def _mark(bounce: Bounce, *, at: datetime) -> None:
    """The address is marked once; a graver answer later makes a standing mark hold letters."""
    is_held = is_about_address(bounce.code)
    mark = AddressMark(email=bounce.email, bounce=bounce, is_held=is_held, marked_at=at)
    AddressMark.objects.bulk_create([mark], ignore_conflicts=True)
    if is_held:
        standing = AddressMark.objects.standing().filter(email=bounce.email, is_held=False)
        standing.update(is_held=True)


@transaction.atomic
def clear_mark(
    mark: AddressMark,
    *,
    by: "User",
    roles: Iterable[str],
    reason: str,
    send_again: bool,
    at: datetime,
) -> None:
    """Staff say that the address works; the letter that came back is sent once more if asked for.

    Raises StaleState when the mark is lifted already, NotAllowed, RuleViolated without a reason.
    """
    cleared = apply(
        mark,
        MARK,
        to=MarkStatus.CLEARED,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
        changes={"closed_at": at},
    )
    if send_again:
        sent = Letter.objects.filter(
            pk=cleared.bounce.letter_id, status__in=[LetterStatus.SENT, LetterStatus.FAILED]
        )
        sent.update(status=LetterStatus.QUEUED, attempts=0, next_attempt_at=at)


@transaction.atomic
def confirm_address(email: str, *, by: "User", at: datetime) -> bool:
    """Somebody has used a code that was mailed to the address: it works. Was it marked?"""
    marks = AddressMark.objects.standing().select_for_update()
    mark = marks.filter(email=email.lower()).first()
    if mark is None:
        return False
    apply(mark, MARK, to=MarkStatus.CONFIRMED, actor=by, at=at, changes={"closed_at": at})
    return True
