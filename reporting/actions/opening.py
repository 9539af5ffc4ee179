"""Opening a round's reporting: a report for everybody who has been paid."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core import transitions
from core.dates import day_of
from core.errors import RuleViolated, Violation
from correspondence.actions import next_diarienummer
from grants.models import Round
from grants.states import ROUND, RoundStatus
from organisations.models import User
from reporting.models import FormRevision, Report
from requisitions.queries import paid

__all__ = ["open_missing_reports", "open_reporting"]


@transaction.atomic
def open_reporting(round_: Round, *, by: User, roles: Iterable[str], at: datetime) -> Round:
    """Open a round's reporting, with a report for everybody who has been paid.

    Raises RuleViolated when the round has no form yet.
    """
    if not FormRevision.objects.filter(form__round=round_).exists():
        message = "Omgången har inget publicerat formulär. Publicera ett först."
        raise RuleViolated(Violation("no_form", None, message))
    opened = transitions.apply(
        round_,
        ROUND,
        to=RoundStatus.REPORTING,
        actor=by,
        roles=roles,
        at=at,
        changes={"reporting_opened_on": day_of(at)},
    )
    open_missing_reports(opened, at=at)
    return opened


@transaction.atomic
def open_missing_reports(round_: Round, *, at: datetime) -> int:
    """A report for each paid requisition that has none yet; returns how many. Safe to repeat."""
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    if not round_.takes_reports:
        return 0
    revision = FormRevision.objects.filter(form__round=round_).latest("number")
    missing = paid(round_).filter(report__isnull=True)
    made = [
        Report.objects.create(
            round=round_,
            recipient=requisition.recipient,
            organisation=requisition.organisation,
            requisition=requisition,
            revision=revision,
            diarienummer=next_diarienummer(at=at),
            opened_at=at,
            last_on=round_.report_last_on,
        )
        for requisition in missing
    ]
    return len(made)
