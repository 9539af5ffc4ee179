"""Verbs that write allocations and statistics; one transaction each.

A table is first kept as a proposal, then adopted: frozen, as the round's next number.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from allocations import rules
from allocations.models import (
    Allocation,
    AllocationKey,
    AllocationRow,
    Proposal,
    Statistic,
    StatisticValue,
)
from allocations.preview import Plan
from allocations.proposed import plan_now, preview_of
from allocations.table_import.known import Row
from allocations.table_import.statistics import StatisticRow, sha256_of
from core.dates import day_of
from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from core.kronor import with_unit
from core.transitions import record
from grants.models import Round
from grants.states import RoundStatus
from organisations.models import Recipient, RecipientKind, User
from organisations.roles import CASE_STAFF

__all__ = ["adopt_proposal", "adopt_statistic", "discard_proposal", "keep_proposal"]


@transaction.atomic
def keep_proposal(
    round_: Round,
    rows: Sequence[Row],
    *,
    source: str,
    stated_total_kr: int,
    by: User,
    roles: Iterable[str],
    at: datetime,
    key: AllocationKey | None = None,
    file_name: str = "",
    file_sha256: str = "",
) -> Proposal:
    """Keep a faultless table's rows until they are adopted; replaces what the person had waiting.

    Raises NotAllowed, and RuleViolated for what the preview says must be put right first.
    """
    _refuse_others(roles)
    plan = preview_of(round_, rows, stated_total_kr=stated_total_kr, key=key)
    problems = [*plan.problems, *rules.row_problems(len(plan.rows))]
    if problems:
        raise RuleViolated(*problems)
    Proposal.objects.filter(round=round_, proposed_by=by, adopted_as=None).delete()
    return Proposal.objects.create(
        round=round_,
        key=key,
        source=source,
        stated_total_kr=stated_total_kr,
        file_name=file_name[-200:],
        file_sha256=file_sha256,
        content=[
            {"code": row.code, "printed_name": row.printed_name, "kr": row.kr} for row in rows
        ],
        plan_sha256=plan.sha256,
        proposed_by=by,
        proposed_at=at,
    )


@transaction.atomic
def discard_proposal(proposal: Proposal, *, roles: Iterable[str]) -> None:
    """Take away a proposal; gone already is as good. Raises NotAllowed, StaleState if adopted."""
    _refuse_others(roles)
    Round.objects.select_for_update(of=("self",)).get(pk=proposal.round_id)
    found = Proposal.objects.filter(pk=proposal.pk).first()
    if found and found.adopted_as_id:
        raise StaleState("Förslaget är redan fastställt och kan inte tas bort.")
    Proposal.objects.filter(pk=proposal.pk).delete()


@transaction.atomic
def adopt_proposal(
    proposal: Proposal,
    *,
    by: User,
    roles: Iterable[str],
    at: datetime,
    seen_sha256: str,
    deviation_reason: str = "",
    reason: str = "",
) -> Allocation:
    """Adopt a table: the round's next allocation, from now on the one in force.

    1. Takes the round, and the decision that its money comes from, under lock.
    2. A proposal that is adopted already answers with what came of it: the second click.
    3. Refuses with StaleState when the plan is not what the preview showed.
    4. Refuses with RuleViolated what is unresolved, unexplained or nothing new.
    5. Writes the allocation and its rows; the one before no longer applies; the key is frozen.

    What is requisitioned and paid stays as it is: requisitions points out what it touches.
    """
    _refuse_others(roles)
    round_ = (
        Round.objects.select_for_update(of=("self", "decision"))
        .select_related("decision")
        .get(pk=proposal.round_id)
    )
    locked = Proposal.objects.select_related("key", "adopted_as").filter(pk=proposal.pk).first()
    if locked is None:
        raise StaleState("Förslaget är borttaget eller ersatt av ett nyare. Inget ändrades.")
    if locked.adopted_as:
        return locked.adopted_as
    locked.round = round_
    plan = _plan_as_shown(locked, seen_sha256)
    current = Allocation.objects.in_force().filter(round=round_).first()
    _refuse_broken(plan, locked, current, deviation_reason=deviation_reason, reason=reason)
    adopted = _write(
        plan, locked, current, by=by, at=at, deviation_reason=deviation_reason, reason=reason
    )
    _record(adopted, current, locked, by=by, at=at)
    return adopted


def _plan_as_shown(proposal: Proposal, seen_sha256: str) -> Plan:
    plan = plan_now(proposal)
    if {plan.sha256} != {seen_sha256, proposal.plan_sha256}:
        raise StaleState(
            "Fördelningen, mottagarna eller nyckeln har ändrats sedan tabellen lästes in, så "
            "förhandsvisningen gäller inte längre. Inget ändrades. Läs in tabellen igen."
        )
    return plan


def _refuse_broken(
    plan: Plan,
    proposal: Proposal,
    current: Allocation | None,
    *,
    deviation_reason: str,
    reason: str,
) -> None:
    frames = {row.code: row.kr for row in plan.rows}
    before = {row.code: row.before_kr or 0 for row in plan.rows} if current else None
    changes_more = current is not None and (
        (current.stated_total_kr, current.key_id) != (proposal.stated_total_kr, proposal.key_id)
    )
    problems = [
        *rules.round_problems(is_closed=proposal.round.status == RoundStatus.CLOSED),
        *plan.problems,
        *rules.deviation_problems(plan.sum_kr, plan.stated_total_kr, reason=deviation_reason),
        *rules.reason_problems(is_correction=plan.is_correction, reason=reason),
        *rules.change_problems(frames, before, changes_more=changes_more),
    ]
    if problems:
        raise RuleViolated(*problems)


def _write(
    plan: Plan,
    proposal: Proposal,
    current: Allocation | None,
    *,
    by: User,
    at: datetime,
    deviation_reason: str,
    reason: str,
) -> Allocation:
    if current is not None:
        current.is_in_force = False
        current.save(update_fields=["is_in_force"])
    adopted = Allocation.objects.create(
        round=proposal.round,
        number=plan.current_number + 1,
        source=proposal.source,
        stated_total_kr=plan.stated_total_kr,
        deviation_reason=deviation_reason.strip() if plan.deviation_kr else "",
        reason=reason.strip() if plan.is_correction else "",
        key=proposal.key,
        adopted_on=day_of(at),
        adopted_by=by,
    )
    ids = dict(
        Recipient.objects.filter(kind=proposal.round.recipient_kind).values_list("code", "pk")
    )
    AllocationRow.objects.bulk_create(
        AllocationRow(
            allocation=adopted,
            recipient_id=ids[row.code],
            printed_name=row.printed_name,
            kr=row.kr,
        )
        for row in plan.rows
    )
    if proposal.key is not None and proposal.key.adopted_at is None:
        proposal.key.adopted_at = at
        proposal.key.save(update_fields=["adopted_at"])
    proposal.adopted_as, proposal.content = adopted, []
    proposal.save(update_fields=["adopted_as", "content"])
    return adopted


def _record(
    adopted: Allocation,
    replaced: Allocation | None,
    proposal: Proposal,
    *,
    by: User,
    at: datetime,
) -> None:
    """An event about the allocation, one about the round, and one about what no longer applies."""
    said = [
        adopted.reason,
        f"Källa: {adopted.source}",
        f"Fil: {proposal.file_name}, SHA-256 {proposal.file_sha256}" if proposal.file_name else "",
        f"Angiven summa: {with_unit(adopted.stated_total_kr)}",
        f"Avvikelse: {adopted.deviation_reason}" if adopted.deviation_reason else "",
    ]
    action = "allocation_corrected" if replaced else "allocation_adopted"
    reason = "\n".join(filter(None, said))
    record(adopted, action, actor=by, at=at, reason=reason)
    record(adopted.round, action, actor=by, at=at, reason=f"Nummer {adopted.number}\n{reason}")
    if replaced:
        ended = f"Ersatt av nummer {adopted.number}. {adopted.reason}"
        record(replaced, "allocation_replaced", actor=by, at=at, reason=ended)


@transaction.atomic
def adopt_statistic(
    rows: Sequence[StatisticRow],
    *,
    name: str,
    unit: str,
    recipient_kind: RecipientKind,
    measured_on: date,
    source: str,
    by: User,
    roles: Iterable[str],
    at: datetime,
    seen_sha256: str,
    unit_one: str = "",
) -> Statistic:
    """Write a statistic, once and with a figure for every recipient of the kind.

    The same values again answer with the first; others for the same name, day and source are
    refused with RuleViolated, for a statistic is never changed. Raises NotAllowed, and StaleState
    when the rows are not those that the preview showed.
    """
    _refuse_others(roles)
    if sha256_of(rows) != seen_sha256:
        raise StaleState("Förhandsvisningen gäller inte längre. Läs in filen igen.")
    values = {row.code: row.value for row in rows}
    ids = dict(Recipient.objects.filter(kind=recipient_kind).values_list("code", "pk"))
    problems = rules.statistic_problems(values, known=ids.keys(), on=day_of(at), day=measured_on)
    if problems:
        raise RuleViolated(*problems)
    statistic, is_new = Statistic.objects.get_or_create(
        name=name.strip(),
        recipient_kind=recipient_kind,
        measured_on=measured_on,
        source=source.strip(),
        defaults={"unit": unit, "unit_one": unit_one, "adopted_at": at, "adopted_by": by},
    )
    if not is_new:
        return _same(statistic, values)
    StatisticValue.objects.bulk_create(
        StatisticValue(statistic=statistic, recipient_id=ids[code], value=value)
        for code, value in values.items()
    )
    record(statistic, "statistic_adopted", actor=by, at=at, reason=f"Källa: {statistic.source}")
    return statistic


def _same(statistic: Statistic, values: Mapping[str, Decimal]) -> Statistic:
    if dict(statistic.values.values_list("recipient__code", "value")) != dict(values):
        message = (
            "Det finns redan en statistik med samma namn, dag och källa men andra värden. "
            "Skriv i källan vad som är nytt, till exempel ”rättad”."
        )
        raise RuleViolated(Violation("statistic_exists", "source", message))
    return statistic


def _refuse_others(roles: Iterable[str]) -> None:
    if not CASE_STAFF & set(roles):
        raise NotAllowed("Be en handläggare: din roll ger inte rätt att ändra fördelningar.")
