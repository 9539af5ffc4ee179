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
    if Decision.objects.filter(diarienummer=row["diarienummer"]).exists():
        return
    decision = Decision.objects.create(**row)
    GovernmentReportDuty.objects.bulk_create(
        GovernmentReportDuty(decision=decision, **duty) for duty in duties
    )


def _round(row: dict[str, Any]) -> None:
    if Round.objects.filter(key=row["key"]).exists():
        return
    row["grant"] = Grant.objects.get(slug=row["grant"])
    original = Decision.objects.filter(diarienummer=row["decision"], amends__isnull=True)
    row["decision"] = original.earliest("decided_on")
    Round.objects.create(**row)
