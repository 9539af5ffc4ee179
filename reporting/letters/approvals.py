"""Letters between who filled in and the signatory: the request with the link, and the answer."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from django.urls import reverse

from core.dates import day_of
from core.transitions import label_of
from correspondence.models import Document, Letter
from correspondence.plan import Addressee, Due, Field
from correspondence.queries import without_letter
from reporting.documents import version_document
from reporting.letters.matter import amounts, facts, matter, page, person
from reporting.models import Approval
from reporting.signing import token_for
from reporting.states import ApprovalStatus

__all__ = ["COMMENT", "always_wanted", "decided", "declines", "requests"]

COMMENT = Field(
    "skal",
    "vad den behöriga företrädaren skrev",
    lambda context: context["approval"].comment,
    example="Lönerna stämmer inte.",
)


def requests(today: date) -> Iterator[Due]:
    waiting = Approval.objects.filter(status=ApprovalStatus.WAITING).select_related(
        "revision", "requested_by", "report__round__grant", "report__round__decision"
    )
    waiting = waiting.select_related("report__recipient", "report__organisation")
    for approval in without_letter(waiting, kind="approval_request"):
        yield Due(
            about=label_of(approval),
            case=approval.report.case,
            diarienummer=approval.report.diarienummer,
            due_on=day_of(approval.requested_at),
            to=(Addressee(approval.signatory_email, approval.signatory_name),),
            reply_to=approval.requested_by.email,
            context=matter(approval.report, today=today)
            | {
                "approval": approval,
                "requested_by": person(approval.requested_by),
                "answer_by": min(approval.report.last_on, day_of(approval.expires_at)),
                "facts": facts(approval.report) + amounts(approval.answers),
                "path": reverse("reporting:approve", kwargs={"token": token_for(approval)}),
            },
            attachments=partial(_versions, approval),
        )


def declines(today: date) -> Iterator[Due]:
    declined = Approval.objects.filter(status=ApprovalStatus.DECLINED).select_related(
        "requested_by",
        "report__round__grant",
        "report__recipient",
        "report__organisation",
    )
    for approval in without_letter(declined, kind="approval_declined"):
        assert approval.decided_at  # noqa: S101 - by database constraint
        drafter = approval.requested_by
        yield Due(
            about=label_of(approval),
            case=approval.report.case,
            diarienummer=approval.report.diarienummer,
            due_on=day_of(approval.decided_at),
            to=(Addressee(drafter.email, drafter.get_full_name()),),
            reply_to=approval.signatory_email,
            context=matter(approval.report, today=today)
            | {
                "approval": approval,
                "facts": facts(approval.report),
                "path": page("tasks", approval.report),
            },
        )


def decided(letter: Letter) -> str | None:
    """Stop condition of what asks the signatory."""
    approval = Approval.objects.get(pk=letter.about.split(":")[1])
    if approval.status == ApprovalStatus.WAITING:
        return None
    return f"Godkännandet är redan {approval.get_status_display().lower()}."


def always_wanted(letter: Letter) -> str | None:
    return None


def _versions(approval: Approval, _at: datetime) -> list[Document]:
    return [version_document(approval)]
