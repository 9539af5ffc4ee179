"""Decisions, their originals, and what staff type about rounds."""

from datetime import date
from typing import Any

from correspondence.models import Document
from grants.actions import attach_original
from grants.models import AmendmentKind, Decision, Round
from organisations.roles import StaffRole
from tests.builders import APRIL, make_staff

PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
OTHER_PDF = PDF.replace(b"1 0 obj", b"2 0 obj")


def make_decision(**fields: Any) -> Decision:
    """100 Mkr and 750 000 kr for own costs, decided on 23 January 2025."""
    return Decision.objects.create(
        **{
            "title": "Uppdrag om äldreomsorg",
            "diarienummer": "S2025/00119 (delvis)",
            "number": "IV:4",
            "decided_on": date(2025, 1, 23),
            "utgiftsomrade": 9,
            "anslag": "4:5",
            "anslagspost": "2",
            "total_kr": 100_750_000,
            "own_costs_cap_kr": 750_000,
            "conditions": ["Bara till ändamålet."],
            **fields,
        }
    )


def make_amendment(amended: Decision, **fields: Any) -> Decision:
    """A later decision that changes the first: 10 Mkr less, unless told otherwise."""
    return make_decision(
        **{
            "amends": amended,
            "amendment_kind": AmendmentKind.CHANGE,
            "amendment": "Beloppet minskar med 10 miljoner kronor.",
            "diarienummer": "S2025/00800",
            "decided_on": date(2025, 6, 12),
            "total_kr": amended.total_kr - 10_000_000,
            **fields,
        }
    )


def attach(decision: Decision, content: bytes = PDF) -> Document:
    """The decision's original, attached by a handläggare."""
    return attach_original(
        decision, content=content, by=make_staff(), roles=[StaffRole.HANDLAGGARE], at=APRIL
    )


def typed_round(like: Round, **changes: Any) -> dict[str, Any]:
    """A round for 2026 to the same recipients, as somebody types it into the form."""
    return {
        "grant": like.grant_id,
        "recipient_kind": like.recipient_kind,
        "year": 2026,
        "decision": like.decision_id,
        "amount_kr": "23 000 000",
        "use_from": "2026-01-01",
        "use_until": "2026-12-31",
        "requisition_opens_on": "2026-03-02",
        "requisition_last_on": "2026-05-15",
        "report_opens_on": "2027-01-18",
        "report_last_on": "2027-03-01",
        "last_day_rule": "stay",
        "payment_days": 14,
        "repayment_days": 30,
        "claim_from_kr": 0,
        "answer_days": 21,
        "max_submissions": 5,
        "contact_name": "Statsbidrag",
        "contact_email": "statsbidrag@example.se",
        "conditions": "Vi använder bidraget bara till ändamålet.",
        **changes,
    }
