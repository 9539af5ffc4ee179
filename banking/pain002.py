"""The bank's answer to a payment file: pain.002, accepted or refused, as a whole or one by one.

Whether the answer is about a file of ours, and whether it has been read before, is the caller's
to say; `original_message_id` and `message_id` are there for that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from banking.errors import Unreadable
from banking.outcome import Outcome, Reason, outcome_of, reason_at
from banking.reading import Node

__all__ = ["StatusReport", "TransactionStatus", "read"]


@dataclass(frozen=True, kw_only=True)
class TransactionStatus:
    """What has become of one payment; `status` is the bank's own code ("RJCT")."""

    end_to_end_id: str
    outcome: Outcome
    status: str
    reason: Reason | None


@dataclass(frozen=True, kw_only=True)
class StatusReport:
    """One pain.002. `group_*` hold for every payment of the file that isn't named by itself.

    `group_outcome` is None when the bank says nothing of the whole (no status, or PART).
    `undecided` are payments that are named with a status we don't know: nothing holds for them.
    `unread` are sentences about what could not be used; nothing is dropped without one.
    """

    message_id: str
    created_at: datetime
    original_message_id: str
    group_status: str | None
    group_outcome: Outcome | None
    reason: Reason | None
    transactions: tuple[TransactionStatus, ...]
    undecided: frozenset[str]
    unread: tuple[str, ...]

    def status_of(self, end_to_end_id: str) -> TransactionStatus | None:
        """What is said of one payment of the file: its own status, else the whole's, else None."""
        for transaction in self.transactions:
            if transaction.end_to_end_id == end_to_end_id:
                return transaction
        if self.group_status is None or self.group_outcome is None:
            return None
        if end_to_end_id in self.undecided:
            return None
        return TransactionStatus(
            end_to_end_id=end_to_end_id,
            outcome=self.group_outcome,
            status=self.group_status,
            reason=self.reason,
        )


def read(report: Node) -> StatusReport:
    """Read CstmrPmtStsRpt of a valid file. Raises Unreadable when it contradicts itself."""
    group = report.find("OrgnlGrpInfAndSts")
    created_at = report.moment("GrpHdr/CreDtTm")
    if group is None or created_at is None:
        raise Unreadable("not_valid", "Svaret saknar tid eller uppgift om vilken fil det gäller.")
    original_id = group.text("OrgnlMsgId")
    blocks = report.all("OrgnlPmtInfAndSts")
    whole = _whole(group, blocks, original_id)
    status = whole.text("PmtInfSts", "GrpSts")
    named = _Named(status)
    for block in blocks:
        named.add_all(block)
    return StatusReport(
        message_id=report.text("GrpHdr/MsgId"),
        created_at=created_at,
        original_message_id=original_id,
        group_status=status or None,
        group_outcome=outcome_of(status),
        reason=reason_at(whole, "StsRsnInf") or reason_at(group, "StsRsnInf"),
        transactions=tuple(named.known.values()),
        undecided=frozenset(named.undecided),
        unread=(*_unread_of_the_whole(group, status), *_unused(whole, blocks), *named.unread),
    )


def _whole(group: Node, blocks: list[Node], original_id: str) -> Node:
    """Where the status of all of the file stands: our files are one payment information each."""
    ours = [block for block in blocks if block.text("OrgnlPmtInfId") == original_id]
    for block in ours or blocks[: len(blocks) == 1]:
        if block.text("PmtInfSts"):
            return block
    return group


def _unread_of_the_whole(group: Node, status: str) -> Iterator[str]:
    original = group.text("OrgnlMsgNmId")
    if not original.startswith("pain.001"):
        yield f"Svaret gäller en fil av slaget {original}, inte en betalningsfil."
    if status not in ("", "PART") and outcome_of(status) is None:
        yield f"Svarets status {status} för hela filen är okänd."


def _unused(whole: Node, blocks: list[Node]) -> Iterator[str]:
    for block in blocks:
        if block is not whole and block.text("PmtInfSts") and not block.all("TxInfAndSts"):
            yield (
                f"Svaret har status {block.text('PmtInfSts')} för betalningsgruppen "
                f"{block.text('OrgnlPmtInfId')}, som inte finns i filen."
            )


class _Named:
    """The payments that the report names by themselves, gathered from its blocks."""

    def __init__(self, status_of_whole: str) -> None:
        self.status_of_whole = status_of_whole
        self.known: dict[str, TransactionStatus] = {}
        self.undecided: set[str] = set()
        self.unread: list[str] = []

    def add_all(self, block: Node) -> None:
        """Every payment of a block; one without a status of its own has the block's."""
        inherited = block.text("PmtInfSts") or self.status_of_whole
        for element in block.all("TxInfAndSts"):
            self._add(element, element.text("TxSts") or inherited)

    def _add(self, element: Node, status: str) -> None:
        end_to_end_id = element.text("OrgnlEndToEndId")
        outcome = outcome_of(status)
        if not end_to_end_id:
            self.unread.append(f"En betalning med status {status or '(ingen)'} saknar id.")
        elif outcome is None:
            self.undecided.add(end_to_end_id)
            self.unread.append(f"Betalningen {end_to_end_id} har en okänd status: {status}.")
        else:
            self._know(
                TransactionStatus(
                    end_to_end_id=end_to_end_id,
                    outcome=outcome,
                    status=status,
                    reason=reason_at(element, "StsRsnInf"),
                )
            )

    def _know(self, said: TransactionStatus) -> None:
        before = self.known.setdefault(said.end_to_end_id, said)
        if before.outcome is not said.outcome:
            raise Unreadable(
                "contradiction",
                f"Svaret säger emot sig självt: {said.end_to_end_id} är både "
                f"{before.status} och {said.status}. Fråga banken.",
            )
