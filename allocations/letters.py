"""The letter about a corrected allocation, to those whose frame became another."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import CharField, F, Model, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from allocations.models import Allocation, AllocationRow
from allocations.proposed import Changed, changed_between
from core.dates import day_in_words
from core.kronor import with_unit
from core.models import Event
from core.transitions import label_of
from correspondence.models import Letter
from correspondence.plan import Addressee, Due, LetterKind
from grants.models import Round
from grants.wording import short_name
from organisations.models import Organisation
from organisations.queries import Person, huvudman_by_recipient, people_by_organisation, readers
from organisations.roles import MAY_SUBMIT

__all__ = ["KINDS"]

DAYS_TO_SEND = 14
"""A correction that nobody could be told about for so long is told by hand."""


def _corrections(today: date) -> Iterator[Due]:
    """Five queries, however many are concerned."""
    told = [
        (allocation, change)
        for allocation, changes in _changes(_corrected_lately(today)).items()
        for change in changes
    ]
    huvudman = huvudman_by_recipient({change.recipient for _, change in told}, on=today)
    people = people_by_organisation(set(huvudman.values()), roles=MAY_SUBMIT)
    for allocation, change in told:
        organisation = huvudman.get(change.recipient.pk)
        if organisation is not None:
            to = _addressees(people[organisation.pk], allocation, change)
            if to:
                yield _due(allocation, change, organisation, to)


def _corrected_lately(today: date) -> list[Allocation]:
    """Corrections that those concerned knew the version before of: the round was open already."""
    lately = Allocation.objects.filter(
        number__gt=1, adopted_on__range=(today - timedelta(days=DAYS_TO_SEND), today)
    )
    return list(
        lately.annotate(
            corrected_at=_moment("allocation_corrected", of=Allocation, pk="pk"),
            opened_at=_moment("open_requisition", of=Round, pk="round_id"),
        )
        .filter(corrected_at__gte=F("opened_at"))
        .select_related("round__grant", "round__decision")
    )


def _moment(action: str, *, of: type[Model], pk: str) -> Subquery:
    """When something first happened to a row: days alone don't tell what came first."""
    about = Concat(Value(f"{of._meta.label_lower}:"), Cast(OuterRef(pk), CharField()))
    return Subquery(Event.objects.filter(about=about, action=action).values("at")[:1])


def _changes(corrections: list[Allocation]) -> dict[Allocation, list[Changed]]:
    rounds = {allocation.round_id for allocation in corrections}
    rows: dict[int, list[AllocationRow]] = defaultdict(list)
    for row in AllocationRow.objects.filter(allocation__round__in=rounds).select_related(
        "allocation", "recipient"
    ):
        rows[row.allocation.round_id].append(row)
    return {one: changed_between(rows[one.round_id], one.number) for one in corrections}


def _addressees(
    people: list[Person], allocation: Allocation, change: Changed
) -> tuple[Addressee, ...]:
    grant = allocation.round.grant.slug
    return tuple(
        Addressee(one.email, one.name)
        for one in readers(people, recipient=change.recipient.code, grant=grant)
    )


def _due(
    allocation: Allocation, change: Changed, organisation: Organisation, to: tuple[Addressee, ...]
) -> Due:
    round_, recipient = allocation.round, change.recipient
    before, after = with_unit(change.before_kr), with_unit(change.after_kr)
    # The grant's page is portal's, which reads every app.
    grant = {"round_key": round_.key, "recipient_code": recipient.code}
    return Due(
        about=label_of(allocation),
        case=f"{round_.key}/{recipient.code}",
        diarienummer=round_.decision.diarienummer,
        due_on=allocation.adopted_on,
        send_until=allocation.adopted_on + timedelta(days=DAYS_TO_SEND),
        to=to,
        reply_to=round_.contact_email,
        context={
            "round": round_,
            "short_name": short_name(round_),
            "recipient": recipient,
            "reason": allocation.reason,
            "before": before,
            "after": after,
            "has_frame": change.after_kr > 0,
            "facts": [
                ("Bidrag", f"{round_.grant.name}, {round_.year}"),
                ("Bidragsmottagare", recipient.name),
                ("Huvudman", organisation.name),
                ("Tidigare fördelningsram", before),
                ("Ny fördelningsram", after),
                ("Rättad", day_in_words(allocation.adopted_on)),
            ],
            "path": reverse("portal:grant", kwargs=grant),
        },
    )


def _corrected_again(letter: Letter) -> str | None:
    """Stop condition: a later version that changed the frame again has a letter of its own."""
    allocation = Allocation.objects.get(pk=letter.about.rpartition(":")[2])
    frames = AllocationRow.objects.filter(
        allocation__round=allocation.round_id, recipient__code=letter.case.rpartition("/")[2]
    )
    now = frames.in_force().values_list("kr", flat=True).first() or 0
    told = frames.filter(allocation=allocation).values_list("kr", flat=True).first() or 0
    return "Ramen är rättad igen. Ett nyare brev säger vad som gäller." if now != told else None


KINDS = (
    LetterKind(
        "allocation_corrected", _corrections, _corrected_again, label="Fördelningsramen är rättad"
    ),
)
