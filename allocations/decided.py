"""Loads the decided bilagor. An allocation that is there already is left as it is."""

from typing import Any

from django.db import transaction

from allocations.models import Allocation, AllocationRow
from core.fixtures import read_csv, read_json
from grants.models import Round
from organisations.models import Recipient

__all__ = ["load_allocations"]


def load_allocations() -> None:
    """Every round's frames, keyed on recipient code; raises KeyError for an unknown code."""
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
        adopted_on=round_.decision.decided_on,
    )
    ids = dict(Recipient.objects.filter(kind=round_.recipient_kind).values_list("code", "pk"))
    AllocationRow.objects.bulk_create(
        AllocationRow(
            allocation=allocation,
            recipient_id=ids[row[table["code"]]],
            printed_name=row[table["name"]],
            kr=int(row["belopp_kr"]),
        )
        for row in read_csv(f"allocations/{table['file']}")
    )
