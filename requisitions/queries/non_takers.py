"""Who has money waiting and has not asked for it: what has been sent to them, who can be called."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q

from allocations.models import AllocationRow
from core.dates import day_of
from correspondence.models import Letter, LetterStatus
from grants.models import Round
from organisations.models import Contact, Membership, Organisation
from organisations.queries import huvudman_by_recipient, scope_of
from organisations.roles import MAY_EDIT
from organisations.rules import Scope
from requisitions.frames import frames_in_force
from requisitions.models import CallNote, Requisition
from requisitions.states import RequisitionStatus

__all__ = ["Mail", "NonTaker", "Somebody", "non_takers"]

LETTER_KINDS = ("requisition_opening", "requisition_reminder", "requisition_returned")


@dataclass(frozen=True)
class Somebody:
    """A person to call or write to; `role` is "" for one from the register."""

    name: str
    email: str
    phone: str
    role: str


@dataclass
class Mail:
    """How the letters to one recipient went: how many, and the last day that one went out."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    last_sent_on: date | None = None

    @property
    def has_reached(self) -> bool:
        return self.sent > 0


@dataclass(frozen=True)
class NonTaker:
    """A recipient with a frame that has neither sent in nor declined.

    `status` is that of its requisition: "" when nothing is begun, else draft or returned.
    """

    row: AllocationRow
    huvudman: Organisation | None
    status: str
    people: list[Somebody]
    mail: Mail
    calls: list[CallNote]

    @property
    def has_draft(self) -> bool:
        return bool(self.status)

    @property
    def was_returned(self) -> bool:
        return self.status == RequisitionStatus.RETURNED

    @property
    def is_reached(self) -> bool:
        """Whether a letter has gone out, or somebody has been called."""
        return self.mail.has_reached or bool(self.calls)


def non_takers(round_: Round, *, on: date) -> list[NonTaker]:
    """By recipient code; a fixed number of queries (7), however many they are."""
    rows = list(_unanswered(round_))
    behind = huvudman_by_recipient((row.recipient for row in rows), on=on)
    people = _people(round_, rows, behind)
    mail, calls = _mail(round_, rows), _calls(round_)
    begun = dict(Requisition.objects.filter(round=round_).values_list("recipient_id", "status"))
    return [
        NonTaker(
            row=row,
            huvudman=behind.get(row.recipient_id),
            status=begun.get(row.recipient_id, ""),
            people=people[row.recipient_id],
            mail=mail[row.recipient.code],
            calls=calls[row.recipient_id],
        )
        for row in rows
    ]


def _unanswered(round_: Round) -> Iterable[AllocationRow]:
    answered = Requisition.objects.answered().filter(round=round_, recipient=OuterRef("recipient"))
    return (
        frames_in_force()
        .filter(~Exists(answered), allocation__round=round_, kr__gt=0)
        .select_related("recipient__lan")
        .order_by("recipient__code")
    )


def _people(
    round_: Round, rows: list[AllocationRow], behind: dict[int, Organisation]
) -> dict[int, list[Somebody]]:
    """Who follows each case: those with a role, within its limits, then the register's contacts."""
    found: dict[int, list[Somebody]] = defaultdict(list)
    by_organisation = defaultdict(list)
    members = Membership.objects.filter(
        organisation__in=set(behind.values()), role__in=MAY_EDIT, user__is_active=True
    )
    for member in members.select_related("user").order_by("role", "user__email"):
        by_organisation[member.organisation_id].append(member)
    contacts = Contact.objects.filter(recipient__in=[row.recipient for row in rows])
    by_recipient = {(one.organisation_id, one.recipient_id): one for one in contacts}
    for row in rows:
        organisation = behind.get(row.recipient_id)
        if organisation is None:
            continue
        found[row.recipient_id] = [
            _member(member)
            for member in by_organisation[organisation.pk]
            if scope_of(member).covers(_scope(row, round_))
        ]
        contact = by_recipient.get((organisation.pk, row.recipient_id))
        if contact is not None:
            found[row.recipient_id].append(Somebody(contact.name, contact.email, contact.phone, ""))
    return found


def _scope(row: AllocationRow, round_: Round) -> Scope:
    return Scope(frozenset({row.recipient.code}), frozenset({round_.grant.slug}))


def _member(member: Membership) -> Somebody:
    user = member.user
    return Somebody(user.get_full_name(), user.email, user.phone, member.get_role_display())


def _mail(round_: Round, rows: list[AllocationRow]) -> dict[str, Mail]:
    """How the letters went, by recipient code."""
    by_case = {f"{round_.key}/{row.recipient.code}": row.recipient.code for row in rows}
    found: dict[str, Mail] = defaultdict(Mail)
    letters = (
        Letter.objects.filter(case__in=by_case, kind__in=LETTER_KINDS)
        .exclude(status=LetterStatus.SKIPPED)
        .annotate(sent_at=Max("deliveries__at", filter=Q(deliveries__outcome=LetterStatus.SENT)))
        .values_list("case", "status", "sent_at")
    )
    for case, status, sent_at in letters:
        mail = found[by_case[case]]
        if status == LetterStatus.SENT and sent_at:
            mail.sent += 1
            mail.last_sent_on = max(filter(None, [mail.last_sent_on, day_of(sent_at)]))
        elif status == LetterStatus.FAILED:
            mail.failed += 1
        else:
            mail.waiting += 1
    return found


def _calls(round_: Round) -> dict[int, list[CallNote]]:
    found: dict[int, list[CallNote]] = defaultdict(list)
    for call in CallNote.objects.filter(round=round_).select_related("by"):
        found[call.recipient_id].append(call)
    return found
