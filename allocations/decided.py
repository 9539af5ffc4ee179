"""Loads the decided bilagor, with the statistics and keys that explain them.

What is there already is left as it is.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from allocations.models import (
    Allocation,
    AllocationKey,
    AllocationRow,
    AmountKind,
    KeyAdjustment,
    KeyPart,
    KeySplit,
    Measure,
    Statistic,
    StatisticValue,
)
from core.fixtures import read_csv, read_json
from grants.models import Round
from organisations.models import Recipient

__all__ = ["load_allocations"]

Statistics = dict[str, Statistic]


def load_allocations(*, at: datetime) -> None:
    """Statistics, then each round's key and frames; raises KeyError for an unknown code.

    `at` is when statistics and keys are said to be adopted.
    """
    statistics = {
        one["key"]: _statistic(one, at) for one in read_json("statistics/statistics.json")
    }
    for table in read_json("allocations/keys.json"):
        if not AllocationKey.objects.filter(round__key=table["round"]).exists():
            _load_key(table, statistics, at)
    for table in read_json("allocations/allocations.json"):
        if not Allocation.objects.filter(round__key=table["round"]).exists():
            _load(table)


@transaction.atomic
def _load(table: dict[str, Any]) -> None:
    round_ = Round.objects.select_related("decision").get(key=table["round"])
    allocation = Allocation.objects.create(
        round=round_,
        source=table["source"],
        stated_total_kr=table["stated_total_kr"],
        deviation_reason=table["deviation_reason"],
        key=AllocationKey.objects.filter(round=round_, adopted_at__isnull=False).last(),
        adopted_on=round_.decision.decided_on,
    )
    ids = _recipient_ids(round_.recipient_kind)
    AllocationRow.objects.bulk_create(
        AllocationRow(
            allocation=allocation,
            recipient_id=ids[row[table["code"]]],
            printed_name=row[table["name"]],
            kr=int(row["belopp_kr"]),
        )
        for row in read_csv(f"allocations/{table['file']}")
    )


@transaction.atomic
def _statistic(table: dict[str, Any], at: datetime) -> Statistic:
    statistic, created = Statistic.objects.get_or_create(
        name=table["name"],
        recipient_kind=table["recipient_kind"],
        measured_on=date.fromisoformat(table["measured_on"]),
        source=table["source"],
        defaults={"unit": table["unit"], "unit_one": table["unit_one"], "adopted_at": at},
    )
    if created:
        ids = _recipient_ids(table["recipient_kind"])
        StatisticValue.objects.bulk_create(
            StatisticValue(
                statistic=statistic,
                recipient_id=ids[row[table["code"]]],
                value=Decimal(row[table["value"]]),
            )
            for row in read_csv(f"statistics/{table['file']}")
        )
    return statistic


@transaction.atomic
def _load_key(table: dict[str, Any], statistics: Statistics, at: datetime) -> None:
    """The key is adopted last: its parts can't be written after that."""
    round_ = Round.objects.get(key=table["round"])
    key = AllocationKey.objects.create(
        round=round_, number=1, total_kr=round_.amount_kr, **table["key"]
    )
    for position, part in enumerate(table["parts"], start=1):
        KeyPart.objects.create(key=key, position=position, **_part(part, statistics))
    for split in table["splits"]:
        KeySplit.objects.create(
            key=key,
            lan_id=split["lan"],
            part=key.parts.get(label=split["part"]) if "part" in split else None,
            weight=Decimal(split.get("weight", "1")),
            **_measure(split, statistics),
        )
    ids = _recipient_ids(round_.recipient_kind)
    for one in table["adjustments"]:
        KeyAdjustment.objects.create(
            key=key, recipient_id=ids[one["recipient"]], kr=one["kr"], reason=one["reason"]
        )
    AllocationKey.objects.filter(pk=key.pk).update(adopted_at=at)


def _part(part: dict[str, Any], statistics: Statistics) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "label": part["label"],
        "only": part.get("only", []),
        "amount_kind": AmountKind(part["amount_kind"]),
        "amount": Decimal(part["amount"]) if "amount" in part else None,
        **_measure(part, statistics),
    }
    if threshold := part.get("threshold"):
        fields |= {
            "threshold_rule": threshold["rule"],
            "threshold_statistic": statistics[threshold["statistic"]],
            "threshold": Decimal(threshold["value"]),
        }
    return fields


def _measure(row: dict[str, Any], statistics: Statistics) -> dict[str, Any]:
    """By a named statistic, else equally."""
    if "statistic" in row:
        return {"measure": Measure.STATISTIC, "statistic": statistics[row["statistic"]]}
    return {"measure": Measure.EQUAL}


def _recipient_ids(kind: str) -> dict[str, int]:
    return dict(Recipient.objects.filter(kind=kind).values_list("code", "pk"))
