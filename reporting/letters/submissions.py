"""Letters about what was sent in: the receipt, and what staff send back to be corrected."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial

from core.dates import day_in_words, day_of
from core.kronor import with_unit
from core.models import Event
from core.transitions import label_of
from correspondence.models import Document, Letter
from correspondence.plan import Addressee, Due, Field
from correspondence.queries import without_letter
from reporting import keys, rules
from reporting.documents import submission_document
from reporting.letters.matter import amounts, facts, matter, page, with_people
from reporting.models import Remark, Report, Submission
from reporting.states import ReportStatus

__all__ = ["REASON", "always_wanted", "receipts", "returns", "sent_in_again"]

REASON = Field(
    "skal",
    "vad handläggaren har skrivit",
    lambda context: context["returned"].reason,
    example="Beskriv tjänsterna på fråga 15.",
)


def receipts(today: date) -> Iterator[Due]:
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
            context=matter(submission.report, today=today)
            | {
                "submission": submission,
                "submissions_left": rules.submissions_left(
                    submission.report, made=submission.number
                ),
                "unused": with_unit(submission.unused_kr),
                "facts": _receipt_facts(submission),
                "path": page("receipt", submission.report),
            },
            attachments=partial(_submissions, submission),
        )


def returns(today: date) -> Iterator[Due]:
    """Sent back by staff: to everybody who may fill in, with what is to be mended."""
    prefix = f"{Report._meta.label_lower}:"
    sent_back = Event.objects.filter(action="reopen", about__startswith=prefix).exclude(reason="")
    events = {
        event: int(event.about.removeprefix(prefix))
        for event in without_letter(sent_back, kind="report_returned")
    }
    reports = Report.objects.with_case().in_bulk(events.values())
    people = dict(with_people(reports.values()))
    remarks = _remarks(reports)
    for event, pk in events.items():
        report = reports[pk]
        yield Due(
            about=label_of(event),
            case=report.case,
            diarienummer=report.diarienummer,
            due_on=day_of(event.at),
            to=people[report],
            reply_to=report.round.contact_email,
            context=matter(report, today=today)
            | {
                "returned": event,
                "remarks": remarks.get((pk, event.at), []),
                "facts": facts(report),
                "path": page("tasks", report),
            },
        )


def _remarks(reports: Mapping[int, Report]) -> dict[tuple[int, datetime], list[tuple[str, str]]]:
    """What is to be mended, as (page's title, text), by report and moment of return (1 query)."""
    found: dict[tuple[int, datetime], list[tuple[str, str]]] = {}
    for remark in Remark.objects.filter(report__in=reports):
        pages = reports[remark.report_id].revision.content.pages
        titles = {page.key: page.title for page in pages}
        said = (titles.get(remark.page, remark.page), remark.text)
        found.setdefault((remark.report_id, remark.at), []).append(said)
    return found


def sent_in_again(letter: Letter) -> str | None:
    """Stop condition of what was sent back."""
    event = Event.objects.get(pk=letter.about.split(":")[1])
    report = Report.objects.get(pk=event.about.split(":")[1])
    return None if report.status == ReportStatus.DRAFT else "Återrapporteringen är redan rättad."


def always_wanted(letter: Letter) -> str | None:
    return None


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


def _receipt_facts(submission: Submission) -> list[tuple[str, str]]:
    approval, report = submission.approval, submission.report
    return [
        ("Läge", f"Inskickad, nummer {submission.number} av högst {report.max_submissions}"),
        ("Kom in", day_in_words(day_of(submission.received_at))),
        ("Godkänd av", approval.signed_by),
        *facts(report),
        *amounts(submission.answers),
    ]
