"""How a case changes state: one literal table per app, and one function that applies it.

An app's `states.py` holds its statuses (TextChoices) and a table
`{(FROM, TO): Transition("verb", "Knappens text", roles)}`. The same table draws the buttons,
authorises the posts and generates a test for every forbidden pair.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models.functions import Cast, Concat

from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from core.models import Event

if TYPE_CHECKING:
    from organisations.models import User

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Transition:
    """One allowed step: the action's verb, what its button says, and who may take it.

    `roles` are the plain codes of organisations.access; the empty set means the portal itself.
    """

    action: str
    label: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    needs_reason: bool = False


Table = Mapping[tuple[str, str], Transition]


def label_of(row: models.Model) -> str:
    """The case's address in events, letters and documents: "requisitions.requisition:12"."""
    return f"{row._meta.label_lower}:{row.pk}"


def label_column(model: type[models.Model]) -> Concat:
    """The address of the row that a query's inner query is about."""
    return Concat(
        models.Value(f"{model._meta.label_lower}:"),
        Cast(models.OuterRef("pk"), models.CharField()),
    )


def possible(table: Table, status: str, roles: Iterable[str]) -> list[tuple[str, Transition]]:
    """The steps that somebody with these roles may take from a status, as (to, transition)."""
    held = set(roles)
    return [(to, step) for (frm, to), step in table.items() if frm == status and step.roles & held]


def apply(
    row: Row,
    table: Table,
    *,
    to: str,
    actor: "User | None",
    roles: Iterable[str] = (),
    at: datetime,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    actor_name: str = "",
    only_from: str = "",
) -> Row:
    """Move a row to another status and leave an event, in the caller's transaction.

    1. Takes the row again under lock: what the caller read may be old.
    2. Refuses with StaleState when the table has no step from the status found there;
       that somebody else got there first is a normal outcome.
    3. Refuses with NotAllowed when the roles don't allow the step, and with RuleViolated when
       it needs a reason and has none.
    4. Writes the status together with `changes` and the event.

    `only_from` names the one status that the verb is about, where the table has several ways to
    the same one. `actor_name` names somebody who has no account, such as the signatory. Returns
    the locked, changed row.
    """
    locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
    before: str = locked.status  # type: ignore[attr-defined]
    step = table.get((before, to))
    if step is None or (only_from and before != only_from):
        raise StaleState(
            f"Ärendet är redan {locked.get_status_display().lower()}. "  # type: ignore[attr-defined]
            "Ladda om sidan för att se hur det ser ut nu."
        )
    _refuse(step, roles=roles, reason=reason)
    for name, value in (changes or {}).items():
        setattr(locked, name, value)
    locked.status = to  # type: ignore[attr-defined]
    locked.save(update_fields=["status", *(changes or {})])
    record(
        locked,
        step.action,
        actor=actor,
        actor_name=actor_name,
        at=at,
        reason=reason,
        before=before,
        after=to,
    )
    return locked


def _refuse(step: Transition, *, roles: Iterable[str], reason: str) -> None:
    if step.roles and not step.roles & set(roles):
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
    if step.needs_reason and not reason.strip():
        message = "Skriv ett skäl, så att andra förstår varför."
        raise RuleViolated(Violation("reason_missing", "reason", message))


def record(
    row: models.Model,
    action: str,
    *,
    actor: "User | None",
    at: datetime,
    reason: str = "",
    before: str = "",
    after: str = "",
    actor_name: str = "",
) -> Event:
    """Leave an event about a case; used directly for what happens without a change of status."""
    return Event.objects.create(
        about=label_of(row),
        action=action,
        from_status=before,
        to_status=after,
        actor=actor,
        actor_name=actor_name or (actor.get_full_name() or actor.email if actor else ""),
        at=at,
        reason=reason,
    )


def history(row: models.Model) -> models.QuerySet[Event]:
    """All events of a case, oldest first."""
    return Event.objects.filter(about=label_of(row)).select_related("actor")
