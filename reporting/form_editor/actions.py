"""Verbs that write forms: starting a draft, copying last year's, editing, publishing.

Each is one transaction and leaves an event on the form that says in words what was done. Who may
do it is `FORM_WRITERS`; what an edit does is a pure operation (operations, choices, jumps).
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from core import transitions
from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from core.fingerprint import canonical_sha256
from core.templatetags.portal import clock as moment
from grants.models import Round
from grants.states import RoundStatus
from organisations.models import User
from organisations.roles import CASE_STAFF
from reporting.form_editor.parts import Document, Edited
from reporting.form_editor.publication import changes_between, verdict
from reporting.models import Form, FormDraft, FormRevision
from reporting.questionnaire import ChangeKind, FormDocument
from reporting.revisions import move_drafts

__all__ = [
    "FORM_WRITERS",
    "copy_form",
    "discard_draft",
    "edit_draft",
    "followed",
    "publish_draft",
    "start_draft",
]

FORM_WRITERS = CASE_STAFF
Operation = Callable[[Document], Edited]


@transaction.atomic
def copy_form(
    source: FormRevision, to_round: Round, *, by: User, roles: Iterable[str], at: datetime
) -> FormDraft:
    """Another round's form, with all its keys, as the draft of this round's first revision.

    Raises RuleViolated when the round has a form already.
    """
    _refuse_others(roles)
    round_ = Round.objects.select_for_update(no_key=True).get(pk=to_round.pk)
    if Form.objects.filter(round=round_).exists():
        message = "Omgången har redan ett formulär. Ändra det i stället."
        raise RuleViolated(Violation("has_form", "round", message))
    form = Form.objects.create(round=round_)
    draft = _draft(form, source, by=by, at=at)
    said = f"Kopierade formuläret från {source.form.round}, revision {source.number}."
    transitions.record(form, "copied", actor=by, at=at, reason=said)
    return draft


@transaction.atomic
def start_draft(form: Form, *, by: User, roles: Iterable[str], at: datetime) -> FormDraft:
    """Begin the next revision; the draft there is, if somebody has begun already."""
    _refuse_others(roles)
    held = Form.objects.select_for_update().get(pk=form.pk)
    begun = FormDraft.objects.filter(form=held).first()
    if begun is not None:
        return begun
    latest = held.revisions.latest("number")
    draft = _draft(held, latest, by=by, at=at)
    said = f"Började ändra revision {latest.number}."
    transitions.record(held, "draft_started", actor=by, at=at, reason=said)
    return draft


@transaction.atomic
def edit_draft(
    draft: FormDraft,
    operation: Operation,
    *,
    seen: str,
    by: User,
    roles: Iterable[str],
    at: datetime,
) -> tuple[FormDraft, str]:
    """Do one thing to the draft; returns it with what was done, in words.

    `seen` is the fingerprint of the draft that the editor had before her. Raises RuleViolated
    when somebody has changed it since, StaleState when it is published or thrown away.
    """
    _refuse_others(roles)
    held = _hold(draft)
    if held.sha256 != seen:
        raise RuleViolated(Violation("draft_changed", None, _meanwhile(held)))
    edited = operation(held.document)
    FormDocument.model_validate(edited.document)
    sha256 = canonical_sha256(edited.document)
    if sha256 == held.sha256:
        return held, "Inget ändrades."
    held.document, held.sha256 = edited.document, sha256
    held.changed_at, held.changed_by = at, by
    held.save(update_fields=["document", "sha256", "changed_at", "changed_by"])
    transitions.record(held.form, "draft_changed", actor=by, at=at, reason=edited.words)
    return held, edited.words


@transaction.atomic
def discard_draft(draft: FormDraft, *, by: User, roles: Iterable[str], at: datetime) -> None:
    """Throw the draft away; what is published stays as it is. A second click does nothing.

    A form that was never published goes with its draft, so that another can be copied.
    """
    _refuse_others(roles)
    held = FormDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:
        return
    form = held.form
    held.delete()
    transitions.record(form, "draft_discarded", actor=by, at=at, reason="Utkastet togs bort.")
    if not form.revisions.exists():
        form.delete()


@transaction.atomic
def publish_draft(
    draft: FormDraft,
    *,
    seen: str,
    move_breaking: bool = False,
    by: User,
    roles: Iterable[str],
    at: datetime,
) -> tuple[FormRevision, int]:
    """Make the draft the form's next revision; returns it and how many reports moved along.

    `move_breaking` says that drafts follow even past a breaking change. Raises RuleViolated for
    what the linter finds, for an unchanged form, for a closed round and when the draft is not
    the one that was `seen`.
    """
    _refuse_others(roles)
    round_ = _hold_round(draft)
    held = _hold(draft)
    if held.sha256 != seen:
        raise RuleViolated(Violation("draft_changed", None, _meanwhile(held)))
    latest = held.form.revisions.order_by("number").last()
    broken = _unfit(held, latest, round_)
    if broken:
        raise RuleViolated(*broken)
    change = changes_between(latest.content, held.content) if latest else None
    kind = change.kind if change else None
    revision = FormRevision.objects.create(
        form=held.form,
        number=latest.number + 1 if latest else 1,
        document=held.document,
        sha256=held.sha256,
        published_at=at,
        published_by=by,
        change_class=kind or "",
        changes=change.words if change else [],
        moves_drafts=move_breaking or kind != ChangeKind.BREAKING,
    )
    held.delete()
    moved = move_drafts(revision)
    said = f"Publicerade revision {revision.number}."
    if moved:
        said += f" {followed(moved)}"
    transitions.record(revision.form, "published", actor=by, at=at, reason=said)
    return revision, moved


def followed(moved: int) -> str:
    """How many reports moved along, as a sentence."""
    reports = "påbörjad återrapportering" if moved == 1 else "påbörjade återrapporteringar"
    return f"{moved} {reports} följde med."


def _draft(form: Form, source: FormRevision, *, by: User, at: datetime) -> FormDraft:
    return FormDraft.objects.create(
        form=form,
        based_on=source,
        document=source.document,
        sha256=source.sha256,
        changed_at=at,
        changed_by=by,
    )


def _hold(draft: FormDraft) -> FormDraft:
    drafts = FormDraft.objects.select_related("form", "changed_by", "based_on").select_for_update(
        of=("self",)
    )
    held = drafts.filter(pk=draft.pk).first()
    if held is None:
        raise StaleState("Utkastet är redan publicerat eller borttaget.")
    return held


def _hold_round(draft: FormDraft) -> Round:
    """Hold the round first, as everywhere in reporting.

    So no report is opened or locked between the new revision and the drafts that follow it.
    """
    return Round.objects.select_for_update(no_key=True).get(form__pk=draft.form_id)


def _unfit(held: FormDraft, latest: FormRevision | None, round_: Round) -> list[Violation]:
    if round_.status == RoundStatus.CLOSED:
        message = "Omgången är avslutad, så formuläret kan inte ändras."
        return [Violation("round_closed", None, message)]
    if latest is not None and latest.sha256 == held.sha256:
        message = "Inget är ändrat sedan den publicerade revisionen."
        return [Violation("unchanged", None, message)]
    found = verdict(held.content, held.based_on.content)
    return [Violation(one.code, None, f"{one.where}: {one.message} {one.remedy}") for one in found]


def _meanwhile(held: FormDraft) -> str:
    return (
        f"{held.changed_by} ändrade formuläret {moment(held.changed_at)}, medan du arbetade. "
        "Det du gjorde är inte sparat. Spara igen om det ska gälla."
    )


def _refuse_others(roles: Iterable[str]) -> None:
    if not FORM_WRITERS & set(roles):
        raise NotAllowed("Din roll ger inte rätt att ändra formulär.")
