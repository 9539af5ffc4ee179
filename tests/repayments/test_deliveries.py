"""Files for the access point, and what it tells of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from core.errors import NotAllowed, StaleState
from organisations.roles import StaffRole
from repayments.actions import issue_credit_note, issue_invoice, put_out, put_out_again
from repayments.delivery_sweeps import sweep_deliveries
from repayments.models import CreditNote, Delivery, Invoice
from repayments.queries import rejected_documents, with_peppol_status
from tests.builders import make_staff
from tests.repayments.builders import DRAWS_PDF, NIGHT, by_staff, make_claim

pytestmark = [pytest.mark.django_db, DRAWS_PDF]


@pytest.fixture(autouse=True)
def boxes(settings: LazySettings, tmp_path: Path) -> Path:
    places = {"invoices_out": tmp_path / "out", "invoices_in": tmp_path / "in"}
    own = {
        name: {"BACKEND": "core.whole_files.WholeFileStorage", "OPTIONS": {"location": place}}
        for name, place in places.items()
    }
    settings.STORAGES = {**settings.STORAGES, **own}
    places["invoices_in"].mkdir()
    return tmp_path


@pytest.fixture
def invoice() -> Invoice:
    return issue_invoice(make_claim(decided=True), at=NIGHT)


def make_credit(invoice: Invoice) -> CreditNote:
    ekonom = make_staff(StaffRole.EKONOM)
    told: dict[str, Any] = {
        "amount_kr": 1,
        "reason": "För mycket.",
        "by": ekonom,
        "roles": [StaffRole.EKONOM],
    }
    return issue_credit_note(invoice, at=NIGHT, **told)


def tell(boxes: Path, number: int, status: str, name: str = "1.json", **more: Any) -> None:
    told = {"number": number, "status": status, "at": NIGHT.isoformat(), **more}
    (boxes / "in" / name).write_text(json.dumps(told))


def statuses() -> list[str]:
    return list(Delivery.objects.values_list("status", flat=True))


def test_invoice_lies_in_the_outbox_as_it_is_stored(boxes: Path, invoice: Invoice) -> None:
    put_out(invoice, at=NIGHT)
    [file] = (boxes / "out").iterdir()
    assert file.name == f"faktura-{invoice.number}.xml"
    assert b"<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>" in file.read_bytes()


def test_credit_note_is_put_out_by_the_sweep_too(boxes: Path, invoice: Invoice) -> None:
    credit = make_credit(invoice)
    assert sweep_deliveries(at=NIGHT)["put_out"] == 2
    assert (boxes / "out" / f"kreditfaktura-{credit.number}.xml").exists()


def test_invoice_is_put_out_once(boxes: Path, invoice: Invoice) -> None:
    assert put_out(invoice, at=NIGHT)
    assert put_out(invoice, at=NIGHT) is None
    assert statuses() == ["put_out"]


def test_file_without_its_row_is_written_again_by_the_next_worker(
    boxes: Path, invoice: Invoice
) -> None:
    (boxes / "out").mkdir()
    (boxes / "out" / f"faktura-{invoice.number}.xml").write_text("half a fi")
    sweep_deliveries(at=NIGHT)
    [file] = (boxes / "out").iterdir()
    assert file.read_bytes().endswith(b"</Invoice>\n")


def test_receipt_becomes_a_row_and_is_moved_aside(boxes: Path, invoice: Invoice) -> None:
    tell(boxes, invoice.number, "delivered")
    sweep_deliveries(at=NIGHT)
    assert statuses()[-1] == "delivered"
    assert [file.name for file in (boxes / "in" / "read").iterdir()] == ["1.json"]


def test_rejected_invoice_says_why_and_is_found(boxes: Path, invoice: Invoice) -> None:
    put_out(invoice, at=NIGHT)
    tell(boxes, invoice.number, "rejected", reason="Mottagaren finns inte.")
    sweep_deliveries(at=NIGHT)
    [found] = with_peppol_status(Invoice.objects.all()).filter(peppol_status="rejected")
    assert found.deliveries.get(status="rejected").detail == "Mottagaren finns inte."


def test_the_same_receipt_twice_changes_nothing(boxes: Path, invoice: Invoice) -> None:
    tell(boxes, invoice.number, "delivered")
    tell(boxes, invoice.number, "delivered", name="2.json")
    assert sweep_deliveries(at=NIGHT)["read"] == 2
    assert statuses().count("delivered") == 1


@pytest.mark.parametrize(
    "content",
    [
        '{"number": 1, "status": "delivered", "at": "2026-03-16T02:00:00+01:00"}',
        '{"number": 1, "status": "put_out", "at": "2026-03-16T02:00:00+01:00"}',
        '{"number": 1, "status": "delivered", "at": "2026-03-16"}',
        "[]",
        "inte json",
    ],
)
def test_foreign_or_unreadable_receipt_is_laid_aside(
    boxes: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    (boxes / "in" / "1.json").write_text(content)
    assert sweep_deliveries(at=NIGHT) == {"refused": 1}
    assert "Receipt 1.json is refused" in caplog.text
    assert not Delivery.objects.exists()


def rejected(invoice: Invoice, boxes: Path) -> None:
    put_out(invoice, at=NIGHT)
    tell(boxes, invoice.number, "rejected", reason="Mottagaren svarar inte.")
    sweep_deliveries(at=NIGHT)


def test_rejected_file_is_laid_out_again_the_same_to_the_byte(
    boxes: Path, invoice: Invoice
) -> None:
    rejected(invoice, boxes)
    [file] = (boxes / "out").iterdir()
    before = file.read_bytes()
    file.unlink()
    put_out_again(invoice, **by_staff(StaffRole.EKONOM))
    assert file.read_bytes() == before
    assert with_peppol_status(Invoice.objects.all()).get().peppol_status == "again"


def test_file_is_sent_again_once_for_each_rejection(boxes: Path, invoice: Invoice) -> None:
    rejected(invoice, boxes)
    put_out_again(invoice, **by_staff(StaffRole.EKONOM))
    with pytest.raises(StaleState):
        put_out_again(invoice, **by_staff(StaffRole.EKONOM))


def test_file_that_nobody_rejected_is_not_sent_again(boxes: Path, invoice: Invoice) -> None:
    put_out(invoice, at=NIGHT)
    with pytest.raises(StaleState):
        put_out_again(invoice, **by_staff(StaffRole.EKONOM))


def test_handlaggare_does_not_send_again(boxes: Path, invoice: Invoice) -> None:
    rejected(invoice, boxes)
    with pytest.raises(NotAllowed):
        put_out_again(invoice, **by_staff())


def test_only_what_is_rejected_and_not_sent_again_waits(boxes: Path, invoice: Invoice) -> None:
    rejected(invoice, boxes)
    assert [rows.count() for rows in rejected_documents()] == [1, 0]
    put_out_again(invoice, **by_staff(StaffRole.EKONOM))
    assert [rows.count() for rows in rejected_documents()] == [0, 0]
