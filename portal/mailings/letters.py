"""The letters of a mailing: due from the moment it is sent, to those whom it was shown to reach."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from allocations.models import AllocationRow
from core.dates import day_in_words, day_of
from core.kronor import with_unit
from core.transitions import label_column, label_of
from correspondence.mailings.states import MailingStatus
from correspondence.models import Letter, Mailing
from correspondence.plan import Addressee, Due, Field, LetterKind
from correspondence.wording import blocks, filled, on_one_line
from grants.letters import ROUND_FIELDS
from grants.models import Round
from grants.wording import short_name
from portal.mailings.selection import GROUPS, chosen
from reporting.models import Report

__all__ = ["FIELDS", "KEY", "KINDS", "due_of", "letters_about"]

KEY = "own_letter"
KEPT_DAYS = 14
"""What a stopped worker left unwritten is written if it starts again within so many days."""

FIELDS = (
    *ROUND_FIELDS,
    Field("ram", "fördelningsramen", lambda context: context["frame"]),
    Field(
        "sista_dag_rekvirera",
        "sista dagen för rekvisition",
        lambda context: day_in_words(context["round"].requisition_last_on),
    ),
    Field(
        "sista_dag_rapportera",
        "sista dagen för återrapportering, med eventuellt anstånd",
        lambda context: day_in_words(context["report_last_on"]),
    ),
)


def dues(today: date) -> Iterator[Due]:
    """Each letter of what was lately sent and is not written yet (1 query, 3 when there is any)."""
    mailings = list(_unwritten(today))
    if not mailings:
        return
    keys = {one.round_key for one in mailings}
    rows = _rows(keys)
    reports = {one.case: one.last_on for one in _reports(keys)}
    for mailing in mailings:
        for reader in mailing.readers:
            row = rows.get(reader["case"])
            for email, name in reader["to"] if row else ():
                assert row  # noqa: S101 - none, no letters
                last_on = reports.get(reader["case"], row.allocation.round.report_last_on)
                yield due_of(mailing, row, Addressee(email, name), report_last_on=last_on)


def due_of(mailing: Mailing, row: AllocationRow, to: Addressee, *, report_last_on: date) -> Due:
    """The letter of one addressee. Its fields are known ones: the mailing was judged when sent."""
    round_, recipient = row.allocation.round, row.recipient
    address = {"round_key": round_.key, "recipient_code": recipient.code}
    context: dict[str, Any] = {
        "round": round_,
        "short_name": short_name(round_),
        "recipient": recipient,
        "frame": with_unit(row.kr),
        "report_last_on": report_last_on,
        "facts": [
            ("Bidrag", f"{round_.grant.name}, {round_.year}"),
            ("Bidragsmottagare", recipient.name),
            ("Fördelningsram", with_unit(row.kr)),
        ],
        "path": reverse("portal:grant", kwargs=address),
    }
    dnr = round_.decision.diarienummer
    return Due(
        about=label_of(mailing),
        case=f"{round_.key}/{recipient.code}",
        diarienummer=dnr,
        due_on=day_of(mailing.sent_at or mailing.written_at),
        to=(to,),
        reply_to=round_.contact_email,
        context=context | _words(mailing, context | {"addressee": to, "diarienummer": dnr}),
    )


def letters_about(mailing: Mailing) -> Any:
    """The letters of a mailing, those that were passed on too."""
    return Letter.objects.filter(kind=KEY, about=label_of(mailing))


def _words(mailing: Mailing, context: dict[str, Any]) -> dict[str, Any]:
    values = {one.name: one.value(context) for one in FIELDS}
    return {
        "own_subject": on_one_line(filled(mailing.subject, values)),
        "blocks": blocks(mailing.body, values),
        "link_text": mailing.link_text,
    }


def _unwritten(today: date) -> Iterable[Mailing]:
    written = (
        Letter.objects.filter(about=label_column(Mailing), kind=KEY, instead_of=None)
        .order_by()
        .values("about")
        .annotate(n=Count("pk"))
        .values("n")
    )
    count = Coalesce(Subquery(written, output_field=IntegerField()), Value(0))
    since = today - timedelta(days=KEPT_DAYS)
    sent = Mailing.objects.filter(status=MailingStatus.SENT, sent_at__date__gte=since)
    return sent.annotate(written=count).filter(written__lt=F("letters"))


def _rows(round_keys: Iterable[str]) -> dict[str, AllocationRow]:
    rows = AllocationRow.objects.in_force().filter(allocation__round__key__in=round_keys)
    rows = rows.select_related(
        "recipient", "allocation__round__grant", "allocation__round__decision"
    )
    return {f"{row.allocation.round.key}/{row.recipient.code}": row for row in rows}


def _reports(round_keys: Iterable[str]) -> Iterable[Report]:
    return Report.objects.filter(round__key__in=round_keys).select_related("round", "recipient")


def _unwanted(letter: Letter) -> str | None:
    """Stop condition: who no longer belongs to those it was meant for gets no letter."""
    mailing = Mailing.objects.get(pk=letter.about.rpartition(":")[2])
    round_ = Round.objects.get(key=mailing.round_key)
    code = letter.case.rpartition("/")[2]
    if chosen(mailing, round_, today=day_of(letter.queued_at), codes=[code]):
        return None
    return f"Mottagaren hör inte längre till urvalet ”{GROUPS[mailing.chosen]}”."


KINDS = (LetterKind(KEY, dues, _unwanted, label="Eget brev från Socialstyrelsen"),)
