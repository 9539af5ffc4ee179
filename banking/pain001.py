"""Payment orders to the bank: a batch of values becomes a pain.001 file.

One file is one payment information. Shape after "Swedish Common Interpretation of ISO 20022
Payment Messages" (decision 10): the creditor's agent is Bankgirot (SESBA 9900), the account
scheme BGNR, the payments domestic, not urgent and of the kind that suppliers get.
Who is paid, and who has attested it, is not decided here.
"""

from enum import Enum

from lxml import etree

from banking import schemas
from banking.characters import accepted_text
from banking.messages import Message
from banking.orders import CreditTransfer, Debtor, PaymentBatch, problems
from banking.writing import child, message_element, path, serialized
from core.dates import STOCKHOLM
from core.errors import RuleViolated, Violation

__all__ = ["CreditTransfer", "Debtor", "PaymentBatch", "Version", "problems", "write"]


class Version(Enum):
    """The version of the file that the bank's agreement asks for."""

    V03 = "pain.001.001.03"
    V09 = "pain.001.001.09"


def write(batch: PaymentBatch, version: Version = Version.V09) -> bytes:
    """The file for the bank: UTF-8, the same bytes for the same values, valid by its XSD.

    Raises RuleViolated with all `problems`, before any file exists.
    """
    found = problems(batch)
    if found:
        raise RuleViolated(*found)
    message = Message(version.value)
    initiation = message_element(message, "CstmrCdtTrfInitn")
    _group_header(initiation, batch)
    _payment_information(initiation, batch, version)
    content = serialized(initiation)
    fault = schemas.fault(etree.fromstring(content), message)
    if fault:
        raise RuleViolated(
            Violation("not_valid", None, f"Filen följer inte schemat för {message.value}. {fault}")
        )
    return content


def _group_header(parent: etree._Element, batch: PaymentBatch) -> None:
    created = batch.created_at.astimezone(STOCKHOLM).isoformat(timespec="seconds")
    header = child(parent, "GrpHdr")
    child(header, "MsgId", batch.message_id)
    child(header, "CreDtTm", created)
    _sums(header, batch)
    initiator = child(header, "InitgPty")
    child(initiator, "Nm", accepted_text(batch.debtor.name))
    if batch.debtor.agreement:
        _organisation_id(initiator, batch.debtor.agreement, "BANK")
    else:
        _organisation_id(initiator, batch.debtor.organisationsnummer, "COID")


def _payment_information(parent: etree._Element, batch: PaymentBatch, version: Version) -> None:
    """One for the file. BtchBookg false: the bank books and reports every payment by itself."""
    modern = version is Version.V09
    payment = child(parent, "PmtInf")
    child(payment, "PmtInfId", batch.message_id)
    child(payment, "PmtMtd", "TRF")
    child(payment, "BtchBookg", "false")
    _sums(payment, batch)
    kind = child(payment, "PmtTpInf")
    path(kind, "SvcLvl/Cd", "NURG")
    path(kind, "CtgyPurp/Cd", "SUPP")
    day = batch.requested_execution_date.isoformat()
    path(payment, "ReqdExctnDt/Dt" if modern else "ReqdExctnDt", day)
    debtor = child(payment, "Dbtr")
    _name_and_country(debtor, batch.debtor.name)
    _organisation_id(debtor, batch.debtor.organisationsnummer, "COID")
    account = child(payment, "DbtrAcct")
    _bankgiro(account, batch.debtor.bankgiro)
    child(account, "Ccy", "SEK")
    path(
        payment,
        "DbtrAgt/FinInstnId/BICFI" if modern else "DbtrAgt/FinInstnId/BIC",
        batch.debtor.bic,
    )
    child(payment, "ChrgBr", "SHAR")
    for transfer in batch.transfers:
        _credit_transfer(payment, transfer)


def _credit_transfer(parent: etree._Element, transfer: CreditTransfer) -> None:
    element = child(parent, "CdtTrfTxInf")
    ids = child(element, "PmtId")
    child(ids, "InstrId", transfer.end_to_end_id)
    child(ids, "EndToEndId", transfer.end_to_end_id)
    path(element, "Amt/InstdAmt", _amount(transfer.amount_kr)).set("Ccy", "SEK")
    clearing = path(element, "CdtrAgt/FinInstnId/ClrSysMmbId")
    path(clearing, "ClrSysId/Cd", "SESBA")
    child(clearing, "MmbId", "9900")
    _name_and_country(child(element, "Cdtr"), transfer.creditor_name)
    _bankgiro(child(element, "CdtrAcct"), transfer.bankgiro)
    path(element, "RmtInf/Ustrd", accepted_text(transfer.message))


def _sums(parent: etree._Element, batch: PaymentBatch) -> None:
    child(parent, "NbOfTxs", str(batch.count))
    child(parent, "CtrlSum", _amount(batch.total_kr))


def _name_and_country(party: etree._Element, name: str) -> None:
    child(party, "Nm", accepted_text(name))
    path(party, "PstlAdr/Ctry", "SE")


def _organisation_id(party: etree._Element, number: str, scheme: str) -> None:
    other = path(party, "Id/OrgId/Othr")
    child(other, "Id", number)
    path(other, "SchmeNm/Cd", scheme)


def _bankgiro(account: etree._Element, digits: str) -> None:
    other = path(account, "Id/Othr")
    child(other, "Id", digits)
    path(other, "SchmeNm/Prtry", "BGNR")


def _amount(kr: int) -> str:
    return f"{kr}.00"
