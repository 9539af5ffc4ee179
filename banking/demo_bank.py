"""Låtsasbanken: a pretend bank for demo, tests and journeys. No real bank writes like this.

It answers the files that `pain001.write` makes, in the versions that belong with them: pain.002
with what it has accepted or refused, camt.054 with what has been booked. `deposits` are payments
to us. Every answer is the same for the same question, and says that the bank is a pretend one.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lxml import etree

from banking.messages import ORDERS, Message
from banking.reading import Node, parse
from banking.writing import child, message_element, path, serialized

__all__ = ["NAME", "Deposit", "deposits", "settlement", "status_report"]

NAME = "Låtsasbanken (demo)"

ANSWERS = {
    Message.PAIN_001_03: (Message.PAIN_002_03, Message.CAMT_054_02),
    Message.PAIN_001_09: (Message.PAIN_002_10, Message.CAMT_054_08),
}


@dataclass(frozen=True, kw_only=True)
class Deposit:
    """A payment to us: kronor with öre, an OCR reference or a free message, and who paid."""

    amount: Decimal
    reference: str = ""
    message: str = ""
    payer: str = "Region Exempel"
    payer_bankgiro: str = ""


def status_report(
    payment_file: bytes,
    *,
    at: datetime,
    status: str = "ACCP",
    refused: Mapping[str, str] | None = None,
    pending: Collection[str] = (),
) -> bytes:
    """pain.002 for a file of ours: `status` for the whole, or one by one when not all are alike.

    `refused` are reason codes by EndToEndId, `pending` are EndToEndIds that wait.
    """
    refused = refused or {}
    message, order = parse(payment_file, among=ORDERS)
    alike = not refused and not pending
    original = order.text("GrpHdr/MsgId")
    report = message_element(ANSWERS[message][0], "CstmrPmtStsRpt")
    header = child(report, "GrpHdr")
    child(header, "MsgId", _id("S", payment_file, at, status, *refused, *pending))
    child(header, "CreDtTm", at.isoformat(timespec="seconds"))
    path(header, "InitgPty/Nm", NAME)
    group = child(report, "OrgnlGrpInfAndSts")
    child(group, "OrgnlMsgId", original)
    child(group, "OrgnlMsgNmId", message.value)
    child(group, "GrpSts", status if alike else "PART")
    if alike:
        return serialized(report)
    block = child(report, "OrgnlPmtInfAndSts")
    child(block, "OrgnlPmtInfId", original)
    for transfer in order.all("PmtInf/CdtTrfTxInf"):
        _transaction_status(block, transfer.text("PmtId/EndToEndId"), status, refused, pending)
    return serialized(report)


def settlement(
    payment_file: bytes,
    *,
    booked_on: date,
    at: datetime,
    left_out: Collection[str] = (),
    returned: Mapping[str, str] | None = None,
) -> bytes:
    """camt.054 for a file of ours: every payment booked out, an entry each.

    `left_out` are EndToEndIds that are not booked (the bank has refused them). `returned` are
    reason codes by EndToEndId: those come back the same day, as entries more.
    """
    returned = returned or {}
    message, order = parse(payment_file, among=ORDERS)
    answer = ANSWERS[message][1]
    account = order.text("PmtInf/DbtrAcct/Id/Othr/Id")
    file_id = _id("B", payment_file, at, booked_on, *left_out, *returned)
    notification = _notification(answer, file_id, account, at)
    for number, transfer in enumerate(order.all("PmtInf/CdtTrfTxInf"), start=1):
        end_to_end_id = transfer.text("PmtId/EndToEndId")
        if end_to_end_id in left_out:
            continue
        booking = _Booking(answer, transfer.text("Amt/InstdAmt"), booked_on, f"{file_id}-{number}")
        _payment_out(booking.entry(notification, "DBIT"), order, transfer)
        if end_to_end_id in returned:
            detail = booking.entry(notification, "CRDT", reversal=True)
            _payment_out(detail, order, transfer)
            path(detail, "RtrInf/Rsn/Cd", returned[end_to_end_id])
    return serialized(notification)


def deposits(
    given: Sequence[Deposit],
    *,
    account: str,
    booked_on: date,
    at: datetime,
    message: Message = Message.CAMT_054_08,
) -> bytes:
    """camt.054 for payments to our bankgiro (digits), an entry each."""
    file_id = _id("I", account, at, booked_on, *given)
    notification = _notification(message, file_id, account, at)
    for number, deposit in enumerate(given, start=1):
        booking = _Booking(message, f"{deposit.amount:.2f}", booked_on, f"{file_id}-{number}")
        _payment_in(booking.entry(notification, "CRDT"), deposit)
    return serialized(notification)


@dataclass(frozen=True)
class _Booking:
    """A sum as the message's version writes it, under a reference of the bank's own."""

    message: Message
    amount: str
    booked_on: date
    reference: str

    def entry(
        self, notification: etree._Element, direction: str, *, reversal: bool = False
    ) -> etree._Element:
        """A new entry with its one TxDtls, which is returned."""
        reference = f"{self.reference}-R" if reversal else self.reference
        modern = self.message is Message.CAMT_054_08
        entry = child(notification, "Ntry")
        child(entry, "Amt", self.amount).set("Ccy", "SEK")
        child(entry, "CdtDbtInd", direction)
        if reversal:
            child(entry, "RvslInd", "true")
        path(entry, "Sts/Cd" if modern else "Sts", "BOOK")
        path(entry, "BookgDt/Dt", self.booked_on.isoformat())
        path(entry, "ValDt/Dt", self.booked_on.isoformat())
        child(entry, "AcctSvcrRef", reference)
        code = child(entry, "BkTxCd")
        path(code, "Prtry/Cd", "DEMO")
        detail = path(entry, "NtryDtls/TxDtls")
        path(detail, "Refs/AcctSvcrRef", reference)
        if modern:
            child(detail, "Amt", self.amount).set("Ccy", "SEK")
            child(detail, "CdtDbtInd", direction)
        else:
            path(detail, "AmtDtls/TxAmt/Amt", self.amount).set("Ccy", "SEK")
        return detail


def _transaction_status(
    block: etree._Element,
    end_to_end_id: str,
    status: str,
    refused: Mapping[str, str],
    pending: Collection[str],
) -> None:
    element = child(block, "TxInfAndSts")
    child(element, "OrgnlEndToEndId", end_to_end_id)
    if end_to_end_id in refused:
        child(element, "TxSts", "RJCT")
        path(element, "StsRsnInf/Rsn/Cd", refused[end_to_end_id])
    else:
        child(element, "TxSts", "PDNG" if end_to_end_id in pending else status)


def _notification(message: Message, file_id: str, account: str, at: datetime) -> etree._Element:
    """The message's one Ntfctn, for an account that is a bankgiro."""
    report = message_element(message, "BkToCstmrDbtCdtNtfctn")
    header = child(report, "GrpHdr")
    child(header, "MsgId", file_id)
    child(header, "CreDtTm", at.isoformat(timespec="seconds"))
    child(header, "AddtlInf", NAME)
    notification = child(report, "Ntfctn")
    child(notification, "Id", file_id)
    child(notification, "CreDtTm", at.isoformat(timespec="seconds"))
    ours = child(notification, "Acct")
    _bankgiro(ours, account)
    path(ours, "Svcr/FinInstnId/Nm", NAME)
    return notification


def _payment_out(detail: etree._Element, order: Node, transfer: Node) -> None:
    references = detail[0]
    references.insert(0, etree.Element(f"{{{detail.nsmap[None]}}}MsgId"))
    references[0].text = order.text("GrpHdr/MsgId")
    child(references, "PmtInfId", order.text("PmtInf/PmtInfId"))
    child(references, "EndToEndId", transfer.text("PmtId/EndToEndId"))
    parties = child(detail, "RltdPties")
    _party(parties, "Cdtr", transfer.text("Cdtr/Nm"), transfer.text("CdtrAcct/Id/Othr/Id"))
    path(detail, "RmtInf/Ustrd", transfer.text("RmtInf/Ustrd"))


def _payment_in(detail: etree._Element, deposit: Deposit) -> None:
    _party(child(detail, "RltdPties"), "Dbtr", deposit.payer, deposit.payer_bankgiro)
    remittance = child(detail, "RmtInf")
    if deposit.message:
        child(remittance, "Ustrd", deposit.message)
    if deposit.reference:
        reference = path(remittance, "Strd/CdtrRefInf")
        path(reference, "Tp/CdOrPrtry/Cd", "SCOR")
        child(reference, "Ref", deposit.reference)


def _party(parties: etree._Element, role: str, name: str, bankgiro: str) -> None:
    modern = str(parties.nsmap[None]).endswith(Message.CAMT_054_08.value)
    path(parties, f"{role}/Pty/Nm" if modern else f"{role}/Nm", name)
    if bankgiro:
        _bankgiro(child(parties, f"{role}Acct"), bankgiro)


def _bankgiro(account: etree._Element, digits: str) -> None:
    other = path(account, "Id/Othr")
    child(other, "Id", digits)
    path(other, "SchmeNm/Prtry", "BGNR")


def _id(kind: str, *parts: object) -> str:
    """The pretend bank's id of an answer: at most 27 characters, so that "-290-R" fits after it."""
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()
    return f"LATSAS-{kind}-{digest[:18]}"
