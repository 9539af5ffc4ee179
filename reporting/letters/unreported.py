"""Letters until a report is sent in: the opening with the reading copy, and reminders."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from core.dates import day_in_words, day_of, days_left_in_words
from core.transitions import label_of
from correspondence.models import Document, Letter
from correspondence.plan import Addressee, Due
from correspondence.queries import without_letter
from correspondence.schedule import step_due
from reporting import keys
from reporting.documents import reading_copy_document
from reporting.letters.matter import facts, matter, page, with_people
from reporting.models import Report, ReportQuerySet
from reporting.states import ReportStatus

__all__ = ["REMINDER_DAYS", "openings", "reminders", "reported_or_closed"]

# Days from the last day to report: a month, a fortnight and three days before, the last day's
# morning, the day after and a week after.
REMINDER_DAYS = (-30, -14, -3, 0, 1, 7)


def openings(today: date) -> Iterator[Due]:
    for report, people in with_people(without_letter(_unreported(), kind="report_opening")):
        yield _due(
            report,
            people,
            today=today,
            due_on=day_of(report.opened_at),
            until=None,
            attachments=partial(_reading_copies, report),
        )


def reminders(today: date) -> Iterator[Due]:
    for report, people in with_people(_unreported()):
        step = step_due(
            REMINDER_DAYS, last_on=report.last_on, today=today, not_before=day_of(report.opened_at)
        )
        if step:
            yield _due(report, people, today=today, due_on=step.due_on, until=step.send_until)


def reported_or_closed(letter: Letter) -> str | None:
    """Stop condition, checked at the moment of sending."""
    report = Report.objects.select_related("round").get(pk=letter.about.split(":")[1])
    if report.first_submitted_at:
        return "Återrapporteringen har kommit in."
    return None if report.round.takes_reports else "Omgången är stängd."


def _unreported() -> ReportQuerySet:
    return Report.objects.unreported().with_case().filter(round__status="reporting")


def _reading_copies(report: Report, at: datetime) -> list[Document]:
    return [reading_copy_document(report, at=at)]


def _due(
    report: Report,
    people: tuple[Addressee, ...],
    *,
    today: date,
    due_on: date,
    until: date | None,
    attachments: partial[list[Document]] | None = None,
) -> Due:
    is_locked = report.status == ReportStatus.LOCKED
    context = matter(report, today=today) | {
        "days_left": days_left_in_words(report.last_on, today=today),
        "started_pages": len(report.pages),
        "waits_for": report.answers.get(keys.SIGNATORY_NAME, "") if is_locked else "",
        "facts": [*facts(report), ("Sista dag", day_in_words(report.last_on))],
        "path": page("tasks", report),
    }
    due = partial(
        Due,
        about=label_of(report),
        case=report.case,
        diarienummer=report.diarienummer,
        due_on=due_on,
        send_until=until,
        to=people,
        reply_to=report.round.contact_email,
        context=context,
    )
    return due(attachments=attachments) if attachments else due()
