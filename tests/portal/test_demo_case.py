"""The demo's case that is already over, and the files of its invoice and credit note."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from lxml import etree

from banking.schemas import ubl
from grants.models import Round
from grants.states import RoundStatus
from portal.demo_case import load_early_case
from repayments.models import CreditNote, Invoice
from requisitions.models import Requisition
from tests.builders import APRIL, at
from tests.journeys.pages import ROUND, load_portal
from tests.repayments.builders import DRAWS_PDF

pytestmark = [pytest.mark.django_db, DRAWS_PDF]


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("correspondence.actions.render_pdf", lambda *args: b"%PDF")
    load_portal()


def export(to: Path) -> str:
    said = StringIO()
    call_command("export_invoices", round=ROUND, to=to, stdout=said)
    return said.getvalue()


def test_demo_has_an_invoice_and_a_credit_note_that_are_valid_ubl(
    portal: None, tmp_path: Path
) -> None:
    for _ in range(2):  # safe to repeat
        load_early_case(at=APRIL)
    assert "1 fakturor och 1 kreditfakturor" in export(tmp_path)
    names = {f"faktura-{Invoice.objects.get().number}.xml"}
    names |= {f"kreditfaktura-{CreditNote.objects.get().number}.xml"}
    assert {file.name for file in tmp_path.iterdir()} == names
    for file in tmp_path.iterdir():
        assert ubl.fault(etree.fromstring(file.read_bytes())) is None
    assert Round.objects.get(key=ROUND).status == RoundStatus.REQUISITION


def test_case_is_not_played_before_its_last_day(portal: None) -> None:
    load_early_case(at=at(2025, 4, 7))
    assert not Requisition.objects.exists()


def test_export_of_an_unknown_round_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="finns inte"):
        call_command("export_invoices", round="nej", to=tmp_path)
