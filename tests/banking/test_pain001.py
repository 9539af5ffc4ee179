"""The file to the bank: what it holds, that its schema takes it, and what is refused before."""

from datetime import UTC, date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from banking import pain001, schemas
from banking.messages import Message
from banking.pain001 import CreditTransfer, PaymentBatch, Version
from core.errors import RuleViolated
from tests.banking.builders import CREATED, make_batch, make_debtor, make_transfer

LONG_NAME = "Kommunalförbundet Å & Ö i Ängelholm ".ljust(140, "å")
versions = pytest.mark.parametrize("version", list(Version))


def _inside(content: bytes) -> etree._Element:
    return etree.fromstring(content)


def _texts(content: bytes, name: str) -> list[str]:
    return [element.text or "" for element in _inside(content).iter(f"{{*}}{name}")]


def _codes(batch: PaymentBatch) -> list[str]:
    return [violation.code for violation in pain001.problems(batch)]


@versions
@pytest.mark.parametrize("count", [1, 24, 290])
def test_file_is_valid_by_its_schema(version: Version, count: int) -> None:
    transfers = tuple(make_transfer(n, creditor_name=LONG_NAME) for n in range(count))
    content = pain001.write(make_batch(transfers=transfers), version)
    assert schemas.fault(_inside(content), Message(version.value)) is None
    assert _texts(content, "NbOfTxs") == [str(count)] * 2
    assert _texts(content, "CtrlSum") == [f"{count * 1_611_111}.00"] * 2


@versions
def test_name_of_140_characters_is_kept(version: Version) -> None:
    transfer = make_transfer(creditor_name=LONG_NAME)
    content = pain001.write(make_batch(transfers=(transfer,)), version)
    assert LONG_NAME in _texts(content, "Nm")
    assert "Å &amp; Ö".encode() in content


@versions
def test_payment_goes_to_the_bankgiro_through_bankgirot(version: Version) -> None:
    content = pain001.write(make_batch(transfers=(make_transfer(1),)), version)
    payment = _inside(content).find(".//{*}CdtTrfTxInf")
    assert payment is not None
    texts = [text for element in payment.iter() if (text := (element.text or "").strip())]
    assert texts == [
        "SR25-RSS-001", "SR25-RSS-001", "1611111.00", "SESBA", "9900",
        "Region 1", "SE", "50501014", "BGNR", "Statsbidrag dnr 6.1-1/2025",
    ]  # fmt: skip


def test_bank_is_named_as_its_version_does() -> None:
    assert b"<BIC>SWEDSESS</BIC>" in pain001.write(make_batch(), Version.V03)
    assert b"<BICFI>SWEDSESS</BICFI>" in pain001.write(make_batch(), Version.V09)


def test_agreement_with_the_bank_names_who_sends() -> None:
    debtor = make_debtor(agreement="202100055500A001")
    assert b"<Cd>BANK</Cd>" in pain001.write(make_batch(debtor=debtor))


def test_same_values_give_the_same_bytes_in_any_zone() -> None:
    batch = make_batch(3)
    elsewhere = make_batch(3, created_at=batch.created_at.astimezone(UTC))
    assert pain001.write(batch) == pain001.write(elsewhere)


def test_time_is_written_as_swedish_time() -> None:
    assert _texts(pain001.write(make_batch()), "CreDtTm") == ["2025-05-20T10:00:00+02:00"]


def test_time_without_a_zone_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="time zone"):
        pain001.write(make_batch(created_at=CREATED.replace(tzinfo=None)))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"transfers": ()}, "no_transfers"),
        ({"message_id": ""}, "message_id_invalid"),
        ({"message_id": "UTB//1"}, "message_id_invalid"),
        ({"message_id": "U" * 36}, "message_id_invalid"),
        ({"message_id": "Örebro"}, "message_id_invalid"),
        ({"requested_execution_date": date(2025, 5, 19)}, "day_passed"),
        ({"requested_execution_date": date(2025, 6, 6)}, "no_bank_day"),
        ({"debtor": make_debtor(bic="SWED")}, "bic_invalid"),
        ({"debtor": make_debtor(organisationsnummer="2021000556")}, "organisationsnummer_invalid"),
        ({"debtor": make_debtor(bankgiro="50501056")}, "bankgiro_invalid"),
        ({"debtor": make_debtor(agreement="/")}, "agreement_invalid"),
    ],
)
def test_batch_that_the_bank_would_refuse(changes: dict[str, Any], code: str) -> None:
    assert _codes(make_batch(**changes)) == [code]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_kr": 0}, "amount_invalid"),
        ({"amount_kr": -1}, "amount_invalid"),
        ({"amount_kr": 10**16}, "amount_invalid"),
        ({"creditor_name": " "}, "text_missing"),
        ({"creditor_name": "R" * 141}, "text_too_long"),
        ({"creditor_name": "Region 😀"}, "character_refused"),
        ({"bankgiro": "50501056"}, "bankgiro_invalid"),
        ({"bankgiro": "5050-1055"}, "bankgiro_invalid"),
        ({"message": ""}, "text_missing"),
        ({"message": "dnr " + "1" * 137}, "text_too_long"),
        ({"message": "dnr\x07"}, "character_refused"),
        ({"end_to_end_id": "SR 1"}, "end_to_end_id_invalid"),
    ],
)
def test_payment_that_the_bank_would_refuse(changes: dict[str, Any], code: str) -> None:
    assert code in _codes(make_batch(transfers=(make_transfer(**changes),)))


def test_all_that_is_wrong_is_said_at_once_and_no_file_is_made() -> None:
    wrong = (make_transfer(1, amount_kr=0), make_transfer(1, bankgiro="1"))
    with pytest.raises(RuleViolated) as refused:
        pain001.write(make_batch(transfers=wrong))
    assert [v.code for v in refused.value.violations] == [
        "end_to_end_id_twice", "amount_invalid", "bankgiro_invalid",
    ]  # fmt: skip
    assert "SR25-RSS-001, finns 2 gånger" in str(refused.value)


amounts = st.lists(st.integers(1, 2_000_000_000), min_size=1, max_size=12)


@settings(max_examples=25)
@given(amounts, st.sampled_from(Version))
def test_file_read_back_has_the_same_sum_and_count(kronor: list[int], version: Version) -> None:
    transfers = tuple(make_transfer(n, amount_kr=kr) for n, kr in enumerate(kronor))
    batch = make_batch(transfers=transfers)
    content = pain001.write(batch, version)
    written = [Decimal(text) for text in _texts(content, "InstdAmt")]
    assert (sum(written), len(written)) == (batch.total_kr, batch.count)
    assert [Decimal(text) for text in _texts(content, "CtrlSum")] == [batch.total_kr] * 2


@settings(max_examples=60)
@given(st.text(max_size=150), st.text(max_size=150), st.text(max_size=40))
def test_any_text_makes_a_valid_file_or_is_refused(name: str, message: str, own_id: str) -> None:
    transfer = CreditTransfer(
        end_to_end_id=own_id, amount_kr=1, creditor_name=name, bankgiro="50501055", message=message
    )
    batch = make_batch(transfers=(transfer,))
    if pain001.problems(batch):
        with pytest.raises(RuleViolated):
            pain001.write(batch)
    else:
        content = pain001.write(batch)
        assert schemas.fault(_inside(content), Message.PAIN_001_09) is None
