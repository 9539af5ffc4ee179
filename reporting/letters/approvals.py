"""Letters to and about the signatory: the request with the link, reminders, and how it went."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.dates import day_of
from core.transitions import label_of
from correspondence.models import Document, Letter
from correspondence.plan import Addressee, Due, Field
from correspondence.queries import without_letter
from correspondence.schedule import Step, step_due
from reporting.documents import version_document
from reporting.letters.matter import amounts, facts, matter, page, person
from reporting.models import Approval
from reporting.signing import token_for
from reporting.states import ApprovalStatus

__all__ = [
    "COMMENT", "always_wanted", "decided", "declines", "handed_over", "reminders", "requests",
]  # fmt: skip

COMMENT = Field(
    "skal",
    "vad den behöriga företrädaren skrev",
    lambda context: context["approval"].comment,
    example="Lönerna stämmer inte.",
)

# Days from the request, and days from the report's last day or, when that has passed, the link's.
REMINDER_DAYS = (3, 7)
LAST_REMINDER_DAYS = (-2,)


def requests(today: date) -> Iterator[Due]:
    for approval in without_letter(_waiting(), kind="approval_request"):
        yield _to_signatory(
            approval,
            today=today,
            due_on=day_of(approval.requested_at),
            attachments=partial(_versions, approval),
        )


def reminders(today: date) -> Iterator[Due]:
    """While she has not answered: by the calendar, and on the day that somebody asked for it."""
    for approval in _waiting().filter(expires_at__date__gte=today):
        asked_on = approval.asked_again_at and day_of(approval.asked_again_at)
        step = _step(approval, today=today)
        if asked_on and asked_on <= today <= asked_on + timedelta(days=1):
            until = day_of(approval.expires_at)
            yield _to_signatory(approval, today=today, due_on=asked_on, send_until=until)
        elif step:
            until = min(step.send_until, day_of(approval.expires_at))
            yield _to_signatory(approval, today=today, due_on=step.due_on, send_until=until)


def declines(today: date) -> Iterator[Due]:
    for approval in without_letter(_of_case(ApprovalStatus.DECLINED), kind="approval_declined"):
        yield _about_decision(approval, today=today, to=(person(approval.requested_by),))


def handed_over(today: date) -> Iterator[Due]:
    """Somebody else signs: the first signatory and whoever filled in are told, whoever did it."""
    rows = _of_case(ApprovalStatus.HANDED_OVER).select_related("handed_over_to")
    for approval in without_letter(rows, kind="approval_handed_over"):
        first = Addressee(approval.signatory_email, approval.signatory_name)
        due = _about_decision(approval, today=today, to=(person(approval.requested_by), first))
        due.context["stand_in"] = approval.handed_over_to
        yield due


def decided(letter: Letter) -> str | None:
    """Stop condition of what asks the signatory."""
    approval = Approval.objects.get(pk=letter.about.split(":")[1])
    if approval.status == ApprovalStatus.WAITING:
        return None
    return f"Godkännandet är redan {approval.get_status_display().lower()}."


def always_wanted(letter: Letter) -> str | None:
    return None


def _waiting() -> QuerySet[Approval]:
    return _of_case(ApprovalStatus.WAITING).select_related(
        "revision", "stands_in_for", "report__round__decision"
    )


def _of_case(status: ApprovalStatus) -> QuerySet[Approval]:
    return Approval.objects.filter(status=status).select_related(
        "requested_by", "report__round__grant", "report__recipient", "report__organisation"
    )


def _step(approval: Approval, *, today: date) -> Step | None:
    """The newest reminder that the calendar asks for today."""
    asked_on = day_of(approval.requested_at)
    after = step_due(REMINDER_DAYS, last_on=asked_on, today=today, not_before=asked_on)
    before = step_due(
        LAST_REMINDER_DAYS,
        last_on=_end(approval),
        today=today,
        not_before=asked_on + timedelta(days=1),
        keep_days=2,
    )
    return max(filter(None, (after, before)), key=lambda step: step.due_on, default=None)


def _end(approval: Approval) -> date:
    """The day to answer by: the report's last day; the link's, when that had passed already."""
    last_on, expires_on = approval.report.last_on, day_of(approval.expires_at)
    return min(last_on, expires_on) if day_of(approval.requested_at) <= last_on else expires_on


def _to_signatory(approval: Approval, *, today: date, due_on: date, **more: Any) -> Due:
    return Due(
        about=label_of(approval),
        case=approval.report.case,
        diarienummer=approval.report.diarienummer,
        due_on=due_on,
        to=(Addressee(approval.signatory_email, approval.signatory_name),),
        reply_to=approval.requested_by.email,
        context=matter(approval.report, today=today)
        | {
            "approval": approval,
            "requested_by": person(approval.requested_by),
            "answer_by": _end(approval),
            "facts": facts(approval.report) + amounts(approval.answers),
            "path": reverse("reporting:approve", kwargs={"token": token_for(approval)}),
        },
        **more,
    )


def _about_decision(approval: Approval, *, today: date, to: tuple[Addressee, ...]) -> Due:
    assert approval.decided_at  # noqa: S101 - by database constraint
    return Due(
        about=label_of(approval),
        case=approval.report.case,
        diarienummer=approval.report.diarienummer,
        due_on=day_of(approval.decided_at),
        to=to,
        reply_to=approval.signatory_email,
        context=matter(approval.report, today=today)
        | {
            "approval": approval,
            "facts": facts(approval.report),
            "path": page("tasks", approval.report),
        },
    )


def _versions(approval: Approval, _at: datetime) -> list[Document]:
    return [version_document(approval)]
