"""What the bank has booked: money out, money back, money in; and what is left to people."""

from datetime import date
from decimal import Decimal

import pytest

from banking import replies
from banking.booked import BankTransaction, Direction, Notification
from banking.errors import Unreadable
from tests.banking.builders import detail, entry, notification, ocr_reference

OURS = "<MsgId>UTB-2025-0001</MsgId><EndToEndId>SR25-RSS-001</EndToEndId>"
TO_REGION = (
    "<RltdPties><Cdtr><Nm>Region Örebro län</Nm></Cdtr><CdtrAcct><Id><Othr><Id>50501014</Id>"
    "<SchmeNm><Prtry>BGNR</Prtry></SchmeNm></Othr></Id></CdtrAcct></RltdPties>"
)
FROM_REGION = TO_REGION.replace("Cdtr", "Dbtr")


def _read(entries: str, version: str = "02") -> Notification:
    read = replies.read(notification(entries, version=version))
    assert isinstance(read, Notification)
    return read


def _one(entries: str, version: str = "02") -> BankTransaction:
    read = _read(entries, version)
    assert read.unread == ()
    (transaction,) = read.transactions
    return transaction


def test_payment_that_is_booked_out_is_settled() -> None:
    paid = _one(entry(detail(references=OURS, inside=TO_REGION), direction="DBIT"))
    assert paid.settles and not paid.returns
    assert (paid.end_to_end_id, paid.original_message_id) == ("SR25-RSS-001", "UTB-2025-0001")
    assert (paid.amount_kr, paid.booked_on) == (100, date(2026, 4, 1))
    assert (paid.counterparty_name, paid.counterparty_bankgiro) == ("Region Örebro län", "50501014")


RETURN_REASON = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"


def test_payment_that_comes_back_says_why_and_whose_it_was() -> None:
    inside = TO_REGION + RETURN_REASON
    back = _one(entry(detail(references=OURS, inside=inside), direction="CRDT"))
    assert back.returns and not back.settles
    assert (back.end_to_end_id, back.counterparty_name) == ("SR25-RSS-001", "Region Örebro län")
    assert back.reason is not None
    assert back.reason.sentence == "Kontot är avslutat (AC04)."


def test_entry_that_is_marked_as_a_reversal_is_one() -> None:
    back = _one(entry(detail(references=OURS), direction="CRDT", reversal=True))
    assert back.returns


def test_incoming_payment_that_is_taken_back_is_neither_settled_nor_returned() -> None:
    taken = _one(entry(detail(inside=FROM_REGION), direction="DBIT", reversal=True))
    assert not taken.settles and not taken.returns
    assert taken.counterparty_name == "Region Örebro län"


def test_incoming_payment_has_its_ocr_and_its_payer() -> None:
    inside = FROM_REGION + ocr_reference("202600012324")
    paid = _one(entry(detail(inside=inside), amount="211111"))
    assert paid.direction is Direction.INCOMING
    assert (paid.reference, paid.amount_kr) == ("202600012324", 211_111)
    assert (paid.counterparty_name, paid.counterparty_bankgiro) == ("Region Örebro län", "50501014")
    assert (paid.account, paid.bank_reference) == ("50501055", "E-1")


def test_free_text_is_kept_piece_by_piece() -> None:
    inside = (
        "<RmtInf><Ustrd>Återbetalning</Ustrd><Ustrd>dnr 6.1-1/2025</Ustrd>"
        "<Strd><RfrdDocInf><Nb>F-17</Nb></RfrdDocInf></Strd></RmtInf>"
    )
    paid = _one(entry(detail(inside=inside)))
    assert paid.message == "Återbetalning dnr 6.1-1/2025 F-17"
    assert (paid.reference, paid.references) == (None, ())


def test_two_references_in_one_payment_are_not_one() -> None:
    strd = "<Strd><CdtrRefInf><Ref>{}</Ref></CdtrRefInf></Strd>"
    inside = f"<RmtInf>{strd.format('18')}{strd.format('26')}</RmtInf>"
    paid = _one(entry(detail(inside=inside)))
    assert (paid.reference, paid.references) == (None, ("18", "26"))


def test_ore_are_kept_and_are_no_whole_kronor() -> None:
    paid = _one(entry(amount="99.50"))
    assert (paid.amount, paid.amount_kr) == (Decimal("99.50"), None)


def test_entry_without_details_is_one_payment() -> None:
    paid = _one(entry())
    assert (paid.counterparty_name, paid.message, paid.end_to_end_id) == ("", "", None)
    assert paid.batch_count is None


def test_batch_that_is_booked_as_one_sum_names_our_file() -> None:
    batch = "<Btch><MsgId>UTB-2025-0001</MsgId><NbOfTxs>24</NbOfTxs></Btch>"
    paid = _one(entry(batch, direction="DBIT"))
    assert (paid.batch_count, paid.original_message_id) == (24, "UTB-2025-0001")
    assert paid.settles


def test_each_payment_of_an_entry_is_read() -> None:
    parts = [detail(f"{kr}.00", inside=ocr_reference(str(kr))) for kr in (10, 20, 70)]
    read = _read(entry("".join(parts)) + entry(reference="E-2"))
    assert [t.amount_kr for t in read.transactions] == [10, 20, 70, 100]
    assert len({t.unique_id for t in read.transactions}) == 4
    assert read.unread == ()


def test_newer_version_is_read_too() -> None:
    newer = (
        entry(
            '<TxDtls><Refs><EndToEndId>A</EndToEndId></Refs><Amt Ccy="SEK">100.00</Amt>'
            "<CdtDbtInd>DBIT</CdtDbtInd><RltdPties><Cdtr><Pty><Nm>Region</Nm></Pty></Cdtr>"
            "</RltdPties></TxDtls>",
            direction="DBIT",
        )
        .replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
    )  # fmt: skip
    paid = _one(newer, "08")
    assert (paid.end_to_end_id, paid.counterparty_name, paid.settles) == ("A", "Region", True)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (entry(currency="EUR"), "Insättningen på 100,00 EUR den 1 april 2026"),
        (entry(status="PDNG"), "är inte bokförd av banken än (status PDNG)"),
        (entry(amount="0.00"), "har inget belopp i kronor och ören"),
        (entry(amount="1.001"), "Insättningen på 1,001 kr"),
    ],
)
def test_what_is_no_booked_sum_in_kronor_is_left_to_people(given: str, words: str) -> None:
    read = _read(given)
    assert read.transactions == ()
    (sentence,) = read.unread
    assert words in sentence.replace("\N{NO-BREAK SPACE}", " ")


def test_parts_that_do_not_add_up_are_said() -> None:
    read = _read(entry(detail("10.00") + detail("20.00")))
    assert [t.amount_kr for t in read.transactions] == [10, 20]
    assert "i specifikationen står 30,00" in read.unread[0]


def test_part_without_an_amount_is_said() -> None:
    read = _read(entry(detail("100.00") + detail()))
    assert "del 2 saknar belopp i kronor" in read.unread[0]


def test_booked_sum_goes_before_what_one_detail_says() -> None:
    read = _read(entry(detail("90.00")))
    assert [t.amount_kr for t in read.transactions] == [100]
    assert "i specifikationen står 90,00" in read.unread[0]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("<BookgDt><Dt>2026-04-01+02:00</Dt></BookgDt>", date(2026, 4, 1)),
        ("<BookgDt><DtTm>2026-03-31T22:30:00Z</DtTm></BookgDt>", date(2026, 4, 1)),
        ("<BookgDt><DtTm>2026-04-01T23:30:00</DtTm></BookgDt>", date(2026, 4, 1)),
        ("<ValDt><Dt>2026-04-02</Dt></ValDt>", date(2026, 4, 2)),
        ("", date(2026, 4, 1)),
    ],
)
def test_day_is_the_swedish_day_of_booking(day: str, expected: date) -> None:
    assert _one(entry(day=day)).booked_on == expected


def test_day_outside_the_calendar_is_refused() -> None:
    with pytest.raises(Unreadable, match="datum som inte går att läsa"):
        _read(entry(day="<BookgDt><DtTm>9999-12-31T23:59:59-14:00</DtTm></BookgDt>"))


def _ids(content: str) -> list[str]:
    return [transaction.unique_id for transaction in _read(content).transactions]


def test_booking_that_is_told_again_in_another_file_has_the_same_id() -> None:
    again = notification(entry()).replace(b"CAMT-1", b"CAMT-2").replace(b"<Id>N-1", b"<Id>N-2")
    read = replies.read(again)
    assert isinstance(read, Notification)
    assert [transaction.unique_id for transaction in read.transactions] == _ids(entry())


@pytest.mark.parametrize(
    "other",
    [
        entry(amount="100.01"),
        entry(direction="DBIT"),
        entry(reversal=True),
        entry(reference="E-2"),
        entry(day="<BookgDt><Dt>2026-04-02</Dt></BookgDt>"),
    ],
)
def test_another_booking_has_another_id(other: str) -> None:
    assert _ids(other) != _ids(entry())


def test_equal_payments_without_a_reference_stay_two() -> None:
    assert len(set(_ids(entry(reference="") * 2))) == 2


def test_equal_payments_under_one_reference_of_the_entry_stay_two() -> None:
    part = detail("50.00", references="<AcctSvcrRef>B-1</AcctSvcrRef>")
    assert len(set(_ids(entry(part * 2)))) == 2


def test_entry_that_stands_twice_in_a_file_counts_once() -> None:
    read = _read(entry() * 2)
    assert len(read.transactions) == 1
    assert "står två gånger och räknas en gång" in read.unread[0]
