"""Supplements (komplettering): staff ask, the recipient writes, saves and sends in once."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from core import transitions
from core.dates import day_of
from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from core.transitions import label_of
from correspondence import uploads
from organisations.access import ActingFor
from organisations.models import User
from organisations.roles import CASE_STAFF, MAY_EDIT
from reporting import handling_rules as rules
from reporting.actions.holding import hold
from reporting.handling_documents import attachment_filing
from reporting.models import Report, Supplement
from reporting.rules import round_problems
from reporting.states import SUPPLEMENT, SupplementStatus

__all__ = [
    "answer_supplement",
    "ask_supplement",
    "close_supplement",
    "save_supplement",
    "withdraw_supplement",
]


@transaction.atomic
def ask_supplement(
    report: Report,
    *,
    question: str,
    wants_files: bool,
    answer_by: date,
    by: User,
    roles: Iterable[str],
    at: datetime,
) -> Supplement:
    """Ask the recipient for more, to be answered by a day (inclusive).

    What has been answered is closed by asking on. The same question asked twice is asked once.
    Raises RuleViolated before anything has come in, after acceptance, for a closed round or a day
    that leaves no time; NotAllowed.
    """
    if not CASE_STAFF & set(roles):
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
    held = hold(report.pk)
    text = question.strip()
    same = held.supplements.filter(status=SupplementStatus.ASKED, question=text).first()
    if same is not None:
        return same
    broken = rules.supplement_problems(
        held.round,
        held.status,
        is_sent_in=held.first_submitted_at is not None,
        answer_by=answer_by,
        today=day_of(at),
    )
    if broken:
        raise RuleViolated(*broken)
    for answered in held.supplements.filter(status=SupplementStatus.ANSWERED):
        close_supplement(answered, by=by, roles=roles, at=at, reason="Vi begärde mer.")
    supplement = Supplement.objects.create(
        report=held,
        question=text,
        wants_files=wants_files,
        asked_at=at,
        asked_by=by,
        answer_by=answer_by,
    )
    transitions.record(supplement, "ask_supplement", actor=by, at=at, reason=text)
    return supplement


@transaction.atomic
def save_supplement(
    supplement: Supplement, acting: ActingFor, *, text: str, at: datetime, seen: str | None = None
) -> Supplement:
    """Keep what is being written. `seen` is the draft's fingerprint as its writer saw it.

    Raises RuleViolated when somebody else has written meanwhile, StaleState when it has been sent
    in or taken back, NotAllowed for the role.
    """
    if not acting.roles & MAY_EDIT:
        raise NotAllowed("Din roll ger inte rätt att svara på kompletteringen.")
    locked = Supplement.objects.select_for_update(of=("self",)).get(pk=supplement.pk)
    if locked.status != SupplementStatus.ASKED:
        status = locked.get_status_display().lower()
        raise StaleState(f"Kompletteringen är redan {status} och kan inte ändras.")
    if text == locked.draft:
        return locked
    _refuse_unseen(locked, seen)
    locked.draft = text
    locked.draft_saved = {"at": at.isoformat(), "by": str(acting.user)}
    locked.save(update_fields=["draft", "draft_saved"])
    return locked


@transaction.atomic
def answer_supplement(
    supplement: Supplement,
    acting: ActingFor,
    *,
    text: str,
    at: datetime,
    seen: str | None = None,
) -> Supplement:
    """Send the answer in, once, with its files, which become documents. Late is a fact.

    Raises RuleViolated for an empty answer, a file that is not scanned, a closed round or
    somebody else's newer draft; StaleState when it is answered or taken back already; NotAllowed.
    """
    held = hold(supplement.report_id)
    saved = save_supplement(supplement, acting, text=text, at=at, seen=seen)
    files = list(uploads.of(label_of(saved)).select_for_update())  # none is taken away meanwhile
    broken = [
        *round_problems(held.round),
        *rules.answer_problems(text, files=len(files)),
        *uploads.unfit(files),
    ]
    if broken:
        raise RuleViolated(*broken)
    answered = transitions.apply(
        saved,
        SUPPLEMENT,
        to=SupplementStatus.ANSWERED,
        actor=acting.user,
        roles=acting.roles,
        at=at,
        changes={
            "answer": text.strip(),
            "answered_at": at,
            "answered_by": acting.user,
            "is_late": day_of(at) > saved.answer_by,
        },
    )
    uploads.as_documents(files, filing=attachment_filing(answered), at=at)
    return answered


@transaction.atomic
def withdraw_supplement(
    supplement: Supplement, *, by: User, roles: Iterable[str], at: datetime, reason: str
) -> Supplement:
    """Staff do not need it any more. Raises StaleState when it has been answered."""
    hold(supplement.report_id)
    return transitions.apply(
        supplement,
        SUPPLEMENT,
        to=SupplementStatus.WITHDRAWN,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
    )


@transaction.atomic
def close_supplement(
    supplement: Supplement, *, by: User, roles: Iterable[str], at: datetime, reason: str = ""
) -> Supplement:
    """Staff have read it and it is enough. Raises StaleState unless it waits to be read."""
    hold(supplement.report_id)
    return transitions.apply(
        supplement,
        SUPPLEMENT,
        to=SupplementStatus.CLOSED,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
    )


def _refuse_unseen(supplement: Supplement, seen: str | None) -> None:
    if seen is None or seen == supplement.draft_sha256:
        return
    by = supplement.draft_saved.get("by", "Någon annan")
    message = (
        f"{by} sparade svaret medan ni skrev. Båda texterna står här nedanför. "
        "Skriv ihop dem som det ska vara och spara igen."
    )
    raise RuleViolated(Violation("draft_changed", None, message))
