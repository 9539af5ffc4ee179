"""Letters about what the recipient sent in or declined, and what staff made of it."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from core.dates import day_and_month, day_in_words, day_of
from core.kronor import with_unit
from core.models import Event
from core.transitions import label_of
from correspondence.models import Document, Letter
from correspondence.plan import Addressee, Due
from correspondence.queries import without_letter
from requisitions.documents import version_document
from requisitions.letters.matter import (
    account,
    contact_of,
    events_without_letter,
    facts,
    matter,
    page,
    people_of,
)
from requisitions.models import Requisition, RequisitionVersion
from requisitions.rules import planned_payment_day
from requisitions.states import RequisitionStatus

__all__ = [
    "always_wanted",
    "answered_again",
    "declines",
    "no_longer_declined",
    "no_longer_refused",
    "receipts",
    "refusals",
    "returns",
]


def receipts(today: date) -> Iterator[Due]:
    """For each time that something was sent in, with exactly that as PDF."""
    versions = RequisitionVersion.objects.with_case()
    for version in without_letter(versions, kind="requisition_receipt"):
        requisition, sender = version.requisition, version.submitted_by
        contact = Addressee(version.content["contact_email"], version.content["contact_name"])
        yield Due(
            about=label_of(version),
            case=requisition.case,
            diarienummer=requisition.diarienummer,
            due_on=day_of(version.submitted_at),
            to=(contact, Addressee(sender.email, sender.get_full_name())),
            reply_to=requisition.round.contact_email,
            context=_receipt_context(version, today=today),
            attachments=partial(_documents, version),
        )


def _documents(version: RequisitionVersion, _at: datetime) -> list[Document]:
    return [version_document(version)]


def _receipt_context(version: RequisitionVersion, *, today: date) -> dict[str, Any]:
    requisition, day = version.requisition, day_of(version.submitted_at)
    return {
        **matter(requisition, today=today),
        "version": version,
        "paid_about": day_and_month(planned_payment_day(day, days=requisition.round.payment_days)),
        "facts": [
            *facts(requisition, version.organisation),
            ("Rekvirerat belopp", with_unit(version.amount_kr)),
            ("Fördelningsram", with_unit(version.frame_kr)),
            ("Till bankgiro", account(version.content["bankgiro"])),
            ("Inskickad", day_in_words(day)),
            ("Inskickad av", str(version.submitted_by)),
        ],
        "path": page("receipt", requisition.round, requisition.recipient.code),
    }


def declines(today: date) -> Iterator[Due]:
    """To everybody who may requisition: that somebody has said no on their behalf."""
    yield from _about_events("decline", kind="requisition_declined", leads_to="edit", today=today)


def returns(today: date) -> Iterator[Due]:
    """The comment with which staff gave it back."""
    yield from _about_events("return", kind="requisition_returned", leads_to="edit", today=today)


def refusals(today: date) -> Iterator[Due]:
    """The decision not to take one that came late, with its reason."""
    yield from _about_events("refuse", kind="requisition_refused", leads_to="receipt", today=today)


def _about_events(action: str, *, kind: str, leads_to: str, today: date) -> Iterator[Due]:
    found = events_without_letter(action, kind=kind)
    people = people_of(requisition for _, requisition in found)
    for event, requisition in found:
        yield Due(
            about=label_of(event),
            case=requisition.case,
            diarienummer=requisition.diarienummer,
            due_on=day_of(event.at),
            to=(*contact_of(requisition), *people[requisition.pk]),
            reply_to=requisition.round.contact_email,
            context={
                **matter(requisition, today=today),
                "event": event,
                "facts": facts(requisition, requisition.organisation),
                "path": page(leads_to, requisition.round, requisition.recipient.code),
            },
        )


def always_wanted(letter: Letter) -> str | None:
    return None


def answered_again(letter: Letter) -> str | None:
    """What was returned has been sent in again or declined before the letter went out."""
    case = _case_of(letter)
    if case.status == RequisitionStatus.RETURNED:
        return None
    return "Mottagaren har redan svarat på nytt."


def no_longer_declined(letter: Letter) -> str | None:
    if _case_of(letter).status == RequisitionStatus.DECLINED:
        return None
    return "Mottagaren har ändrat sig."


def no_longer_refused(letter: Letter) -> str | None:
    if _case_of(letter).status == RequisitionStatus.REFUSED:
        return None
    return "Avvisningen har omprövats."


def _case_of(letter: Letter) -> Requisition:
    event = Event.objects.get(pk=letter.about.rpartition(":")[2])
    return Requisition.objects.get(pk=event.about.rpartition(":")[2])
