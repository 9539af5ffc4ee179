"""Verbs of the hearing: staff tell the recipient, the recipient answers; one transaction each."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from core import transitions
from core.dates import day_of
from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from core.fingerprint import canonical_sha256
from organisations.access import ActingFor
from organisations.models import User
from organisations.roles import MAY_EDIT, MAY_SUBMIT
from repayments import rules
from repayments.models import Claim, Hearing
from repayments.states import CLAIM, ClaimStatus

__all__ = ["ABSTAINS", "communicate_claim", "save_answer", "seen_of", "send_answer"]

ABSTAINS = "Vi avstår från att yttra oss."


@transaction.atomic
def communicate_claim(
    claim: Claim, *, answer_by: date, by: User, roles: Iterable[str], at: datetime
) -> Hearing:
    """Tell the recipient what is proposed, and give it until `answer_by` (inclusive) to answer.

    Source: förvaltningslagen 25 §. Raises RuleViolated for too short a time or for the
    recipient's own figure, StaleState the second time, NotAllowed.
    """
    broken = rules.hearing_problems(ground=claim.ground, answer_by=answer_by, today=day_of(at))
    if broken:
        raise RuleViolated(*broken)
    told = transitions.apply(
        claim, CLAIM, to=ClaimStatus.COMMUNICATED, actor=by, roles=roles, at=at
    )
    return Hearing.objects.create(
        claim=told, communicated_at=at, communicated_by=by, answer_by=answer_by
    )


@transaction.atomic
def save_answer(
    hearing: Hearing, acting: ActingFor, *, text: str, seen: str | None = None, at: datetime
) -> Hearing:
    """Keep the answer as it is being written.

    `seen` is the fingerprint of the draft that its writer saw: another raises RuleViolated, since
    somebody else has saved meanwhile. Raises StaleState once it is answered or decided.
    """
    if not acting.roles & MAY_EDIT:
        raise NotAllowed("Din roll ger inte rätt att skriva yttrandet.")
    held = _hold(hearing)
    if seen is not None and seen != seen_of(held) and held.draft != text:
        who = held.draft_saved.get("by", "Någon annan")
        message = (
            f"{who} sparade yttrandet medan du skrev. Din text står kvar här men är inte sparad. "
            "Spara igen om den ska ersätta den sparade."
        )
        raise RuleViolated(Violation("changed_meanwhile", None, message))
    held.draft = text
    held.draft_saved = {"at": at.isoformat(), "by": str(acting.user)}
    held.save(update_fields=["draft", "draft_saved"])
    return held


@transaction.atomic
def send_answer(hearing: Hearing, acting: ActingFor, *, text: str, at: datetime) -> Hearing:
    """Send the answer in, once; late is a fact. `ABSTAINS` is an answer too.

    Raises StaleState when it is answered already, or the claim decided; RuleViolated for an empty
    answer, NotAllowed for the role.
    """
    if not acting.roles & MAY_SUBMIT:
        raise NotAllowed("Be ert ombud eller er representant att skicka in yttrandet.")
    held = _hold(hearing)
    broken = rules.answer_problems(text)
    if broken:
        raise RuleViolated(*broken)
    held.answer = text.strip()
    held.answered_at = at
    held.answered_by = acting.user
    held.is_late = day_of(at) > held.answer_by
    held.save(update_fields=["answer", "answered_at", "answered_by", "is_late"])
    transitions.record(held.claim, "answer", actor=acting.user, at=at)
    return held


def seen_of(hearing: Hearing) -> str:
    """The fingerprint of the draft as it is saved."""
    return canonical_sha256(hearing.draft)


def _hold(hearing: Hearing) -> Hearing:
    """The claim under lock, so that nobody decides it meanwhile; then the hearing."""
    claim = Claim.objects.select_for_update().get(pk=hearing.claim_id)
    held = Hearing.objects.select_for_update().get(pk=hearing.pk)
    if held.answered_at is not None:
        raise StaleState("Yttrandet är redan inskickat.")
    if claim.status != ClaimStatus.COMMUNICATED:
        raise StaleState("Beslutet är redan fattat, så det går inte längre att yttra sig.")
    held.claim = claim
    return held
