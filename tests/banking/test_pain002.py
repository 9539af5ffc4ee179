"""What the bank says of a payment file: as a whole, one by one, and what it doesn't say."""

from datetime import datetime

import pytest

from banking import replies
from banking.outcome import Outcome
from banking.pain002 import StatusReport
from banking.replies import Unreadable
from tests.banking.builders import status_report

REJECTED = (
    "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Bankgirot</AddtlInf>"
    "<AddtlInf>upphörde 2024</AddtlInf></StsRsnInf>"
)


def _read(inside: str, version: str = "03") -> StatusReport:
    report = replies.read(status_report(inside, version=version))
    assert isinstance(report, StatusReport)
    return report


def _block(inside: str, own_id: str = "UTB-2025-0001") -> str:
    return (
        f"</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{own_id}</OrgnlPmtInfId>"
        f"{inside}</OrgnlPmtInfAndSts>"
    )


def _payment(end_to_end_id: str, status: str, reason: str = "") -> str:
    return (
        f"<TxInfAndSts><StsId>S</StsId><OrgnlEndToEndId>{end_to_end_id}</OrgnlEndToEndId>"
        f"<TxSts>{status}</TxSts>{reason}</TxInfAndSts>"
    )


def test_report_tells_which_file_it_answers() -> None:
    report = _read("<GrpSts>ACCP</GrpSts>")
    assert report.original_message_id == "UTB-2025-0001"
    assert report.message_id == "BANK-1"
    assert report.created_at == datetime.fromisoformat("2025-06-03T06:15:00+02:00")


@pytest.mark.parametrize("version", ["03", "10"])
@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("ACTC", Outcome.ACCEPTED),
        ("ACCP", Outcome.ACCEPTED),
        ("ACSP", Outcome.ACCEPTED),
        ("ACWC", Outcome.ACCEPTED),
        ("ACSC", Outcome.SETTLED),
        ("PDNG", Outcome.PENDING),
        ("RJCT", Outcome.REJECTED),
    ],
)
def test_status_of_the_file_is_that_of_its_payments(
    status: str, outcome: Outcome, version: str
) -> None:
    said = _read(f"<GrpSts>{status}</GrpSts>", version).status_of("SR25-RSS-001")
    assert said is not None
    assert (said.outcome, said.status) == (outcome, status)


def test_money_at_the_recipient_is_settled() -> None:
    said = _read("<GrpSts>ACCC</GrpSts>", "10").status_of("SR25-RSS-001")
    assert said is not None
    assert said.outcome is Outcome.SETTLED


def test_reason_is_the_banks_code_and_words() -> None:
    reason = _read(f"<GrpSts>RJCT</GrpSts>{REJECTED}").reason
    assert reason is not None
    assert reason.sentence == "Kontot är avslutat (AC04). Bankens text: Bankgirot upphörde 2024"


def test_unknown_reason_code_is_shown_as_it_is() -> None:
    reason = _read(
        "<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Prtry>X1</Prtry></Rsn></StsRsnInf>"
    ).reason
    assert reason is not None
    assert reason.sentence == "Banken anger en orsak (X1)."


@pytest.mark.parametrize("version", ["03", "10"])
def test_payments_of_a_partly_accepted_file_are_read_one_by_one(version: str) -> None:
    said = _payment("A", "ACSP") + _payment("B", "RJCT", REJECTED) + _payment("C", "PDNG")
    report = _read("<GrpSts>PART</GrpSts>" + _block(said), version)
    assert [one.outcome for one in report.transactions] == [
        Outcome.ACCEPTED, Outcome.REJECTED, Outcome.PENDING,
    ]  # fmt: skip
    assert [bool(one.reason) for one in report.transactions] == [False, True, False]


def test_nothing_is_known_of_a_payment_that_a_partial_answer_leaves_out() -> None:
    report = _read("<GrpSts>PART</GrpSts>" + _block(_payment("A", "RJCT")))
    assert report.status_of("B") is None
    assert report.unread == ()


def test_own_status_of_a_payment_goes_before_that_of_the_file() -> None:
    report = _read("<GrpSts>ACCP</GrpSts>" + _block(_payment("A", "RJCT", REJECTED)))
    outcomes = [said.outcome for id_ in "AB" if (said := report.status_of(id_))]
    assert outcomes == [Outcome.REJECTED, Outcome.ACCEPTED]


def test_status_of_the_payment_information_holds_for_all_of_it() -> None:
    report = _read(_block("<PmtInfSts>RJCT</PmtInfSts>" + REJECTED))
    said = report.status_of("A")
    assert said is not None and said.reason is not None
    assert (said.outcome, said.reason.code) == (Outcome.REJECTED, "AC04")


def test_payment_without_a_status_has_that_of_its_group() -> None:
    inside = "<TxInfAndSts><OrgnlEndToEndId>A</OrgnlEndToEndId></TxInfAndSts>"
    report = _read(_block("<PmtInfSts>ACSC</PmtInfSts>" + inside))
    assert [one.outcome for one in report.transactions] == [Outcome.SETTLED]


def test_what_cannot_be_used_is_said() -> None:
    nameless = "<TxInfAndSts><TxSts>RJCT</TxSts></TxInfAndSts>"
    foreign = (
        "<OrgnlPmtInfAndSts><OrgnlPmtInfId>ANNAN</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts>"
        "</OrgnlPmtInfAndSts>"
    )
    report = _read("<GrpSts>ACCP</GrpSts>" + _block(nameless) + foreign)
    assert report.unread == (
        "Svaret har status RJCT för betalningsgruppen ANNAN, som inte finns i filen.",
        "En betalning med status RJCT saknar id.",
    )


def test_unknown_status_is_said_and_changes_nothing() -> None:
    report = _read("<GrpSts>ACCP</GrpSts>" + _block(_payment("A", "BLCK")), "10")
    assert report.status_of("A") is None
    assert report.status_of("B") is not None
    assert report.unread == ("Betalningen A har en okänd status: BLCK.",)


def test_unknown_status_of_the_whole_file_is_said() -> None:
    report = _read("<GrpSts>BLCK</GrpSts>", "10")
    assert report.status_of("A") is None
    assert report.unread == ("Svarets status BLCK för hela filen är okänd.",)


def test_answer_to_another_kind_of_file_says_so() -> None:
    content = status_report("<GrpSts>ACCP</GrpSts>").replace(b"pain.001.001.03", b"pain.008.001.02")
    report = replies.read(content)
    assert report.unread == (
        "Svaret gäller en fil av slaget pain.008.001.02, inte en betalningsfil.",
    )


def test_payment_that_is_told_twice_counts_once() -> None:
    report = _read("<GrpSts>PART</GrpSts>" + _block(_payment("A", "RJCT") * 2))
    assert len(report.transactions) == 1


def test_answer_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(Unreadable, match="A är både ACSC och RJCT") as refused:
        _read(_block(_payment("A", "ACSC") + _payment("A", "RJCT")))
    assert refused.value.code == "contradiction"
