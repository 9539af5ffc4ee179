"""The letters about reports: opening with the reading copy, reminders, signatory, receipt."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.urls import reverse

from core.dates import day_in_words, day_of, days_left_in_words
from core.kronor import with_unit
from core.models import Event
from core.transitions import label_of
from correspondence.models import Document, Letter
from correspondence.plan import Addressee, Due, LetterKind
from correspondence.queries import without_letter
from correspondence.schedule import step_due
from grants.wording import short_name
from organisations.models import User
from organisations.queries import Person, people_by_organisation
from organisations.roles import MAY_EDIT
from reporting import keys
from reporting.documents import reading_copy_document, submission_document, version_document
from reporting.models import Approval, Report, ReportQuerySet, Submission
from reporting.signing import token_for
from reporting.states import ApprovalStatus, ReportStatus

__all__ = ["KINDS"]

# Days from the last day to report: a month, a fortnight and three days before, the last day's
# morning, the day after and a week after.
REMINDER_DAYS = (-30, -14, -3, 0, 1, 7)


def _openings(today: date) -> Iterator[Due]:
    reports = list(without_letter(_unreported(), kind="report_opening"))
    for report, people in _with_people(reports):
        yield _due(
            report,
            people,
            today=today,
            due_on=day_of(report.opened_at),
            until=None,
            attachments=partial(_reading_copies, report),
        )


def _reminders(today: date) -> Iterator[Due]:
    for report, people in _with_people(list(_unreported())):
        step = step_due(
            REMINDER_DAYS, last_on=report.last_on, today=today, not_before=day_of(report.opened_at)
        )
        if step:
            yield _due(report, people, today=today, due_on=step.due_on, until=step.send_until)


def _unreported() -> ReportQuerySet:
    return Report.objects.unreported().with_case().filter(round__status="reporting")


def _with_people(reports: list[Report]) -> Iterator[tuple[Report, list[Person]]]:
    people = people_by_organisation({r.organisation for r in reports}, roles=MAY_EDIT)
    for report in reports:
        code, slug = report.recipient.code, report.round.grant.slug
        yield (
            report,
            [
                one
                for one in people[report.organisation_id]
                if one.follows(recipient=code, grant=slug)
            ],
        )


def _reading_copies(report: Report, at: datetime) -> list[Document]:
    return [reading_copy_document(report, at=at)]


def _due(
    report: Report,
    people: list[Person],
    *,
    today: date,
    due_on: date,
    until: date | None,
    attachments: partial[list[Document]] | None = None,
) -> Due:
    contact = Addressee(report.requisition.contact_email, report.requisition.contact_name)
    to = {contact.email: contact} | {p.email: Addressee(p.email, p.name) for p in people}
    is_locked = report.status == ReportStatus.LOCKED
    context = _matter(report, today=today) | {
        "days_left": days_left_in_words(report.last_on, today=today),
        "started_pages": len(report.pages),
        "waits_for": report.answers.get(keys.SIGNATORY_NAME, "") if is_locked else "",
        "facts": [
            *_facts(report),
            ("Sista dag", day_in_words(report.last_on)),
        ],
        "path": _path("reporting:tasks", report),
    }
    due = partial(
        Due,
        about=label_of(report),
        case=report.case,
        diarienummer=report.diarienummer,
        due_on=due_on,
        send_until=until,
        to=tuple(to.values()),
        reply_to=report.round.contact_email,
        context=context,
    )
    return due(attachments=attachments) if attachments else due()


def _approval_requests(today: date) -> Iterator[Due]:
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
            context=_matter(approval.report, today=today)
            | {
                "approval": approval,
                "requested_by": _person(approval.requested_by),
                "answer_by": min(approval.report.last_on, day_of(approval.expires_at)),
                "facts": _facts(approval.report) + _amounts(approval.answers),
                "path": reverse("reporting:approve", kwargs={"token": token_for(approval)}),
            },
            attachments=partial(_versions, approval),
        )


def _versions(approval: Approval, _at: datetime) -> list[Document]:
    return [version_document(approval)]


def _receipts(today: date) -> Iterator[Due]:
    submissions = Submission.objects.select_related(
        "revision", "approval__requested_by", "report__round__grant", "report__round__decision"
    )
    submissions = submissions.select_related("report__recipient", "report__organisation")
    for submission in without_letter(submissions, kind="report_receipt"):
        yield Due(
            about=label_of(submission),
            case=submission.report.case,
            diarienummer=submission.report.diarienummer,
            due_on=day_of(submission.received_at),
            to=_receivers_of(submission),
            reply_to=submission.report.round.contact_email,
            context=_matter(submission.report, today=today)
            | {
                "submission": submission,
                "submissions_left": submission.report.round.max_submissions - submission.number,
                "unused": with_unit(submission.unused_kr),
                "facts": _receipt_facts(submission),
                "path": _path("reporting:receipt", submission.report),
            },
            attachments=partial(_submissions, submission),
        )


def _submissions(submission: Submission, _at: datetime) -> list[Document]:
    return [submission_document(submission)]


def _receivers_of(submission: Submission) -> tuple[Addressee, ...]:
    """The contact person of question 5, the signatory and whoever sent it for approval."""
    approval = submission.approval
    contact = Addressee(
        submission.answers[keys.CONTACT_EMAIL], submission.answers[keys.CONTACT_NAME]
    )
    drafter = approval.requested_by
    everybody = (
        contact,
        Addressee(approval.signatory_email, approval.signatory_name),
        Addressee(drafter.email, drafter.get_full_name()),
    )
    return tuple({one.email.lower(): one for one in everybody}.values())


def _declines(today: date) -> Iterator[Due]:
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
            context=_matter(approval.report, today=today)
            | {
                "approval": approval,
                "facts": _facts(approval.report),
                "path": _path("reporting:tasks", approval.report),
            },
        )


def _returns(today: date) -> Iterator[Due]:
    """Sent back by staff: to everybody who may fill in, with what is to be mended."""
    events = {
        event: int(event.about.split(":")[1])
        for event in without_letter(
            Event.objects.filter(
                action="reopen", about__startswith=f"{Report._meta.label_lower}:"
            ).exclude(reason=""),
            kind="report_returned",
        )
    }
    reports = Report.objects.with_case().in_bulk(events.values())
    people = dict(_with_people(list(reports.values())))
    for event, pk in events.items():
        report = reports[pk]
        contact = Addressee(report.requisition.contact_email, report.requisition.contact_name)
        to = {contact.email: contact} | {
            one.email: Addressee(one.email, one.name) for one in people[report]
        }
        yield Due(
            about=label_of(event),
            case=report.case,
            diarienummer=report.diarienummer,
            due_on=day_of(event.at),
            to=tuple(to.values()),
            reply_to=report.round.contact_email,
            context=_matter(report, today=today)
            | {
                "returned": event,
                "facts": _facts(report),
                "path": _path("reporting:tasks", report),
            },
        )


def _matter(report: Report, *, today: date) -> dict[str, Any]:
    """What every letter about a report says: which one, and how late it is."""
    return {
        "round": report.round,
        "short_name": short_name(report.round),
        "report": report,
        "recipient": report.recipient,
        "last_day": day_in_words(report.last_on),
        "is_over": today > report.last_on,
    }


def _facts(report: Report) -> list[tuple[str, str]]:
    return [
        ("Bidrag", f"{report.round.grant.name}, {report.round.year}"),
        ("Bidragsmottagare", report.recipient.name),
        ("Huvudman", report.organisation.name),
    ]


def _amounts(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        ("Mottaget", with_unit(answers[keys.RECEIVED])),
        ("Använt", with_unit(answers[keys.USED])),
        ("Oanvänt", with_unit(answers[keys.UNUSED])),
    ]


def _receipt_facts(submission: Submission) -> list[tuple[str, str]]:
    approval, round_ = submission.approval, submission.report.round
    return [
        ("Läge", f"Inskickad, nummer {submission.number} av högst {round_.max_submissions}"),
        ("Kom in", day_in_words(day_of(submission.received_at))),
        ("Godkänd av", f"{approval.signatory_name}, {approval.signatory_title}"),
        *_facts(submission.report),
        *_amounts(submission.answers),
    ]


def _person(user: User) -> Addressee:
    return Addressee(user.email, str(user))


def _path(name: str, report: Report) -> str:
    return reverse(
        name, kwargs={"round_key": report.round.key, "recipient_code": report.recipient.code}
    )


def _reported(letter: Letter) -> str | None:
    """Stop condition, checked at the moment of sending."""
    report = Report.objects.select_related("round").get(pk=letter.about.split(":")[1])
    if report.first_submitted_at:
        return "Återrapporteringen har kommit in."
    return None if report.round.takes_reports else "Omgången är stängd."


def _decided(letter: Letter) -> str | None:
    approval = Approval.objects.get(pk=letter.about.split(":")[1])
    if approval.status == ApprovalStatus.WAITING:
        return None
    return f"Godkännandet är redan {approval.get_status_display().lower()}."


def _sent_in_again(letter: Letter) -> str | None:
    event = Event.objects.get(pk=letter.about.split(":")[1])
    report = Report.objects.get(pk=event.about.split(":")[1])
    return None if report.status == ReportStatus.DRAFT else "Återrapporteringen är redan rättad."


def _always_wanted(letter: Letter) -> str | None:
    return None


KINDS = (
    LetterKind("report_opening", _openings, _reported),
    LetterKind("report_reminder", _reminders, _reported),
    LetterKind("approval_request", _approval_requests, _decided, is_personal=True),
    LetterKind("approval_declined", _declines, _always_wanted),
    LetterKind("report_returned", _returns, _sent_in_again),
    LetterKind("report_receipt", _receipts, _always_wanted),
)
