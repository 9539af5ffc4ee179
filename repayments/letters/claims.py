"""The letters of a claim: what is proposed, that an answer has come, and the decision."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Q
from django.urls import reverse

from core.dates import day_and_month, day_in_words, day_of
from core.kronor import with_unit
from core.transitions import label_of
from correspondence.models import Document, Letter
from correspondence.plan import Addressee, Due, LetterKind
from correspondence.queries import without_letter
from grants.wording import short_name
from repayments.documents import answer_document, decision_document, hearing_document
from repayments.letters.addressees import with_people
from repayments.models import Claim, ClaimDecision, Ground, Hearing, Outcome
from repayments.states import ClaimStatus

__all__ = ["KINDS"]

HEARING_LETTER = "claim_hearing"
ANSWER_LETTER = "claim_answer"
DECISION_LETTER = "claim_decision"


def _hearings(today: date) -> Iterator[Due]:
    told = without_letter(Hearing.objects.with_case(), kind=HEARING_LETTER)
    for hearing, to in with_people(list(told)):
        yield _due(
            hearing,
            hearing.claim,
            to,
            at=hearing.communicated_at,
            attachments=partial(_hearing_papers, hearing),
            answer_by=day_in_words(hearing.answer_by),
            short_answer_by=day_and_month(hearing.answer_by),
            path=_page("repayments:hearing", hearing.claim, claim_id=hearing.claim_id),
        )


def _answers(today: date) -> Iterator[Due]:
    answered = Hearing.objects.with_case().exclude(answered_at=None)
    for hearing, to in with_people(list(without_letter(answered, kind=ANSWER_LETTER))):
        if hearing.answered_at is not None:
            yield _due(
                hearing,
                hearing.claim,
                to,
                at=hearing.answered_at,
                attachments=partial(_answer_papers, hearing),
                hearing=hearing,
                path=_page("portal:grant", hearing.claim),
            )


def _decisions(today: date) -> Iterator[Due]:
    """But for the recipient's own figure in full: that decision goes with its invoice."""
    own = Q(claim__ground=Ground.UNUSED, outcome=Outcome.FULL, decided_by__isnull=True)
    decided = ClaimDecision.objects.with_case().exclude(own)
    for decision, to in with_people(list(without_letter(decided, kind=DECISION_LETTER))):
        yield _due(
            decision,
            decision.claim,
            to,
            at=decision.decided_at,
            attachments=partial(_decision_papers, decision),
            decision=decision,
            amount=with_unit(decision.amount_kr),
            path=_page("portal:grant", decision.claim),
        )


def _hearing_papers(hearing: Hearing, _at: datetime) -> list[Document]:
    return [hearing_document(hearing)]


def _answer_papers(hearing: Hearing, _at: datetime) -> list[Document]:
    return [answer_document(hearing)]


def _decision_papers(decision: ClaimDecision, _at: datetime) -> list[Document]:
    return [decision_document(decision)]


def _due(
    row: Hearing | ClaimDecision,
    claim: Claim,
    to: tuple[Addressee, ...],
    *,
    at: datetime,
    attachments: Any,
    **context: Any,
) -> Due:
    return Due(
        about=label_of(row),
        case=claim.case,
        diarienummer=claim.diarienummer,
        due_on=day_of(at),
        to=to,
        reply_to=claim.round.contact_email,
        context={
            "round": claim.round,
            "short_name": short_name(claim.round),
            "recipient": claim.recipient,
            "organisation": claim.organisation,
            "claim": claim,
            "proposed": with_unit(claim.amount_kr),
            "facts": [
                ("Bidrag", f"{claim.round.grant.name}, {claim.round.year}"),
                ("Bidragsmottagare", claim.recipient.name),
                ("Huvudman", claim.organisation.name),
                ("Grund", claim.get_ground_display()),
                ("Föreslaget belopp", with_unit(claim.amount_kr)),
            ],
            **context,
        },
        attachments=attachments,
    )


def _page(name: str, claim: Claim, **more: int) -> str:
    case = {"round_key": claim.round.key, "recipient_code": claim.recipient.code}
    return reverse(name, kwargs={**case, **more})


def _always_wanted(letter: Letter) -> str | None:
    return None


def _still_open(letter: Letter) -> str | None:
    """A claim that is decided before the letter went out needs no answer."""
    hearing = Hearing.objects.select_related("claim").get(pk=letter.about.rpartition(":")[2])
    if hearing.claim.status == ClaimStatus.COMMUNICATED:
        return None
    return "Beslutet är redan fattat."


KINDS = (
    LetterKind(HEARING_LETTER, _hearings, _still_open, label="Förslag om återkrav"),
    LetterKind(ANSWER_LETTER, _answers, _always_wanted, label="Yttrandet har kommit in"),
    LetterKind(DECISION_LETTER, _decisions, _always_wanted, label="Beslut om återkrav"),
)
