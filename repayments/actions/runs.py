"""Verbs of a run: all claims of a round invoiced, each in a transaction of its own."""

from collections.abc import Iterable
from datetime import datetime

from django.db import DatabaseError, transaction

from core.errors import DomainError, NotAllowed, RuleViolated, StaleState, Violation
from grants.models import Round
from organisations.models import User
from organisations.roles import CASE_STAFF, MONEY_STAFF
from repayments.actions.invoices import issue_invoice
from repayments.models import Claim, Run, RunItem, RunItemStatus
from repayments.states import ClaimStatus

__all__ = ["finish_run", "start_run", "take_item"]


@transaction.atomic
def start_run(round_: Round, *, by: User, roles: Iterable[str], at: datetime) -> Run:
    """Begin to invoice every decided claim of a round; two starts are one run.

    Raises RuleViolated when there is nothing to invoice, NotAllowed.
    """
    if not (MONEY_STAFF | CASE_STAFF) & set(roles):
        raise NotAllowed("Din roll ger inte rätt att starta en faktureringskörning.")
    Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    under_way = Run.objects.filter(round=round_, finished_at__isnull=True).first()
    if under_way is not None:
        return under_way
    claims = list(Claim.objects.to_invoice().filter(round=round_).order_by("created_at", "id"))
    if not claims:
        message = "Inga beslutade återkrav väntar på faktura i omgången."
        raise RuleViolated(Violation("nothing_to_invoice", None, message))
    run = Run.objects.create(round=round_, started_at=at, started_by=by)
    RunItem.objects.bulk_create(RunItem(run=run, claim=claim) for claim in claims)
    return run


def take_item(item_id: int, *, at: datetime) -> RunItem | None:
    """Invoice one claim of a run; None when another worker has it, or it is done.

    1. The invoice and the item's mark are one transaction: a worker that is killed leaves both
       undone, and the next one takes the claim again.
    2. A claim that can't be invoiced is marked with what to do, and doesn't stop the rest.
    3. A claim that the sweep invoiced meanwhile is done.
    """
    with transaction.atomic():
        waiting = RunItem.objects.filter(pk=item_id, status=RunItemStatus.WAITING)
        item = waiting.select_for_update(skip_locked=True).select_related("claim").first()
        if item is None:
            return None
        item.message = _invoice(item.claim, at=at)
        item.status = RunItemStatus.FAILED if item.message else RunItemStatus.DONE
        item.done_at = at
        item.save(update_fields=["status", "message", "done_at"])
    return item


@transaction.atomic
def finish_run(run_id: int, *, at: datetime) -> bool:
    """Close a run in which nothing waits; says whether it is finished."""
    waiting = RunItem.objects.filter(run=run_id, status=RunItemStatus.WAITING)
    if waiting.exists():
        return False
    Run.objects.filter(pk=run_id, finished_at__isnull=True).update(finished_at=at)
    return True


def _invoice(claim: Claim, *, at: datetime) -> str:
    """Why the claim could not be invoiced, in words; empty when it is."""
    try:
        with transaction.atomic():
            issue_invoice(claim, at=at)
    except StaleState as stale:
        now = Claim.objects.get(pk=claim.pk).status
        return "" if now == ClaimStatus.INVOICED else str(stale)
    except DomainError as refused:
        return str(refused)
    except DatabaseError as failed:
        return f"Databasen tog inte emot fakturan. Försök igen. ({type(failed).__name__})"
    return ""
