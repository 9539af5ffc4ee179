"""The papers of a claim: what was communicated, what was answered, and the decision.

The law that a paper names stands in its template (templates/documents/claim_*.html); whether a
decision may be appealed is the setting CLAIM_DECISIONS_MAY_BE_APPEALED.
"""

from typing import Any

from django.conf import settings

from core.dates import day_and_year, day_in_words, day_of
from core.kronor import with_unit
from core.transitions import label_of
from correspondence.actions import Filing, store_pdf
from correspondence.models import Direction, Document
from organisations.agency import agency
from repayments.models import Claim, ClaimDecision, Ground, Hearing, Outcome
from repayments.snapshot import address_lines

__all__ = ["answer_document", "decision_document", "facts_of", "hearing_document"]


def hearing_document(hearing: Hearing) -> Document:
    """What the recipient is told before the decision; made on the first call, then the same."""
    claim = hearing.claim
    filing = _filing(
        hearing,
        claim,
        kind="claim_hearing",
        title=f"Ni kan yttra er om ett föreslaget återkrav, {claim.recipient.name}",
        filename=f"yttra-er-{_slug(claim)}.pdf",
    )
    context = {
        **_context(claim),
        "answer_by": day_in_words(hearing.answer_by),
        "reasons": claim.reasons,
    }
    return store_pdf(
        filing,
        template="documents/claim_hearing.html",
        context=context,
        at=hearing.communicated_at,
    )


def answer_document(hearing: Hearing) -> Document:
    """The answer as it was sent in. Raises ValueError while there is none."""
    claim = hearing.claim
    if hearing.answered_at is None:
        raise ValueError("Nothing has been answered.")
    filing = _filing(
        hearing,
        claim,
        kind="claim_answer",
        title=f"Yttrande om föreslaget återkrav, {claim.recipient.name}",
        filename=f"yttrande-{_slug(claim)}.pdf",
        direction=Direction.IN,
    )
    context = {
        **_context(claim),
        "answer": hearing.answer,
        "answered_on": day_and_year(day_of(hearing.answered_at)),
        "answered_by": str(hearing.answered_by),
        "answer_by": day_in_words(hearing.answer_by),
        "is_late": hearing.is_late,
    }
    return store_pdf(
        filing, template="documents/claim_answer.html", context=context, at=hearing.answered_at
    )


def decision_document(decision: ClaimDecision) -> Document:
    """The decision with its reasons, the law, and how to appeal or why one cannot."""
    claim = decision.claim
    filing = _filing(
        decision,
        claim,
        kind="claim_decision",
        title=f"Beslut om återkrav, {claim.recipient.name}",
        filename=f"beslut-{_slug(claim)}.pdf",
    )
    return store_pdf(
        filing,
        template="documents/claim_decision.html",
        context=_decision_context(decision),
        at=decision.decided_at,
    )


def facts_of(claim: Claim) -> list[list[str]]:
    """What every paper of a claim begins with."""
    return [
        ["Bidrag", f"{claim.round.grant.name}, {claim.round.year}"],
        ["Bidragsmottagare", claim.recipient.name],
        ["Huvudman", claim.organisation.name],
        ["Grund", claim.get_ground_display()],
        ["Föreslaget belopp", with_unit(claim.amount_kr)],
        ["Regeringsbeslut", f"Dnr {claim.round.decision.diarienummer}"],
    ]


def _decision_context(decision: ClaimDecision) -> dict[str, Any]:
    claim = decision.claim
    hearing: Hearing | None = getattr(claim, "hearing", None)
    return {
        **_context(claim),
        "outcome": decision.outcome,
        "amount": with_unit(decision.amount_kr),
        "reasons": decision.reasons,
        "proposal": claim.reasons,
        "heard_on": day_and_year(day_of(hearing.communicated_at)) if hearing else "",
        "answer": hearing.answer if hearing else "",
        "decided_on": day_and_year(day_of(decision.decided_at)),
        "decided_by": str(decision.decided_by or ""),
        "is_against": decision.outcome != Outcome.DROPPED and claim.ground != Ground.UNUSED,
        "may_be_appealed": settings.CLAIM_DECISIONS_MAY_BE_APPEALED,
    }


def _context(claim: Claim) -> dict[str, Any]:
    organisation = claim.organisation
    address = {
        "name": organisation.name,
        "address": organisation.postal_address,
        "postal_code": organisation.postal_code,
        "postal_town": organisation.postal_town,
    }
    return {
        "dnr": claim.diarienummer,
        "recipient_lines": address_lines(address),
        "recipient": claim.recipient.name,
        "organisation": organisation.name,
        "organisationsnummer": organisation.organisationsnummer_printed,
        "address": address_lines(address)[1:],
        "ground": claim.ground,
        "proposed": with_unit(claim.amount_kr),
        "grant": claim.round.grant.name,
        "year": claim.round.year,
        "decision_diarienummer": claim.round.decision.diarienummer,
        "last_on": day_in_words(claim.report.last_on),
        "report_dnr": claim.report.diarienummer,
        "contact_name": claim.round.contact_name,
        "contact_email": claim.round.contact_email,
        "agency": agency().name,
        "facts": facts_of(claim),
    }


def _filing(
    row: Hearing | ClaimDecision,
    claim: Claim,
    *,
    kind: str,
    title: str,
    filename: str,
    direction: Direction = Direction.OUT,
) -> Filing:
    return Filing(
        kind=kind,
        about=label_of(row),
        case=claim.case,
        diarienummer=claim.diarienummer,
        decision_diarienummer=claim.round.decision.diarienummer,
        direction=direction,
        title=title,
        counterpart=claim.organisation.name,
        filename=filename,
    )


def _slug(claim: Claim) -> str:
    return f"aterkrav-{claim.pk}"
