"""The adopted allocation as stored documents: on paper, and as the workbook behind it.

Made behind the scenes, once, from the rows and the key as they were then; what is made is read
by queries.documents_of.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from allocations.explained import Explained, still_explained
from allocations.explanation_xlsx import workbook
from allocations.models import Allocation
from allocations.queries import PDF, WORKBOOK, documents_of
from core.dates import day_and_year
from core.kronor import with_unit
from core.transitions import label_of
from correspondence.actions import Filing, next_diarienummer, store_file, store_pdf
from correspondence.models import Direction, Document
from organisations.models import RecipientKind

__all__ = ["file_documents"]

TEMPLATE = "documents/allocation.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_documents(allocation: Allocation, *, at: datetime) -> None:
    """File the workbook and the PDF under one diary number; what is filed already stays.

    1. The workbook is filed first, for it is quickly made. It takes the year's next diary number.
    2. The PDF takes many seconds to render: no row is locked meanwhile.
    3. Of two who do this at once the first one's documents stay, and one number is used.
    4. A run that was cut short is taken up where it stopped.
    """
    made = documents_of(allocation)
    book = made.get(WORKBOOK) or _file_workbook(allocation, at=at)
    if PDF not in made:
        filing = _filing(allocation, PDF, diarienummer=book.diarienummer, suffix="pdf")
        context = {**_context(allocation), "dnr": book.diarienummer}
        store_pdf(filing, template=TEMPLATE, context=context, at=at)


def _file_workbook(allocation: Allocation, *, at: datetime) -> Document:
    """Made before the lock is taken; whoever finds one there throws away his own."""
    content = workbook(allocation)
    with transaction.atomic():
        Allocation.objects.select_for_update(of=("self",)).get(pk=allocation.pk)
        made = documents_of(allocation).get(WORKBOOK)
        if made is not None:
            return made
        diarienummer = next_diarienummer(at=at)
        filing = _filing(allocation, WORKBOOK, diarienummer=diarienummer, suffix="xlsx")
        return store_file(filing, content=content, media_type=XLSX, at=at)


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
