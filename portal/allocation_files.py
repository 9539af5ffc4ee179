"""An adopted allocation as open data: CSV and JSON, UTF-8, with the words of the pages as names."""

import csv
import io
from typing import Any

from allocations.models import AllocationRow
from portal.allocation_versions import Version

__all__ = ["as_csv", "as_json"]

COLUMNS = ("kod", "namn", "lanskod", "lan", "kr", "namn_i_bilagan")


def as_csv(version: Version) -> bytes:
    """One row for each recipient by code (RFC 4180, header, amounts in whole kronor)."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(map(_fields, version.rows))
    return text.getvalue().encode()


def as_json(version: Version) -> dict[str, Any]:
    """The same with round, decision, number of the table, and its sums in kr."""
    allocation = version.allocation
    round_ = allocation.round
    return {
        "omgang": round_.key,
        "statsbidrag": round_.grant.name,
        "bidragsar": round_.year,
        "mottagare": round_.recipient_kind,
        "beslut": {
            "diarienummer": round_.decision.diarienummer,
            "beslutat": round_.decision.decided_on.isoformat(),
        },
        "fordelning": {
            "nummer": allocation.number,
            "galler": allocation.is_in_force,
            "faststalld": allocation.adopted_on.isoformat(),
            "kalla": allocation.source,
            "skal_till_rattelsen": allocation.reason,
        },
        "summor": {
            "antal_mottagare": len(version.rows),
            "radernas_summa_kr": version.sum_kr,
            "angiven_summa_kr": allocation.stated_total_kr,
            "skillnad_kr": version.deviation_kr,
            "forklaring": allocation.deviation_reason,
        },
        "rader": [_fields(row) for row in version.rows],
    }


def _fields(row: AllocationRow) -> dict[str, str | int]:
    recipient = row.recipient
    return {
        "kod": recipient.code,
        "namn": recipient.name,
        "lanskod": recipient.lan.lanskod,
        "lan": recipient.lan.name,
        "kr": row.kr,
        "namn_i_bilagan": row.printed_name,
    }
