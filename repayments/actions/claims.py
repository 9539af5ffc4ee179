"""Verbs that propose claims, the portal's own and staff's; one transaction each.

Hearing and decision are in hearings.py and decisions.py.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core import transitions
from core.dates import day_of
from core.errors import NotAllowed, RuleViolated, Violation
from correspondence.actions import next_diarienummer
from organisations.models import User
from organisations.roles import CASE_STAFF
from repayments import rules
from repayments.models import Claim, Ground
from repayments.queries.standing import standing_of
from repayments.states import ClaimStatus
from reporting.models import Report, Submission
from requisitions.queries import received_kr

__all__ = ["propose_breach", "propose_claim", "propose_missing"]


@transaction.atomic
def propose_claim(report: Report, *, at: datetime) -> Claim:
    """Claim back what an accepted report says is unused, from the huvudman that was paid.

    As the recipient's own figure it needs no hearing (DOMAIN.md, "When is a report submitted").
    Where an earlier submission was claimed on, only what is more than that is claimed, and the
    new claim says which one it corrects. Proposed already, the same claim is returned. Raises
    RuleViolated when the report is not accepted or nothing more is unused.
    """
    report = _hold(report)
    latest = report.submissions.order_by("number").last()
    made = Claim.objects.filter(ground=Ground.UNUSED, submission=latest).first()
    if latest is not None and made is not None:
        return made
    unused_kr = latest.unused_kr if latest else None
    broken = rules.claim_problems(report_status=report.status, unused_kr=unused_kr)
    if latest is None or broken:
        raise RuleViolated(*broken)
    standing = standing_of(report)
    more_kr = standing.correction(latest.unused_kr).more_kr
    if standing.is_being_heard or more_kr < 1:
        message = "Det som är oanvänt är redan krävt tillbaka."
        raise RuleViolated(Violation("claimed_already", None, message))
    return _create(
        report,
        ground=Ground.UNUSED,
        submission=latest,
        amount_kr=more_kr,
        corrects=standing.last_unused,
        at=at,
    )


@transaction.atomic
def propose_breach(
    report: Report,
    *,
    amount_kr: int,
    reasons: str,
    by: User,
    roles: Iterable[str],
    at: datetime,
) -> Claim:
    """Staff propose that money used against the conditions is paid back; it is heard first.

    At most what was received less what is claimed already (kr). The same proposal again, while
    the first one waits, is that one. Raises RuleViolated, NotAllowed.
    """
    _refuse_others(roles, reasons)
    report = _hold(report)
    latest = report.submissions.order_by("number").last()
    same = Claim.objects.proposed().filter(
        report=report, ground=Ground.AGAINST_CONDITIONS, amount_kr=amount_kr, reasons=reasons
    )
    if (made := same.first()) is not None:
        return made
    broken = rules.breach_problems(
        received_kr=latest.received_kr if latest else None,
        claimed_kr=standing_of(report).all_kr,
        amount_kr=amount_kr,
    )
    if broken:
        raise RuleViolated(*broken)
    return _create(
        report,
        ground=Ground.AGAINST_CONDITIONS,
        submission=latest,
        amount_kr=amount_kr,
        reasons=reasons,
        by=by,
        at=at,
    )


@transaction.atomic
def propose_missing(
    report: Report, *, reasons: str, by: User, roles: Iterable[str], at: datetime
) -> Claim:
    """Staff propose that all that was received is paid back, since no report has come.

    What has been given back is not claimed. Proposed already, the same claim is returned. Raises
    RuleViolated while reminders or an extension are left, or once a report has come; NotAllowed.
    """
    _refuse_others(roles, reasons)
    report = _hold(report)
    alive = Claim.objects.exclude(status=ClaimStatus.DROPPED)
    made = alive.filter(report=report, ground=Ground.NOT_REPORTED).first()
    if made is not None:
        return made
    kr = received_kr(report.round, report.recipient)
    broken = rules.missing_problems(
        is_sent_in=report.first_submitted_at is not None,
        last_on=report.last_on,
        received_kr=kr,
        today=day_of(at),
    )
    if broken:
        raise RuleViolated(*broken)
    return _create(report, ground=Ground.NOT_REPORTED, amount_kr=kr, reasons=reasons, by=by, at=at)


def _hold(report: Report) -> Report:
    """The report under lock: claims on the same one are made one after the other."""
    return Report.objects.with_case().select_for_update(of=("self",)).get(pk=report.pk)


def _refuse_others(roles: Iterable[str], reasons: str) -> None:
    if not CASE_STAFF & set(roles):
        raise NotAllowed("Bara handläggare får föreslå återkrav.")
    if not reasons.strip():
        message = "Skriv skälen. Mottagaren får läsa dem och svara på dem."
        raise RuleViolated(Violation("reasons_missing", "reasons", message))


def _create(
    report: Report,
    *,
    ground: Ground,
    amount_kr: int,
    at: datetime,
    submission: Submission | None = None,
    reasons: str = "",
    corrects: Claim | None = None,
    by: User | None = None,
) -> Claim:
    claim = Claim.objects.create(
        ground=ground,
        round=report.round,
        recipient=report.recipient,
        organisation=report.requisition.organisation,
        report=report,
        submission=submission,
        corrects=corrects,
        amount_kr=amount_kr,
        reasons=reasons,
        diarienummer=next_diarienummer(at=at),
        created_at=at,
        created_by=by,
    )
    transitions.record(claim, "propose", actor=by, at=at, after=ClaimStatus.PROPOSED)
    return claim
