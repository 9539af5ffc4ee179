"""What a table is held against: recipients, the frames in force, the key's amounts, the limits."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from allocations.keys import computed
from allocations.models import Allocation, AllocationKey, AllocationRow, Proposal
from allocations.preview import Plan, plan_for
from allocations.rules import Limits
from allocations.table_import.known import Known, Row
from grants.models import Round
from organisations.models import Recipient, RecipientKind

__all__ = [
    "Changed",
    "diff",
    "known_recipients",
    "known_recipients_of",
    "plan_now",
    "preview_of",
    "rows_kept",
]


@dataclass(frozen=True)
class Changed:
    """A recipient whose frame is another than in the version before; in kr, 0 for no row."""

    recipient: Recipient
    before_kr: int
    after_kr: int


def diff(allocation: Allocation) -> list[Changed]:
    """What a version changed in the one before it, by recipient code (one query).

    The first version changed nothing.
    """
    rows = AllocationRow.objects.filter(
        allocation__round_id=allocation.round_id,
        allocation__number__in=[allocation.number - 1, allocation.number],
    ).select_related("recipient", "allocation")
    return changed_between(list(rows), allocation.number)


def changed_between(rows: Sequence[AllocationRow], number: int) -> list[Changed]:
    """The differences between a version and the one before, from the rows of one round."""
    if number == 1:
        return []
    before, after = (
        {row.recipient_id: row.kr for row in rows if row.allocation.number == one}
        for one in (number - 1, number)
    )
    recipients = {
        row.recipient_id: row.recipient
        for row in rows
        if row.allocation.number in (number - 1, number)
    }
    return [
        Changed(recipient, before.get(pk, 0), after.get(pk, 0))
        for pk, recipient in sorted(recipients.items(), key=lambda one: one[1].code)
        if before.get(pk, 0) != after.get(pk, 0)
    ]


def known_recipients(round_: Round) -> list[Known]:
    """Everybody whom the round is for, by code (one query)."""
    return known_recipients_of(RecipientKind(round_.recipient_kind))


def known_recipients_of(kind: RecipientKind) -> list[Known]:
    """Everybody of a kind, by code (one query)."""
    rows = Recipient.objects.filter(kind=kind).select_related("lan")
    return [Known(row.code, row.name, row.lan_id, row.lan.name) for row in rows.order_by("code")]


def rows_kept(proposal: Proposal) -> list[Row]:
    """The rows of a proposal; none once it is adopted, for then the allocation has them."""
    return [Row(row["code"], row["printed_name"], row["kr"]) for row in proposal.content]


def plan_now(proposal: Proposal) -> Plan:
    """What adopting the proposal would mean now. Raises RuleViolated for a key that is at fault."""
    return preview_of(
        proposal.round,
        rows_kept(proposal),
        stated_total_kr=proposal.stated_total_kr,
        key=proposal.key,
    )


def preview_of(
    round_: Round, rows: Sequence[Row], *, stated_total_kr: int, key: AllocationKey | None = None
) -> Plan:
    """What adopting some rows would mean (a fixed number of queries). Raises RuleViolated."""
    current = Allocation.objects.in_force().filter(round=round_).first()
    frames = dict(current.rows.values_list("recipient__code", "kr")) if current else None
    return plan_for(
        rows,
        known_recipients(round_),
        stated_total_kr=stated_total_kr,
        current=frames,
        computed={row.code: row.kr for row in computed(key).rows} if key else None,
        current_number=current.number if current else 0,
        limits=_limits(round_),
    )


def _limits(round_: Round) -> Limits:
    """The decision's other rounds of the year have taken their part of its money."""
    others = AllocationRow.objects.in_force().filter(
        allocation__round__decision=round_.decision_id, allocation__round__year=round_.year
    )
    taken = others.exclude(allocation__round=round_).aggregate(kr=Sum("kr"))["kr"] or 0
    return Limits(round_kr=round_.amount_kr, decision_kr=round_.decision.total_kr - taken)
