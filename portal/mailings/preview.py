"""How a letter of staff's own will look, to the first of those who get it."""

from dataclasses import dataclass
from datetime import date

from allocations.models import AllocationRow
from correspondence.models import Mailing
from correspondence.plan import Addressee
from correspondence.wording import problems
from correspondence.writing import Written, written
from grants.models import Round
from portal.mailings.letters import FIELDS, KINDS, due_of
from portal.mailings.selection import Selection
from reporting.models import Report

__all__ = ["Preview", "preview"]


@dataclass(frozen=True)
class Preview:
    """The letter, and whom it is to."""

    letter: Written
    to: Addressee
    recipient: str


def preview(
    mailing: Mailing, round_: Round, selection: Selection, *, today: date
) -> Preview | None:
    """None while nobody gets it, or its fields can't be filled in (2 queries)."""
    known = {one.name for one in FIELDS}
    faults = problems(subject=mailing.subject, body=mailing.body, known=known)
    readers = selection.shown.readers
    if not readers or not mailing.body.strip() or any("too_long" not in one.code for one in faults):
        return None
    first = readers[0]
    code = first.case.rpartition("/")[2]
    rows = AllocationRow.objects.in_force().filter(allocation__round=round_, recipient__code=code)
    row = rows.select_related(
        "recipient", "allocation__round__grant", "allocation__round__decision"
    ).first()
    if row is None:
        return None
    report = Report.objects.filter(round=round_, recipient=row.recipient).first()
    last_on = report.last_on if report else round_.report_last_on
    due = due_of(mailing, row, first.to[0], report_last_on=last_on)
    return Preview(written(KINDS[0], due, due.to[0]), due.to[0], first.name)
