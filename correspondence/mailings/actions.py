"""Verbs of staff's own letters: write, ask for approval, approve, send back, send, throw away.

Whom they reach comes from the portal as readers. Sending writes no letter itself: the letters
are due from then on, and the outbox finds them (docs/decisions/0004).
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from core.errors import RuleViolated, StaleState
from core.fingerprint import canonical_sha256
from core.transitions import apply, record
from correspondence.mailings.rules import (
    alone_problems,
    mailing_problems,
    same_person_problems,
)
from correspondence.mailings.states import MAILING, MailingStatus
from correspondence.models import Mailing
from correspondence.planned import Reader

if TYPE_CHECKING:
    from organisations.models import User

__all__ = [
    "MailingValues", "Pressed", "Shown", "approve_mailing", "ask_approval", "asked_fingerprint",
    "change_mailing", "discard_mailing", "return_mailing", "send_mailing", "write_mailing",
]  # fmt: skip


@dataclass(frozen=True)
class MailingValues:
    """What staff write and choose; codes of län and recipients in order."""

    chosen: str
    lan_codes: list[str]
    added: list[str]
    left_out: list[str]
    subject: str
    body: str
    link_text: str


@dataclass(frozen=True)
class Shown:
    """Whom a letter reaches, as a page shows it; those of no address are not among them."""

    readers: tuple[Reader, ...]

    @property
    def letters(self) -> int:
        return sum(len(one.to) for one in self.readers)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """As they are kept."""
        return [
            {
                "case": one.case,
                "name": one.name,
                "to": [[to.email.lower(), to.name] for to in one.to],
            }
            for one in self.readers
        ]

    @property
    def fingerprint(self) -> str:
        """Whether two people, or one person twice, have seen the same readers."""
        return canonical_sha256(self.rows)


@transaction.atomic
def write_mailing(
    draft_key: uuid.UUID, round_key: str, values: MailingValues, *, by: "User", at: datetime
) -> Mailing:
    """A new draft. The same page saved twice is one draft: the first."""
    mailing, is_new = Mailing.objects.get_or_create(
        draft_key=draft_key,
        defaults={"round_key": round_key, "written_by": by, "written_at": at, **asdict(values)},
    )
    if is_new:
        record(mailing, "written", actor=by, at=at)
    return mailing


@transaction.atomic
def change_mailing(
    mailing: Mailing, values: MailingValues, *, seen_at: datetime, by: "User", at: datetime
) -> Mailing:
    """Change a draft; who changes it last has written it. Raises StaleState.

    `seen_at` is when the draft that the page showed was written, so that nobody's words are
    written over unseen.
    """
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if locked.status != MailingStatus.DRAFT:
        raise StaleState("Brevet är inte längre ett utkast. Ladda om sidan.")
    if MailingValues(**{name: getattr(locked, name) for name in asdict(values)}) == values:
        return locked
    if locked.written_at != seen_at:
        raise StaleState("Någon har ändrat utkastet sedan du öppnade sidan. Ladda om och läs det.")
    for name, value in asdict(values).items():
        setattr(locked, name, value)
    locked.written_by, locked.written_at = by, at
    locked.save(update_fields=[*asdict(values), "written_by", "written_at"])
    record(locked, "changed", actor=by, at=at)
    return locked


@dataclass(frozen=True)
class Pressed:
    """Who asks, sends or approves, and the fingerprint of what her page showed."""

    by: "User"
    roles: Collection[str]
    seen: str
    at: datetime


@transaction.atomic
def send_mailing(
    mailing: Mailing, shown: Shown, who: Pressed, *, fields: Collection[str]
) -> Mailing:
    """Send the letters, if they are so few that nobody else must see them.

    Raises StaleState when the readers are others than those seen, or it is no draft any longer,
    and RuleViolated when it can't be sent as it is.
    """
    return _put_to(MailingStatus.SENT, mailing, shown, who, fields=fields)


@transaction.atomic
def ask_approval(
    mailing: Mailing, shown: Shown, who: Pressed, *, fields: Collection[str]
) -> Mailing:
    """Ask somebody else to approve the words and these readers. Raises as `send_mailing`."""
    return _put_to(MailingStatus.WAITING, mailing, shown, who, fields=fields)


def _put_to(
    status: MailingStatus, mailing: Mailing, shown: Shown, who: Pressed, *, fields: Collection[str]
) -> Mailing:
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if locked.status != MailingStatus.DRAFT:
        raise StaleState("Brevet är inte längre ett utkast.")
    words = {"subject": locked.subject, "body": locked.body, "link_text": locked.link_text}
    broken = mailing_problems(**words, fields=fields, letters=shown.letters)
    if status == MailingStatus.SENT:
        broken += alone_problems(shown.letters)
    if broken:
        raise RuleViolated(*broken)
    if who.seen != shown.fingerprint:
        raise StaleState("Andra får brevet nu än när du öppnade sidan. Läs vilka och försök igen.")
    changes: dict[str, Any] = {"asked_by": who.by, "asked_at": who.at}
    changes |= {"readers": shown.rows, "letters": shown.letters}
    if status == MailingStatus.SENT:
        changes["sent_at"] = who.at
    return apply(
        locked, MAILING, to=status, actor=who.by, roles=who.roles, at=who.at, changes=changes
    )


def asked_fingerprint(mailing: Mailing) -> str:
    """Which words and readers wait to be approved: those of one asking."""
    words = [mailing.subject, mailing.body, mailing.link_text]
    asked = mailing.asked_at.astimezone(UTC).isoformat() if mailing.asked_at else ""
    return canonical_sha256([words, mailing.readers, asked])


@transaction.atomic
def approve_mailing(mailing: Mailing, who: Pressed) -> Mailing:
    """Approve the words and the readers as they were asked for, and send.

    Raises RuleViolated for who wrote it or asked, StaleState when it no longer waits, or when it
    has been sent back, changed and asked for anew since the approver read it.
    """
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if locked.status == MailingStatus.WAITING:
        broken = same_person_problems(
            who.by.pk, written_by=locked.written_by_id, asked_by=locked.asked_by_id
        )
        if broken:
            raise RuleViolated(*broken)
        if who.seen != asked_fingerprint(locked):
            raise StaleState("Brevet har ändrats sedan du läste det. Läs det igen.")
    return apply(
        locked,
        MAILING,
        to=MailingStatus.SENT,
        actor=who.by,
        roles=who.roles,
        at=who.at,
        changes={"approved_by": who.by, "approved_at": who.at, "sent_at": who.at},
        only_from=MailingStatus.WAITING,
    )


@transaction.atomic
def return_mailing(
    mailing: Mailing, *, by: "User", roles: Iterable[str], reason: str, at: datetime
) -> Mailing:
    """Back to a draft, by anybody; whom it reaches is found anew when it is asked for again."""
    return apply(
        mailing,
        MAILING,
        to=MailingStatus.DRAFT,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
        changes={"asked_by": None, "asked_at": None, "readers": [], "letters": 0},
    )


@transaction.atomic
def discard_mailing(mailing: Mailing, *, by: "User", roles: Iterable[str], at: datetime) -> Mailing:
    """Throw a draft away; it stays to be read. Raises StaleState when it is no draft."""
    return apply(mailing, MAILING, to=MailingStatus.DISCARDED, actor=by, roles=roles, at=at)
