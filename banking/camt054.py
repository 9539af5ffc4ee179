"""What the bank has booked on our account: camt.054, money out and money in.

One booked payment is one `BankTransaction`, whether the bank writes it as an entry of its own or
as one of many details of an entry. What it settles, and whether it has been read before, is the
caller's to say; `unique_id` is there for that.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from banking import bankgiro
from banking.booked import BankTransaction, Direction, Notification
from banking.errors import Unreadable
from banking.outcome import reason_at
from banking.reading import Node
from core.dates import day_and_year, day_of

__all__ = ["BankTransaction", "Direction", "Notification", "read"]

ORE = Decimal("0.01")


def read(notifications: Node) -> Notification:
    """Read BkToCstmrDbtCdtNtfctn of a valid file."""
    created_at = notifications.moment("GrpHdr/CreDtTm")
    if created_at is None:
        raise Unreadable("not_valid", "Filen saknar uppgift om när den skapades.")
    unread: list[str] = []
    found: dict[str, BankTransaction] = {}
    for notification in notifications.all("Ntfctn"):
        for number, element in enumerate(notification.all("Ntry"), start=1):
            entry = _Entry(notification, element, number, created_at)
            for transaction in entry.transactions():
                if transaction.unique_id in found:
                    entry.unread.append(
                        f"{_named(transaction)} står två gånger och räknas en gång."
                    )
                found.setdefault(transaction.unique_id, transaction)
            unread += entry.unread
    return Notification(
        message_id=notifications.text("GrpHdr/MsgId"),
        created_at=created_at,
        transactions=tuple(found.values()),
        unread=tuple(unread),
    )


class _Entry:
    """One Ntry, numbered from 1 in its notification: what its payments have in common."""

    def __init__(self, notification: Node, entry: Node, number: int, created_at: datetime) -> None:
        self.entry = entry
        self.details = entry.all("NtryDtls/TxDtls")
        self.batch = entry.find("NtryDtls/Btch")
        self.amount = Decimal(entry.text("Amt"))
        self.place = (notification.text("Id"), number)
        self.account = notification.text("Acct/Id/IBAN", "Acct/Id/Othr/Id")
        self.value_on = entry.day("ValDt")
        self.booked_on = entry.day("BookgDt") or self.value_on or day_of(created_at)
        self.bank_reference = entry.text("AcctSvcrRef")
        self.own_references = Counter(one.text("Refs/AcctSvcrRef") for one in self.details)
        self.incoming = entry.text("CdtDbtInd") == "CRDT"
        self.reversal = entry.text("RvslInd") in ("true", "1")
        self.unread: list[str] = []

    def transactions(self) -> Iterator[BankTransaction]:
        """The entry's payments; what is no booked sum in kronor goes to `unread`."""
        refused = self._refused()
        if refused:
            self.unread.append(refused)
        elif len(self.details) <= 1:
            yield self._single()
        else:
            yield from self._several()

    def _single(self) -> BankTransaction:
        """The booked sum is one payment, or a batch that the bank doesn't take apart."""
        detail = self.details[0] if self.details else None
        said = _detail_amount(detail) if detail else None
        if said is not None and said != self.amount:
            self.unread.append(self._other_sum(said))
        return self._transaction(detail or self.entry, 0, self.amount)

    def _several(self) -> Iterator[BankTransaction]:
        total = Decimal(0)
        for position, detail in enumerate(self.details):
            amount = _detail_amount(detail)
            if amount is None or not _is_ore(amount) or amount <= 0:
                self.unread.append(f"{self._named()}: del {position + 1} saknar belopp i kronor.")
                continue
            total += amount if self._incoming(detail) == self.incoming else -amount
            yield self._transaction(detail, position, amount)
        if total != self.amount:
            self.unread.append(self._other_sum(total))

    def _other_sum(self, total: Decimal) -> str:
        return (
            f"{self._named()}: i specifikationen står {_kronor(total)}. "
            "Kontrollera mot kontoutdraget."
        )

    def _refused(self) -> str | None:
        status = self.entry.text("Sts/Cd", "Sts/Prtry", "Sts")
        if self._currency() != "SEK":
            return f"{self._named()} är inte i svenska kronor. Ta hand om den för hand."
        if status != "BOOK":
            return f"{self._named()} är inte bokförd av banken än (status {status})."
        if self.amount <= 0 or not _is_ore(self.amount):
            return f"{self._named()} har inget belopp i kronor och ören. Ta hand om den för hand."
        return None

    def _transaction(self, node: Node, position: int, amount: Decimal) -> BankTransaction:
        incoming = self._incoming(node)
        reversal = self._reversal(node)
        account = _party(node, "Acct/Id/IBAN", "Acct/Id/Othr/Id", debtor=incoming != reversal)
        name = _party(node, "/Nm", "/Pty/Nm", "/Agt/FinInstnId/Nm", debtor=incoming != reversal)
        return BankTransaction(
            unique_id=self._unique_id(node, position, incoming, reversal, amount),
            direction=Direction.INCOMING if incoming else Direction.OUTGOING,
            reversal=reversal,
            amount=amount.quantize(ORE),
            booked_on=self.booked_on,
            value_on=self.value_on,
            end_to_end_id=_provided(node.text("Refs/EndToEndId")),
            original_message_id=self._original_message_id(node),
            references=tuple(node.texts("RmtInf/Strd/CdtrRefInf/Ref")),
            message=_message(node, self.entry),
            counterparty_name=name,
            counterparty_account=account or None,
            counterparty_bankgiro=_bankgiro(node, account),
            account=self.account,
            bank_reference=node.text("Refs/AcctSvcrRef") or self.bank_reference or None,
            batch_count=self._batch_count(),
            reason=reason_at(node, "RtrInf"),
        )

    def _unique_id(
        self, node: Node, position: int, incoming: bool, reversal: bool, amount: Decimal
    ) -> str:
        """sha256 over what stays the same when the bank tells of one booking again.

        The bank's own reference of the payment, else that of the entry and the place in it;
        a bank that gives neither is known by the notification's id and the place in that.
        """
        own = node.text("Refs/AcctSvcrRef")
        if own and self.own_references[own] == 1 and own != self.bank_reference:
            known_by: list[object] = ["payment", own]
        elif self.bank_reference:
            known_by = ["entry", self.bank_reference, position]
        else:
            known_by = ["place", *self.place, position]
        parts = [
            self.account, self.booked_on.isoformat(), incoming, reversal,
            str(amount.quantize(ORE)), *known_by,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _incoming(self, node: Node) -> bool:
        return (node.text("CdtDbtInd") or self.entry.text("CdtDbtInd")) == "CRDT"

    def _reversal(self, node: Node) -> bool:
        """Marked as such, with the reason of a return, or booked under the code of returns."""
        codes = {one.text("BkTxCd/Domn/Fmly/SubFmlyCd") for one in (node, self.entry)}
        return self.reversal or node.find("RtrInf") is not None or "RRTN" in codes

    def _original_message_id(self, node: Node) -> str | None:
        of_batch = self.batch.text("MsgId", "PmtInfId") if self.batch else ""
        return _provided(node.text("Refs/MsgId")) or _provided(of_batch)

    def _batch_count(self) -> int | None:
        count = int(self.batch.text("NbOfTxs") or 1) if self.batch else 1
        return count if count > 1 and len(self.details) <= 1 else None

    def _currency(self) -> str:
        amount = self.entry.find("Amt")
        return amount.attribute("Ccy") if amount else ""

    def _named(self) -> str:
        what = "Insättningen" if self.incoming else "Uttaget"
        reference = f", bankens referens {self.bank_reference}" if self.bank_reference else ""
        amount = _kronor(self.amount, self._currency())
        return f"{what} på {amount} den {day_and_year(self.booked_on)}{reference}"


def _detail_amount(detail: Node) -> Decimal | None:
    """What one of several payments in an entry is, in kronor; None when the bank doesn't say."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"):
        amount = detail.find(path)
        if amount is not None and amount.attribute("Ccy") == "SEK":
            return Decimal(amount.own_text)
    return None


def _party(node: Node, *ends: str, debtor: bool) -> str:
    """Something of the other party: who paid us, or whom we paid (also when it came back)."""
    party = "Dbtr" if debtor else "Cdtr"
    return node.text(*(f"RltdPties/{party}{end}" for end in ends))


def _bankgiro(node: Node, account: str) -> str | None:
    """The digits when the account is marked as a bankgiro and is one."""
    schemes = {
        node.text(f"RltdPties/{party}Acct/Id/Othr/SchmeNm/Prtry")
        for party in ("Dbtr", "Cdtr")
        if node.text(f"RltdPties/{party}Acct/Id/Othr/Id") == account
    }
    try:
        return bankgiro.compact(account) if "BGNR" in schemes else None
    except bankgiro.NotABankgiro:
        return None


def _message(node: Node, entry: Node) -> str:
    """All the free text there is, each piece once: the payer's, then the bank's."""
    pieces = [
        *node.texts("RmtInf/Ustrd"),
        *node.texts("RmtInf/Strd/RfrdDocInf/Nb"),
        *node.texts("RmtInf/Strd/AddtlRmtInf"),
        *node.texts("AddtlTxInf"),
        *entry.texts("AddtlNtryInf"),
    ]
    return " ".join(dict.fromkeys(pieces))


def _provided(text: str) -> str | None:
    return None if text in ("", "NOTPROVIDED") else text


def _is_ore(amount: Decimal) -> bool:
    """Whether the amount is kronor and öre, without smaller parts."""
    return amount == amount.quantize(ORE)


def _kronor(amount: Decimal, currency: str = "SEK") -> str:
    exact = amount.quantize(ORE) if _is_ore(amount) else amount
    number = f"{exact:,}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return f"{number}\N{NO-BREAK SPACE}{'kr' if currency == 'SEK' else currency}"


def _named(transaction: BankTransaction) -> str:
    what = "Insättningen" if transaction.direction is Direction.INCOMING else "Uttaget"
    day = day_and_year(transaction.booked_on)
    return f"{what} på {_kronor(transaction.amount)} den {day}"
