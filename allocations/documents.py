"""The adopted allocation as stored documents: on paper, and as the workbook behind it.

Both are made once, from the rows and the key as they were then.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from allocations.explained import Explained, still_explained
from allocations.explanation_xlsx import workbook
from allocations.models import Allocation
from core.dates import day_and_year
from core.kronor import with_unit
from core.transitions import label_of
from correspondence.actions import Filing, next_diarienummer, store_file, store_pdf
from correspondence.models import Direction, Document
from organisations.models import RecipientKind

__all__ = ["allocation_document", "allocation_workbook"]

KIND = "allocation"
WORKBOOK_KIND = "allocation_workbook"
TEMPLATE = "documents/allocation.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def allocation_document(allocation: Allocation, *, at: datetime) -> Document:
    """The PDF of the table with its key in words; made on the first call, the same ever after.

    The first call takes the year's next diary number.
    """
    allocation = _locked(allocation)
    made = _made(allocation, KIND)
    if made is not None:
        return made
    diarienummer = next_diarienummer(at=at)
    filing = _filing(allocation, KIND, diarienummer=diarienummer, suffix="pdf")
    context = {**_context(allocation), "dnr": diarienummer}
    return store_pdf(filing, template=TEMPLATE, context=context, at=at)


@transaction.atomic
def allocation_workbook(allocation: Allocation, *, at: datetime) -> Document:
    """The same as an Excel file, under the PDF's diary number; made on the first call."""
    paper = allocation_document(allocation, at=at)
    made = _made(allocation, WORKBOOK_KIND)
    if made is not None:
        return made
    filing = _filing(allocation, WORKBOOK_KIND, diarienummer=paper.diarienummer, suffix="xlsx")
    return store_file(filing, content=workbook(allocation), media_type=XLSX, at=at)


def _locked(allocation: Allocation) -> Allocation:
    """Two who ask at once get one document, and use one diary number."""
    rows = Allocation.objects.select_related("round__grant", "round__decision", "key")
    return rows.select_for_update(of=("self",)).get(pk=allocation.pk)


def _made(allocation: Allocation, kind: str) -> Document | None:
    return Document.objects.filter(about=label_of(allocation), kind=kind).first()


def _filing(allocation: Allocation, kind: str, *, diarienummer: str, suffix: str) -> Filing:
    round_ = allocation.round
    return Filing(
        kind=kind,
        about=label_of(allocation),
        case=round_.key,
        diarienummer=diarienummer,
        decision_diarienummer=round_.decision.diarienummer,
        direction=Direction.DRAWN_UP,
        title=f"{_title(allocation)}, nummer {allocation.number}",
        counterpart="Socialstyrelsen",
        filename=f"fordelning-{round_.key}-{allocation.number}.{suffix}",
    )


def _title(allocation: Allocation) -> str:
    kind = RecipientKind(allocation.round.recipient_kind)
    return f"Fördelning {allocation.round.year} till {kind.plural}"


def _context(allocation: Allocation) -> dict[str, Any]:
    found = still_explained(allocation)
    rows = _rows(allocation, found)
    sum_kr = sum(row["kr"] for row in rows)
    difference_kr = sum_kr - allocation.stated_total_kr
    return {
        "title": _title(allocation),
        "document_kind": "Fördelning",
        "facts": [
            ("Statsbidrag", f"{allocation.round.grant.name}, {allocation.round.year}"),
            ("Regeringsbeslut", allocation.round.decision.diarienummer),
            ("Källa", allocation.source),
            ("Fastställd", f"{day_and_year(allocation.adopted_on)}, nummer {allocation.number}"),
            ("Skäl till rättelsen", allocation.reason),
            ("Angiven summa", with_unit(allocation.stated_total_kr)),
            ("Radernas summa", with_unit(sum_kr)),
            ("Skillnad", with_unit(difference_kr) if difference_kr else ""),
            ("Förklaring", allocation.deviation_reason),
        ],
        "key_name": found.key.name if found else "",
        "key_words": found.followed.words if found else [],
        "key_note": found.key.note if found else "",
        "rows": rows,
        "sum_kr": sum_kr,
    }


def _rows(allocation: Allocation, found: Explained | None) -> list[dict[str, Any]]:
    if found is None:
        rows = allocation.rows.select_related("recipient")
        return [{"code": r.recipient.code, "name": r.printed_name, "kr": r.kr} for r in rows]
    return [
        {
            "code": row.recipient.code,
            "name": row.printed_name,
            "kr": row.kr,
            "words": one.words,
        }
        for row, one in found.rows
    ]
