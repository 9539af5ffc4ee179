"""Payment batches, and files from a bank as a bank would write them."""

from datetime import UTC, date, datetime
from typing import Any

from stdnum import luhn

from banking import pain001
from banking.pain001 import CreditTransfer, Debtor, PaymentBatch, Version

CREATED = datetime(2025, 5, 20, 8, 0, tzinfo=UTC)
PAID_ON = date(2025, 6, 3)
ANSWERED = datetime(2025, 6, 3, 9, 30, tzinfo=UTC)


def a_bankgiro(number: int = 0) -> str:
    """A bankgiro with a right check digit, another one for every number."""
    body = str(5_050_100 + number)
    return body + luhn.calc_check_digit(body)


def make_transfer(number: int = 1, **changes: Any) -> CreditTransfer:
    """A payment to one of many regions."""
    values: dict[str, Any] = {
        "end_to_end_id": f"SR25-RSS-{number:03d}",
        "amount_kr": 1_611_111,
        "creditor_name": f"Region {number}",
        "bankgiro": a_bankgiro(number),
        "message": f"Statsbidrag dnr 6.1-{number}/2025",
    }
    return CreditTransfer(**values | changes)


def make_batch(count: int = 1, **changes: Any) -> PaymentBatch:
    """A batch of so many payments, a krona more for each."""
    values: dict[str, Any] = {
        "message_id": "UTB-2025-0001",
        "created_at": CREATED,
        "requested_execution_date": PAID_ON,
        "debtor": make_debtor(),
        "transfers": tuple(
            make_transfer(number, amount_kr=1_000_000 + number) for number in range(1, count + 1)
        ),
    }
    return PaymentBatch(**values | changes)


def make_debtor(**changes: Any) -> Debtor:
    """The agency."""
    values = {
        "name": "Socialstyrelsen",
        "organisationsnummer": "2021000555",
        "bankgiro": a_bankgiro(),
        "bic": "SWEDSESS",
    }
    return Debtor(**values | changes)


def make_file(count: int = 1, version: Version = Version.V09) -> bytes:
    """The file of such a batch."""
    return pain001.write(make_batch(count), version)


def status_report(inside: str, *, version: str = "03", original_id: str = "UTB-2025-0001") -> bytes:
    """A pain.002 as a bank writes it: `inside` follows OrgnlMsgNmId and may close the group."""
    if "</OrgnlGrpInfAndSts>" not in inside:
        inside += "</OrgnlGrpInfAndSts>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}"><CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2025-06-03T06:15:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{original_id}</OrgnlMsgId>
<OrgnlMsgNmId>pain.001.001.{version}</OrgnlMsgNmId>{inside}
</CstmrPmtStsRpt></Document>""".encode()


def notification(entries: str, *, version: str = "02") -> bytes:
    """A camt.054 of one account, as a bank writes it, with the given Ntry elements."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.{version}"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>CAMT-1</MsgId><CreDtTm>2026-04-01T21:00:00+02:00</CreDtTm></GrpHdr>
<Ntfctn><Id>N-1</Id><CreDtTm>2026-04-01T21:00:00+02:00</CreDtTm>
<Acct><Id><Othr><Id>50501055</Id><SchmeNm><Prtry>BGNR</Prtry></SchmeNm></Othr></Id></Acct>
{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>""".encode()


def entry(
    details: str = "",
    *,
    amount: str = "100.00",
    currency: str = "SEK",
    direction: str = "CRDT",
    reversal: bool = False,
    status: str = "BOOK",
    day: str = "<BookgDt><Dt>2026-04-01</Dt></BookgDt>",
    reference: str = "E-1",
) -> str:
    """One Ntry of camt.054.001.02; `details` are TxDtls elements, or Btch and TxDtls."""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
        + ("<RvslInd>true</RvslInd>" if reversal else "")
        + f"<Sts>{status}</Sts>{day}"
        + (f"<AcctSvcrRef>{reference}</AcctSvcrRef>" if reference else "")
        + "<BkTxCd><Prtry><Cd>BG</Cd></Prtry></BkTxCd>"
        + (f"<NtryDtls>{details}</NtryDtls>" if details else "")
        + "</Ntry>"
    )


def detail(amount: str = "", *, references: str = "", inside: str = "") -> str:
    """One TxDtls of camt.054.001.02."""
    return (
        "<TxDtls>"
        + (f"<Refs>{references}</Refs>" if references else "")
        + (f'<AmtDtls><TxAmt><Amt Ccy="SEK">{amount}</Amt></TxAmt></AmtDtls>' if amount else "")
        + f"{inside}</TxDtls>"
    )


def ocr_reference(number: str) -> str:
    """The remittance of a payment with an OCR reference."""
    return f"<RmtInf><Strd><CdtrRefInf><Ref>{number}</Ref></CdtrRefInf></Strd></RmtInf>"
