"""Whom a letter of staff's own reaches: the recipients of a round by how far they have come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from allocations.models import AllocationRow
from correspondence.followers import Followers, followers
from correspondence.mailings.actions import Shown
from correspondence.models import Mailing
from correspondence.plan import Addressee
from correspondence.planned import Reader
from correspondence.queries import held_addresses
from grants.models import Round
from grants.states import RoundStatus
from reporting.models import Report
from reporting.states import ReportStatus
from requisitions.models import Requisition
from requisitions.states import ANSWERED, EDITABLE

__all__ = [
    "ALL",
    "GROUPS",
    "Selection",
    "Standing",
    "asked_of",
    "chosen",
    "groups",
    "select",
    "standings",
]

ALL, NOT_REQUISITIONED, DRAFT, NOT_REPORTED, LATE = (
    "all", "not_requisitioned", "draft", "not_reported", "late",
)  # fmt: skip
GROUPS = {
    ALL: "Alla i omgången",
    NOT_REQUISITIONED: "De som inte har rekvirerat",
    DRAFT: "De som har ett utkast som inte är inskickat",
    NOT_REPORTED: "De som inte har återrapporterat",
    LATE: "De som är försenade",
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A recipient in a round. What has not been begun has the status "".

    `report_due_on` is the last day of a report that has never been sent in, else None.
    """

    code: str
    name: str
    lan_code: str
    requisition: str = ""
    report: str = ""
    report_due_on: date | None = None


@dataclass(frozen=True)
class Selection:
    """Who gets a letter, and who has no address that works."""

    shown: Shown
    unreached: tuple[Reader, ...]


def groups(one: Standing, *, takes_requisitions_until: date | None, today: date) -> set[str]:
    """The choices that a recipient is among; pure.

    `takes_requisitions_until` is the last day for requisition while the round waits for them.
    Who has declined has answered.
    """
    unasked = one.requisition not in ANSWERED
    unreported = one.report_due_on is not None
    late = takes_requisitions_until is not None and unasked and today > takes_requisitions_until
    if one.report_due_on is not None and today > one.report_due_on:
        late = True
    begun = one.requisition in EDITABLE or (unreported and one.report == ReportStatus.DRAFT)
    held = {ALL: True, NOT_REQUISITIONED: unasked, DRAFT: begun, NOT_REPORTED: unreported}
    return {key for key, holds in {**held, LATE: late}.items() if holds}


def standings(round_: Round, *, codes: Collection[str] | None = None) -> list[Standing]:
    """The recipients with a frame, or those of them named, by code (3 queries)."""
    rows = AllocationRow.objects.in_force().filter(allocation__round=round_, kr__gt=0)
    if codes is not None:
        rows = rows.filter(recipient__code__in=codes)
    asked = dict(Requisition.objects.filter(round=round_).values_list("recipient_id", "status"))
    reports = {one.recipient_id: one for one in Report.objects.filter(round=round_)}
    return [
        _standing(row, asked.get(row.recipient_id, ""), reports.get(row.recipient_id))
        for row in rows.select_related("recipient").order_by("recipient__code")
    ]


def _standing(row: AllocationRow, requisition: str, report: Report | None) -> Standing:
    unsent = report is not None and report.first_submitted_at is None
    return Standing(
        code=row.recipient.code,
        name=row.recipient.name,
        lan_code=row.recipient.lan_id,
        requisition=requisition,
        # an untouched report is a row all the same: it is begun when a page of it is
        report=report.status if report and (report.pages or not unsent) else "",
        report_due_on=report.last_on if report and unsent else None,
    )


def chosen(
    mailing: Mailing, round_: Round, *, today: date, codes: Collection[str] | None = None
) -> list[Standing]:
    """The choice of a mailing as things stand today (3 queries)."""
    until = round_.requisition_last_on if round_.status == RoundStatus.REQUISITION else None
    return [
        one
        for one in standings(round_, codes=codes)
        if one.code not in mailing.left_out
        and (
            one.code in mailing.added
            or (
                mailing.chosen in groups(one, takes_requisitions_until=until, today=today)
                and (not mailing.lan_codes or one.lan_code in mailing.lan_codes)
            )
        )
    ]


def select(mailing: Mailing, round_: Round, *, today: date) -> Selection:
    """Who gets the letter now, each address once in a case; a fixed number of queries."""
    found = {f"{round_.key}/{one.code}": one for one in chosen(mailing, round_, today=today)}
    following = followers(found, on=today)
    everybody = [to for one in following.values() for to in (*one.people, *one.registry)]
    held = held_addresses(to.email.lower() for to in everybody)
    readers = [
        Reader(case, one.name, _to(following.get(case, Followers()), held))
        for case, one in found.items()
    ]
    return Selection(
        Shown(tuple(one for one in readers if one.to)),
        tuple(one for one in readers if not one.to),
    )


def asked_of(mailing: Mailing) -> Selection:
    """Those who were shown when the letter was asked for or sent."""
    readers = tuple(
        Reader(one["case"], one["name"], tuple(Addressee(*to) for to in one["to"]))
        for one in mailing.readers
    )
    return Selection(Shown(readers), ())


def _to(one: Followers, held: set[str]) -> tuple[Addressee, ...]:
    """Those who follow the case; the registry where nobody does, or nobody can be reached."""
    for group in (one.people, one.registry):
        unique = {to.email.lower(): to for to in reversed(group) if to.email.lower() not in held}
        if unique:
            return tuple(Addressee(email, to.name) for email, to in reversed(unique.items()))
    return ()
