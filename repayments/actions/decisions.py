"""Verbs that decide claims, the portal's own and staff's; one transaction each."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core import transitions
from core.dates import day_of
from core.errors import RuleViolated, StaleState, Violation
from core.kronor import with_unit
from organisations.models import User
from repayments import rules
from repayments.models import Claim, ClaimDecision, Hearing, Outcome
from repayments.states import CLAIM, PORTAL, ClaimStatus

__all__ = ["decide_claim", "decide_own_figure"]

OWN_FIGURE = "Beloppet är er egen uppgift i den godtagna återrapporteringen."


@transaction.atomic
def decide_own_figure(claim: Claim, *, at: datetime) -> Claim:
    """Decide a claim for unused money by itself: the recipient has said so.

    In full, or dropped where it is under the round's small-amount limit. Raises StaleState when
    somebody has decided it already.
    """
    least_kr = claim.round.claim_from_kr
    is_small = claim.amount_kr < least_kr
    reasons = _too_small(least_kr) if is_small else OWN_FIGURE
    decided = transitions.apply(
        claim,
        CLAIM,
        to=ClaimStatus.DROPPED if is_small else ClaimStatus.DECIDED,
        actor=None,
        roles={PORTAL},
        at=at,
        reason=reasons if is_small else "",
    )
    _write(
        decided,
        outcome=Outcome.DROPPED if is_small else Outcome.FULL,
        amount_kr=0 if is_small else decided.amount_kr,
        reasons=reasons,
        at=at,
    )
    return decided


@transaction.atomic
def decide_claim(
    claim: Claim,
    *,
    outcome: Outcome,
    amount_kr: int,
    reasons: str,
    by: User,
    roles: Iterable[str],
    at: datetime,
) -> ClaimDecision:
    """Staff decide: in full, reduced to `amount_kr`, or dropped (0 kr); always with reasons.

    Raises RuleViolated before the recipient has been heard (FL 25 §) and for an amount that does
    not fit the outcome, StaleState the second time, NotAllowed.
    """
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    hearing = Hearing.objects.filter(claim=held).first()
    to = ClaimStatus.DROPPED if outcome == Outcome.DROPPED else ClaimStatus.DECIDED
    if (held.status, to) not in CLAIM:
        raise StaleState(f"Återkravet är redan {held.get_status_display().lower()}.")
    broken = rules.decision_problems(
        ground=held.ground,
        asked=_asked(hearing),
        outcome=outcome,
        amount_kr=amount_kr,
        proposed_kr=held.amount_kr,
        today=day_of(at),
    )
    if not reasons.strip():
        message = "Skriv skälen för beslutet (FL 32 §). De står i beslutet som mottagaren får."
        broken.append(Violation("reasons_missing", "reasons", message))
    if broken:
        raise RuleViolated(*broken)
    decided = transitions.apply(held, CLAIM, to=to, actor=by, roles=roles, at=at, reason=reasons)
    return _write(decided, outcome=outcome, amount_kr=amount_kr, reasons=reasons, by=by, at=at)


def _write(
    claim: Claim,
    *,
    outcome: Outcome,
    amount_kr: int,
    reasons: str,
    at: datetime,
    by: User | None = None,
) -> ClaimDecision:
    return ClaimDecision.objects.create(
        claim=claim,
        outcome=outcome,
        amount_kr=amount_kr,
        reasons=reasons,
        decided_at=at,
        decided_by=by,
    )


def _asked(hearing: Hearing | None) -> rules.Asked:
    if hearing is None:
        return rules.Asked()
    return rules.Asked(hearing.answer_by, is_answered=hearing.answered_at is not None)


def _too_small(least_kr: int) -> str:
    return f"Oanvända belopp under {with_unit(least_kr)} kräver vi inte tillbaka."
