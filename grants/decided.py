"""Loads the two decisions, their grants and rounds. Safe to repeat: what exists is left alone."""

from typing import Any

from django.db import transaction

from core.fixtures import read_json
from grants.models import Decision, GovernmentReportDuty, Grant, Round

__all__ = ["load_decisions"]


@transaction.atomic
def load_decisions() -> None:
    """S2025/00119 (delvis) and S2025/00122 with their three rounds, from fixtures."""
    data = read_json("decisions.json")
    for row in data["decisions"]:
        _decision(dict(row))
    for row in data["grants"]:
        Grant.objects.get_or_create(slug=row["slug"], defaults=row)
    for row in data["rounds"]:
        _round(dict(row))


def _decision(row: dict[str, Any]) -> None:
    duties = row.pop("report_duties")
    decision, _ = Decision.objects.get_or_create(diarienummer=row["diarienummer"], defaults=row)
    for duty in duties:
        GovernmentReportDuty.objects.get_or_create(
            decision=decision, due_on=duty["due_on"], defaults={"is_final": duty["is_final"]}
        )


def _round(row: dict[str, Any]) -> None:
    row["grant"] = Grant.objects.get(slug=row["grant"])
    row["decision"] = Decision.objects.get(diarienummer=row["decision"])
    Round.objects.get_or_create(key=row["key"], defaults=row)
