"""Letters until a report is sent in: the opening with the reading copy, reminders, last notice.

When they go out is the round's letter plan, counted from the report's own days: a recipient with
an extension is reminded before her own last day.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from core.dates import day_in_words, day_of, days_left_in_words
from core.transitions import label_of
from correspondence.models import Audience, Document, Letter
from correspondence.plan import Addressee, Candidate, Due, Expected, Field, Planned
from correspondence.schedule import Occasion
from grants.letters import about_last_day
from grants.states import RoundStatus
from organisations.queries import audiences, people_by_organisation
from organisations.roles import MAY_EDIT, OrganisationRole
from reporting import keys
from reporting.documents import reading_copy_document
from reporting.letters.matter import facts, matter, page
from reporting.models import Report, ReportQuerySet
from reporting.states import ReportStatus
from requisitions.models import Requisition

__all__ = [
    "FIELDS", "LAST_NOTICES", "LAST_ON", "OPENED_ON", "OPENINGS", "REMINDERS", "reported_or_closed",
]  # fmt: skip

OPENED_ON, LAST_ON = "report_opened_on", "report_last_on"
NOT_BEGUN, BEGUN, WAITS = "not_begun", "begun", "waits_for_signatory"

FIELDS = (
    Field(
        "om_sista_dagen",
        "en mening: ”Sista dag är … Det är om 12 dagar.” eller ”Sista dagen var …”",
        about_last_day,
    ),
)


def candidates(today: date, *, is_opening: bool = False) -> Iterator[Candidate]:
    """All reports of open rounds that nobody has sent in (4 queries).

    The opening carries the reading copy; nobody is reminded on the day of the opening.
    """
    return _candidates(_unreported(), today=today, is_opening=is_opening)


def expected(round_key: str, today: date, *, is_opening: bool = False) -> Iterator[Expected]:
    """Those of one round; before its reporting is opened, who has requisitioned."""
    reports = _unreported().filter(round__key=round_key)
    yield from _candidates(reports, today=today, is_opening=is_opening)
    yield from _not_opened_yet(round_key, is_opening=is_opening)


def reported_or_closed(letter: Letter) -> str | None:
    """Stop condition, checked at the moment of sending."""
    report = Report.objects.select_related("round").get(pk=letter.about.split(":")[1])
    if report.first_submitted_at:
        return "Återrapporteringen har kommit in."
    if not report.round.takes_reports:
        return "Omgången är stängd."
    if letter.step and letter.step.counted_from == LAST_ON:
        moved = letter.counted_from_day != report.last_on
        return "Sista dagen har flyttats. Ett nytt brev säger vad som gäller." if moved else None
    return None


def _unreported() -> ReportQuerySet:
    reports = Report.objects.unreported().with_case().with_extension()
    return reports.filter(round__status=RoundStatus.REPORTING)


def _candidates(reports: Iterable[Report], *, today: date, is_opening: bool) -> Iterator[Candidate]:
    cases = list(reports)
    for report, to in zip(cases, _audiences(cases), strict=True):
        opened_on = day_of(report.opened_at)
        yield Candidate(
            round_key=report.round.key,
            case=report.case,
            name=report.recipient.name,
            days={OPENED_ON: opened_on, LAST_ON: report.last_on},
            not_before=max(_first_day(opened_on, is_opening=is_opening), _extended_on(report)),
            to=to,
            holds=_state(report),
            write=partial(_due, report, today, is_opening),
        )


def _first_day(opened_on: date, *, is_opening: bool) -> date:
    return opened_on if is_opening else opened_on + timedelta(days=1)


def _extended_on(report: Report) -> date:
    """Who has just been given another last day is not reminded at once of a day before that."""
    extended_at: datetime | None = report.extended_at  # type: ignore[attr-defined]
    return day_of(extended_at or report.opened_at)


def _not_opened_yet(round_key: str, *, is_opening: bool) -> Iterator[Expected]:
    status = [RoundStatus.PREPARED, RoundStatus.REQUISITION]
    sent_in = Requisition.objects.sent_in().filter(round__key=round_key, round__status__in=status)
    cases = list(sent_in.with_case())
    for requisition, to in zip(cases, _audiences(cases), strict=True):
        round_ = requisition.round
        yield Expected(
            round_key=round_key,
            case=requisition.case,
            name=requisition.recipient.name,
            days={OPENED_ON: round_.report_opens_on, LAST_ON: round_.report_last_on},
            not_before=_first_day(round_.report_opens_on, is_opening=is_opening),
            to=to,
            holds=frozenset({NOT_BEGUN}),
        )


def _audiences(
    cases: list[Report] | list[Requisition],
) -> Iterator[dict[str, tuple[Addressee, ...]]]:
    """Whom the letters about each case can go to (2 queries)."""
    roles = MAY_EDIT | {OrganisationRole.SIGNATORY}
    people = people_by_organisation({one.organisation for one in cases}, roles=roles)
    for one in cases:
        requisition = one.requisition if isinstance(one, Report) else one
        yield audiences(
            people[one.organisation_id],
            one.organisation,
            recipient=one.recipient.code,
            grant=one.round.grant.slug,
            contacts=[Addressee(requisition.contact_email, requisition.contact_name)],
        )


def _state(report: Report) -> frozenset[str]:
    if report.status == ReportStatus.LOCKED:
        return frozenset({WAITS})
    return frozenset({BEGUN if report.pages else NOT_BEGUN})


def _due(
    report: Report,
    today: date,
    is_opening: bool,
    occasion: Occasion,
    to: tuple[Addressee, ...],
) -> Due:
    is_locked = report.status == ReportStatus.LOCKED
    context = matter(report, today=today) | {
        "days_left": days_left_in_words(report.last_on, today=today),
        "started_pages": len(report.pages),
        "waits_for": report.answers.get(keys.SIGNATORY_NAME, "") if is_locked else "",
        "facts": [*facts(report), ("Sista dag", day_in_words(report.last_on))],
        "path": page("tasks", report),
    }
    return Due(
        about=label_of(report),
        case=report.case,
        diarienummer=report.diarienummer,
        due_on=occasion.due_on,
        send_until=occasion.send_until,
        to=to,
        reply_to=report.round.contact_email,
        context=context,
        attachments=partial(_reading_copies if is_opening else _nothing, report),
    )


def _reading_copies(report: Report, at: datetime) -> list[Document]:
    return [reading_copy_document(report, at=at)]


def _nothing(_report: Report, _at: datetime) -> list[Document]:
    return []


_TO = (Audience.PEOPLE, Audience.CONTACT, Audience.REGISTRATOR, Audience.SIGNATORY)
_DAYS = {
    LAST_ON: "sista dagen för återrapportering",
    OPENED_ON: "dagen då återrapporteringen öppnas",
}
_CONDITIONS = {
    NOT_BEGUN: "ingen har börjat på återrapporteringen",
    BEGUN: "återrapporteringen är påbörjad men inte klar",
    WAITS: "återrapporteringen väntar på behörig företrädare",
}
OPENINGS = Planned(
    days={OPENED_ON: _DAYS[OPENED_ON]},
    audiences=_TO,
    candidates=partial(candidates, is_opening=True),
    expected=partial(expected, is_opening=True),
    keep_until=LAST_ON,
    defaults=((0, OPENED_ON),),
)
REMINDERS = Planned(
    days=_DAYS,
    audiences=_TO,
    candidates=candidates,
    expected=expected,
    conditions=_CONDITIONS,
    defaults=tuple((days, LAST_ON) for days in (-30, -14, -3, 0, 1, 7)),
)
LAST_NOTICES = Planned(
    days={LAST_ON: _DAYS[LAST_ON]},
    audiences=_TO,
    candidates=candidates,
    expected=expected,
    defaults=((21, LAST_ON),),
)
