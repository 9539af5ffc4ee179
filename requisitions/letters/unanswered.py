"""Letters to those who have a frame and have not answered: the opening, and reminders.

When they go out is the round's letter plan. Declining is an answer; what was withdrawn or returned
is not.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from allocations.models import AllocationRow
from core.dates import (
    day_and_month,
    day_and_year,
    day_in_words,
    days_left_in_words,
)
from core.kronor import with_unit
from core.transitions import label_of
from correspondence.models import Audience, Letter
from correspondence.plan import Addressee, Candidate, Due, Field, Planned
from correspondence.schedule import Occasion
from grants.letters import about_last_day
from grants.models import Round
from grants.states import TAKES_REQUISITIONS, RoundStatus
from grants.wording import short_name
from organisations.models import Organisation
from organisations.queries import audiences, huvudman_by_recipient, people_by_organisation
from organisations.roles import MAY_SUBMIT, OrganisationRole
from requisitions.frames import frames_in_force
from requisitions.models import Requisition
from requisitions.states import RequisitionStatus

__all__ = [
    "FIELDS",
    "LAST_ON",
    "OPENED_ON",
    "OPENINGS",
    "REMINDERS",
    "answered_or_closed",
    "in_open_rounds",
    "in_round",
    "unanswered",
]

OPENED_ON, LAST_ON = "requisition_opened_on", "requisition_last_on"
DRAFT, NO_DRAFT = "draft", "no_draft"
AT_ONCE, A_DAY = timedelta(0), timedelta(days=1)
"""On the day of the opening nobody is reminded: the letter that opens is news enough."""

FIELDS = (
    Field("ram", "fördelningsramen, i kronor", lambda context: context["frame"]),
    Field(
        "om_sista_dagen",
        "en mening: ”Sista dag är … Det är om 12 dagar.” eller ”Sista dagen var …”",
        about_last_day,
    ),
)


def candidates(today: date, *, wait: timedelta = AT_ONCE) -> Iterator[Candidate]:
    """All in open rounds who have a frame and have not answered (5 queries).

    `wait` is how long after the opening the first letter may come.
    """
    return _candidates(in_open_rounds(), today=today, wait=wait)


def expected(round_key: str, today: date, *, wait: timedelta = AT_ONCE) -> Iterator[Candidate]:
    """Those of one round, also before it is opened: as if that were on the day that is planned."""
    return _candidates(in_round(round_key), today=today, wait=wait)


def in_open_rounds() -> Q:
    return Q(
        allocation__round__status__in=TAKES_REQUISITIONS, allocation__round__opened_on__isnull=False
    )


def in_round(round_key: str) -> Q:
    """As long as the round is not closed."""
    status = [RoundStatus.PREPARED, *TAKES_REQUISITIONS]
    return Q(allocation__round__key=round_key, allocation__round__status__in=status)


def _candidates(which: Q, *, today: date, wait: timedelta) -> Iterator[Candidate]:
    rows = list(unanswered(which))
    huvudman = huvudman_by_recipient({row.recipient for row in rows}, on=today)
    roles = MAY_SUBMIT | {OrganisationRole.SIGNATORY}
    people = people_by_organisation(set(huvudman.values()), roles=roles)
    for row, has_draft in _with_drafts(rows):
        organisation = huvudman.get(row.recipient_id)
        if organisation is None:
            continue
        round_, code = row.allocation.round, row.recipient.code
        opened_on = round_.opened_on or round_.requisition_opens_on
        yield Candidate(
            round_key=round_.key,
            case=f"{round_.key}/{code}",
            name=row.recipient.name,
            days={OPENED_ON: opened_on, LAST_ON: round_.requisition_last_on},
            not_before=opened_on + wait,
            to=audiences(
                people[organisation.pk], organisation, recipient=code, grant=round_.grant.slug
            ),
            holds=frozenset({DRAFT if has_draft else NO_DRAFT}),
            write=partial(_due, row, organisation, today),
        )


def unanswered(which: Q) -> QuerySet[AllocationRow]:
    """The frames that nobody has asked for or declined, with their round and recipient."""
    answered = Requisition.objects.answered().filter(
        round=OuterRef("allocation__round"), recipient=OuterRef("recipient")
    )
    return (
        frames_in_force()
        .filter(which, ~Exists(answered), kr__gt=0)
        .select_related("recipient", "allocation__round__grant", "allocation__round__decision")
    )


def _with_drafts(rows: list[AllocationRow]) -> Iterator[tuple[AllocationRow, bool]]:
    """Each frame, and whether somebody has begun to ask for it (one query)."""
    rounds = {row.allocation.round_id for row in rows}
    begun = set(
        Requisition.objects.filter(round__in=rounds).values_list("round_id", "recipient_id")
    )
    for row in rows:
        yield row, (row.allocation.round_id, row.recipient_id) in begun


def _due(
    row: AllocationRow,
    organisation: Organisation,
    today: date,
    occasion: Occasion,
    to: tuple[Addressee, ...],
) -> Due:
    round_ = row.allocation.round
    last_on = round_.requisition_last_on
    address = {"round_key": round_.key, "recipient_code": row.recipient.code}
    return Due(
        about=label_of(round_),
        case=f"{round_.key}/{row.recipient.code}",
        diarienummer=round_.decision.diarienummer,
        due_on=occasion.due_on,
        send_until=occasion.send_until,
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


def answered_or_closed(letter: Letter) -> str | None:
    """Stop condition, checked at the moment of sending."""
    round_key, recipient_code = letter.case.split("/")
    round_ = Round.objects.get(key=round_key)
    if not round_.takes_requisitions:
        return "Omgången tar inte längre emot rekvisitioner."
    answered = Requisition.objects.answered().filter(round=round_, recipient__code=recipient_code)
    status = answered.values_list("status", flat=True).first()
    if status == RequisitionStatus.DECLINED:
        return "Mottagaren avstår från bidraget."
    return "Rekvisitionen har kommit in." if status else None


_TO = (Audience.PEOPLE, Audience.CONTACT, Audience.REGISTRATOR, Audience.SIGNATORY)
OPENINGS = Planned(
    days={OPENED_ON: "dagen då rekvisitionen öppnas"},
    audiences=_TO,
    candidates=candidates,
    expected=expected,
    keep_until=LAST_ON,
    defaults=((0, OPENED_ON),),
)
REMINDERS = Planned(
    days={
        LAST_ON: "sista dagen för rekvisition",
        OPENED_ON: "dagen då rekvisitionen öppnas",
    },
    audiences=_TO,
    candidates=partial(candidates, wait=A_DAY),
    expected=partial(expected, wait=A_DAY),
    defaults=tuple((days, LAST_ON) for days in (-30, -14, -3, 0, 1, 7)),
    conditions={
        DRAFT: "rekvisitionen är påbörjad men inte inskickad",
        NO_DRAFT: "ingen har börjat på rekvisitionen",
    },
)
