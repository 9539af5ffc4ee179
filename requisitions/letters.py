"""The letters about requisitions: opening, reminders to those who have not asked, receipt."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Exists, OuterRef
from django.urls import reverse

from allocations.models import AllocationRow
from banking import bankgiro
from core.dates import (
    day_and_month,
    day_and_year,
    day_in_words,
    day_of,
    days_left_in_words,
    next_workday,
)
from core.kronor import with_unit
from core.transitions import label_of
from correspondence.models import Document, Letter
from correspondence.plan import Addressee, Due, LetterKind
from correspondence.queries import without_letter
from correspondence.schedule import step_due
from grants.models import Round
from grants.wording import short_name
from organisations.models import Organisation
from organisations.queries import huvudman_by_recipient, people_by_organisation
from organisations.roles import MAY_SUBMIT
from requisitions.documents import requisition_document
from requisitions.models import Requisition

__all__ = ["KINDS"]

# Days from the last day for requisition: a fortnight and three days before, the last day's
# morning, the day after and a week after.
REMINDER_DAYS = (-14, -3, 0, 1, 7)


def _openings(today: date) -> Iterator[Due]:
    for round_ in _open_rounds():
        if round_.opened_on and round_.opened_on <= today <= round_.requisition_last_on:
            yield from _to_unanswered(
                round_, today=today, due_on=round_.opened_on, until=round_.requisition_last_on
            )


def _reminders(today: date) -> Iterator[Due]:
    for round_ in _open_rounds():
        step = step_due(
            REMINDER_DAYS,
            last_on=round_.requisition_last_on,
            today=today,
            not_before=round_.opened_on or today,
        )
        if step:
            yield from _to_unanswered(
                round_, today=today, due_on=step.due_on, until=step.send_until
            )


def _receipts(today: date) -> Iterator[Due]:
    sent_in = Requisition.objects.sent_in().with_case().select_related("submitted_by")
    for requisition in without_letter(sent_in, kind="requisition_receipt"):
        assert requisition.submitted_at and requisition.submitted_by  # noqa: S101
        sender = requisition.submitted_by
        addressees = {
            requisition.contact_email: Addressee(
                requisition.contact_email, requisition.contact_name
            ),
            sender.email: Addressee(sender.email, sender.get_full_name()),
        }
        yield Due(
            about=label_of(requisition),
            case=requisition.case,
            diarienummer=requisition.diarienummer,
            due_on=day_of(requisition.submitted_at),
            to=tuple(addressees.values()),
            reply_to=requisition.round.contact_email,
            context=_receipt_context(requisition),
            attachments=partial(_documents, requisition),
        )


def _documents(requisition: Requisition, _at: datetime) -> list[Document]:
    return [requisition_document(requisition)]


def _receipt_context(requisition: Requisition) -> dict[str, object]:
    round_ = requisition.round
    assert requisition.submitted_at and requisition.amount_kr  # noqa: S101
    planned_on = day_of(requisition.submitted_at) + timedelta(days=round_.payment_days)
    return {
        "round": round_,
        "short_name": short_name(round_),
        "requisition": requisition,
        "last_day": day_in_words(round_.requisition_last_on),
        "paid_about": day_and_month(next_workday(planned_on)),
        "facts": [
            ("Bidrag", f"{round_.grant.name}, {round_.year}"),
            ("Bidragsmottagare", requisition.recipient.name),
            ("Huvudman", requisition.organisation.name),
            ("Rekvirerat belopp", with_unit(requisition.amount_kr)),
            ("Fördelningsram", with_unit(requisition.frame_kr)),
            ("Till bankgiro", bankgiro.printed(requisition.bankgiro)),
            ("Inskickad", day_in_words(day_of(requisition.submitted_at))),
            ("Inskickad av", str(requisition.submitted_by)),
        ],
        "path": reverse(
            "requisitions:receipt",
            kwargs={
                "round_key": requisition.round.key,
                "recipient_code": requisition.recipient.code,
            },
        ),
    }


def _open_rounds() -> list[Round]:
    return list(
        Round.objects.taking_requisitions()
        .filter(opened_on__isnull=False)
        .select_related("grant", "decision")
    )


def _to_unanswered(round_: Round, *, today: date, due_on: date, until: date) -> Iterator[Due]:
    """A letter to everybody of every recipient that has a frame but has not asked for it."""
    rows = _unanswered(round_)
    huvudman = huvudman_by_recipient((row.recipient for row in rows), on=today)
    people = people_by_organisation(set(huvudman.values()), roles=MAY_SUBMIT)
    for row in rows:
        organisation = huvudman.get(row.recipient_id)
        if organisation is None:
            continue
        to = tuple(
            Addressee(one.email, one.name)
            for one in people[organisation.pk]
            if one.follows(recipient=row.recipient.code, grant=round_.grant.slug)
        )
        if to:
            yield _due(round_, row, organisation, to, today=today, due_on=due_on, until=until)


def _unanswered(round_: Round) -> list[AllocationRow]:
    answered = Requisition.objects.sent_in().filter(round=round_, recipient=OuterRef("recipient"))
    return list(
        AllocationRow.objects.in_force()
        .filter(~Exists(answered), allocation__round=round_, kr__gt=0)
        .select_related("recipient")
    )


def _due(
    round_: Round,
    row: AllocationRow,
    organisation: Organisation,
    to: tuple[Addressee, ...],
    *,
    today: date,
    due_on: date,
    until: date,
) -> Due:
    last_on = round_.requisition_last_on
    address = {"round_key": round_.key, "recipient_code": row.recipient.code}
    return Due(
        about=label_of(round_),
        case=f"{round_.key}/{row.recipient.code}",
        diarienummer=round_.decision.diarienummer,
        due_on=due_on,
        send_until=until,
        to=to,
        reply_to=round_.contact_email,
        context={
            "round": round_,
            "short_name": short_name(round_),
            "recipient": row.recipient,
            "frame": with_unit(row.kr),
            "last_day": day_in_words(last_on),
            "days_left": days_left_in_words(last_on, today=today),
            "is_over": today > last_on,
            "facts": [
                ("Bidrag", f"{round_.grant.name}, {round_.year}"),
                ("Bidragsmottagare", row.recipient.name),
                ("Huvudman", organisation.name),
                ("Fördelningsram", with_unit(row.kr)),
                ("Sista dag", day_in_words(last_on)),
                ("För kostnader under", _period(round_)),
            ],
            "path": reverse("requisitions:edit", kwargs=address),
        },
    )


def _period(round_: Round) -> str:
    first, last = round_.use_from, round_.use_until
    same_year = first.year == last.year
    begins = day_and_month(first) if same_year else day_and_year(first)
    return f"{begins}–{day_and_year(last)}"


def _answered_or_closed(letter: Letter) -> str | None:
    """Stop condition, checked at the moment of sending."""
    round_key, recipient_code = letter.case.split("/")
    round_ = Round.objects.get(key=round_key)
    if not round_.takes_requisitions:
        return "Omgången tar inte längre emot rekvisitioner."
    answered = Requisition.objects.sent_in().filter(round=round_, recipient__code=recipient_code)
    return "Rekvisitionen har kommit in." if answered.exists() else None


def _always_wanted(letter: Letter) -> str | None:
    return None


KINDS = (
    LetterKind("requisition_opening", _openings, _answered_or_closed),
    LetterKind("requisition_reminder", _reminders, _answered_or_closed),
    LetterKind("requisition_receipt", _receipts, _always_wanted),
)
