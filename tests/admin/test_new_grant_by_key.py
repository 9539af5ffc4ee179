"""A new grant to the 21 regioner, 70 per cent by population and 30 equally: by staff alone.

From the government's decision to the public page through the admin's own pages. No code is
touched, and no row is written past the pages but the register of recipients.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from allocations.models import Allocation, AllocationKey, Proposal, Statistic
from core.admin_base import admin_url
from grants.models import Decision, Grant, Round
from organisations.registers import load_registers
from tests.admin.pages import staff_client, step_url, text_of

pytestmark = pytest.mark.django_db

TOTAL_KR = 100_000_000
FIGURES = Path(settings.BASE_DIR) / "fixtures/statistics/folkmangd_2024-12-31.csv"


def post(client: Client, name: str, typed: dict[str, Any], *args: Any) -> str:
    """Fill in a page of the admin and press its button; what is wrong would be in the answer."""
    answer = client.post(reverse(f"admin:{name}", args=args), typed, follow=True)
    page = str(answer.content.decode())
    assert answer.status_code == 200
    assert "<title>Fel:" not in page, re.findall(r'errorlist[^>]*"><li>(.*?)</li>', page)
    return page


def sealed(page: str) -> str:
    """What a preview sends along: that this is what was seen."""
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found[1]


def add_decision_and_grant(client: Client) -> None:
    decision = {
        "title": "Uppdrag om god och nära vård",
        "diarienummer": "S2025/00999",
        "decided_on": "2025-01-30",
        "utgiftsomrade": "9",
        "anslag": "1:6 Bidrag till folkhälsa och sjukvård",
        "anslagspost": "3",
        "total_kr": "101 000 000",
        "own_costs_cap_kr": "1 000 000",
        "conditions": "Vi använder bidraget bara till ändamålet.",
        "report_duties-TOTAL_FORMS": "0",
        "report_duties-INITIAL_FORMS": "0",
    }
    post(client, "grants_decision_add", decision)
    grant = {
        "name": "Statsbidrag till god och nära vård",
        "short_name": "nära vård",
        "slug": "nara-vard",
        "purpose": "Stöd till regionernas omställning.",
    }
    post(client, "grants_grant_add", grant)


def add_round(client: Client) -> Round:
    typed = {
        "grant": Grant.objects.get().pk,
        "decision": Decision.objects.get().pk,
        "recipient_kind": "region",
        "year": "2025",
        "amount_kr": "100 000 000",
        "use_from": "2025-01-01",
        "use_until": "2025-12-31",
        "requisition_opens_on": "2025-03-03",
        "requisition_last_on": "2025-05-15",
        "report_opens_on": "2026-01-19",
        "report_last_on": "2026-03-02",
        "last_day_rule": "stay",
        "payment_days": "14",
        "repayment_days": "30",
        "claim_from_kr": "0",
        "answer_days": "21",
        "max_submissions": "5",
        "contact_name": "Statsbidrag nära vård",
        "contact_email": "nara.vard@example.se",
    }
    post(client, "grants_round_add", typed)
    return Round.objects.get()


def read_in_population(client: Client) -> Statistic:
    typed = {
        "name": "Folkmängd",
        "unit": "invånare",
        "recipient_kind": "kommun",
        "measured_on": "2024-12-31",
        "source": "SCB",
        "file": SimpleUploadedFile("folkmangd.csv", FIGURES.read_bytes()),
    }
    preview = post(client, "allocations_statistic_upload", typed)
    post(client, "allocations_statistic_adopt", {"seen": sealed(preview)})
    return Statistic.objects.get()


def add_key(client: Client, round_: Round, statistic: Statistic) -> str:
    by_population: dict[str, Any] = {
        "label": "Efter folkmängd",
        "amount_kind": "share",
        "amount": "70",
        "measure": "statistic",
        "statistic": statistic.pk,
    }
    equal: dict[str, Any] = {
        "label": "Lika del",
        "amount_kind": "share",
        "amount": "30",
        "measure": "equal",
    }
    typed: dict[str, Any] = {
        "round": round_.pk,
        "name": "70 procent efter folkmängd, 30 procent lika",
        "total_kr": "100 000 000",
        "unit_kind": "recipient",
        "rounding": "largest_remainder",
    }
    for number, part in enumerate((by_population, equal)):
        typed |= {f"parts-{number}-{name}": value for name, value in part.items()}
    for kind, count in (("parts", 2), ("splits", 0), ("adjustments", 0)):
        typed |= {f"{kind}-TOTAL_FORMS": count, f"{kind}-INITIAL_FORMS": 0}
    return post(client, "allocations_allocationkey_add", typed)


def test_a_new_grant_to_21_regioner_is_set_up_without_touching_code(client: Client) -> None:
    load_registers()
    staff = staff_client()
    add_decision_and_grant(staff)
    round_ = add_round(staff)
    public = f"/bidrag/{round_.key}/"
    page = add_key(staff, round_, read_in_population(staff))
    assert "Uträknade belopp, 21 mottagare" in page

    key = AllocationKey.objects.get()
    preview = post(staff, "allocations_allocationkey_propose", {}, key.pk)
    assert client.get(public).status_code == 404
    proposal = Proposal.objects.get()
    post(staff, "allocations_proposal_adopt", {"seen": sealed(preview)}, proposal.pk)

    allocation = Allocation.objects.get()
    amounts = list(allocation.rows.values_list("kr", flat=True))
    assert (len(amounts), sum(amounts)) == (21, TOTAL_KR)
    assert "Fördelningen fastställdes" in text_of(staff, admin_url(round_))

    staff.post(step_url(round_, "open_requisition"))
    shown = text_of(client, public)
    assert "Alla 21 mottagare" in shown
    assert "100\xa0000\xa0000" in shown
    assert "Region Gotland" in shown
