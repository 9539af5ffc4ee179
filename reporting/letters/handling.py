"""Letters of staff's handling: decisions on extensions, supplements, more submissions."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from core.dates import day_in_words, day_of, days_left_in_words
from core.models import Event
from core.transitions import label_of
from correspondence.models import Document, Letter
from correspondence.plan import Addressee, Due
from correspondence.queries import without_letter
from correspondence.schedule import step_due
from reporting.handling_documents import extension_document, supplement_document
from reporting.letters.matter import facts, matter, page, with_people
from reporting.models import Extension, Report, Supplement
from reporting.states import ExtensionStatus, SupplementStatus

__all__ = [
    "always_wanted",
    "answered",
    "answered_or_withdrawn",
    "decisions",
    "questions",
    "raises",
    "reminders",
    "withdrawals",
]

# Days from the last day to answer a supplement: three days before, and the day after.
REMINDER_DAYS = (-3, 1)

People = dict[int, tuple[Report, tuple[Addressee, ...]]]


def decisions(today: date) -> Iterator[Due]:
    """Granted and refused alike, with the decision as PDF."""
    decided = Extension.objects.filter(
        status__in=[ExtensionStatus.GRANTED, ExtensionStatus.REFUSED]
    ).select_related("decided_by")
    rows = list(without_letter(decided, kind="extension_decided"))
    people = _people_of(row.report_id for row in rows)
    for row in rows:
        assert row.decided_at  # noqa: S101 - by database constraint
        report, to = people[row.report_id]
        day = row.new_last_on or row.previous_last_on
        yield Due(
            about=label_of(row),
            case=report.case,
            diarienummer=row.diarienummer,
            due_on=day_of(row.decided_at),
            to=to,
            reply_to=report.round.contact_email,
            context=matter(report, today=today)
            | {
                "extension": row,
                "last_day": day_in_words(day),
                "facts": facts(report),
                "path": page("tasks", report),
            },
            attachments=partial(_stored, extension_document, row),
        )


def questions(today: date) -> Iterator[Due]:
    """What staff ask for."""
    waiting = Supplement.objects.filter(status=SupplementStatus.ASKED)
    for row, make in _dues(without_letter(waiting, kind="supplement_asked"), today=today):
        yield make(due_on=day_of(row.asked_at))


def reminders(today: date) -> Iterator[Due]:
    """While it is not answered: before the last day, and after."""
    for row, make in _dues(Supplement.objects.filter(status=SupplementStatus.ASKED), today=today):
        step = step_due(
            REMINDER_DAYS, last_on=row.answer_by, today=today, not_before=day_of(row.asked_at)
        )
        if step:
            yield make(due_on=step.due_on, send_until=step.send_until)


def answered(today: date) -> Iterator[Due]:
    """The receipt, with what came in as PDF."""
    came = Supplement.objects.filter(answered_at__isnull=False).select_related("answered_by")
    for row, make in _dues(without_letter(came, kind="supplement_received"), today=today):
        assert row.answered_at  # noqa: S101 - by the filter
        yield make(
            due_on=day_of(row.answered_at),
            attachments=partial(_stored, supplement_document, row),
        )


def withdrawals(today: date) -> Iterator[Due]:
    """What staff have asked for and do not need any more."""
    back = Supplement.objects.filter(status=SupplementStatus.WITHDRAWN)
    rows = list(_dues(without_letter(back, kind="supplement_withdrawn"), today=today))
    events = {
        event.about: event
        for event in Event.objects.filter(
            action="withdraw_supplement", about__in=[label_of(row) for row, _ in rows]
        )
    }
    for row, make in rows:
        event = events[label_of(row)]
        yield make(due_on=day_of(event.at), more={"event": event})


def raises(today: date) -> Iterator[Due]:
    """More submissions for one recipient, and why."""
    prefix = f"{Report._meta.label_lower}:"
    raised = Event.objects.filter(action="raise_submissions", about__startswith=prefix)
    events = list(without_letter(raised, kind="submissions_raised"))
    people = _people_of(_report_of(event) for event in events)
    for event in events:
        report, to = people[_report_of(event)]
        yield Due(
            about=label_of(event),
            case=report.case,
            diarienummer=report.diarienummer,
            due_on=day_of(event.at),
            to=to,
            reply_to=report.round.contact_email,
            context=matter(report, today=today)
            | {"event": event, "facts": facts(report), "path": page("tasks", report)},
        )


def answered_or_withdrawn(letter: Letter) -> str | None:
    """Stop condition of what asks for a supplement."""
    supplement = Supplement.objects.get(pk=letter.about.split(":")[1])
    if supplement.status == SupplementStatus.ASKED:
        return None
    return f"Kompletteringen är redan {supplement.get_status_display().lower()}."


def always_wanted(letter: Letter) -> str | None:
    return None


def _dues(rows: Any, *, today: date) -> Iterator[tuple[Supplement, Callable[..., Due]]]:
    """Each supplement with what makes a letter about it (4 queries, however many there are)."""
    found = list(rows)
    people = _people_of(row.report_id for row in found)
    for row in found:
        report, to = people[row.report_id]
        yield row, partial(_due, row, report, to, today)


def _due(
    supplement: Supplement,
    report: Report,
    to: tuple[Addressee, ...],
    today: date,
    *,
    more: dict[str, Any] | None = None,
    **when: Any,
) -> Due:
    context = matter(report, today=today) | {
        "supplement": supplement,
        "answer_by": day_in_words(supplement.answer_by),
        "days_left": days_left_in_words(supplement.answer_by, today=today),
        "is_unanswered_late": today > supplement.answer_by,
        "facts": facts(report),
        "path": page("supplement", report, supplement_id=supplement.pk),
    }
    return Due(
        about=label_of(supplement),
        case=report.case,
        diarienummer=report.diarienummer,
        to=to,
        reply_to=report.round.contact_email,
        context=context | (more or {}),
        **when,
    )


def _people_of(report_ids: Any) -> People:
    reports = Report.objects.with_case().filter(pk__in=set(report_ids))
    return {report.pk: (report, to) for report, to in with_people(reports)}


def _report_of(event: Event) -> int:
    return int(event.about.split(":")[1])


def _stored(make: Callable[[Any], Document], row: Any, _at: datetime) -> list[Document]:
    return [make(row)]
