"""What a bank says has become of a payment: its status codes as four outcomes, and its reasons.

Codes: ISO 20022 external code sets (payment transaction status, status reason, return reason).
"""

from dataclasses import dataclass
from enum import Enum

from banking.reading import Node

__all__ = ["Outcome", "Reason", "outcome_of", "reason_at"]


class Outcome(Enum):
    """What a payment order has come to."""

    ACCEPTED = "accepted"
    SETTLED = "settled"
    PENDING = "pending"
    REJECTED = "rejected"


OUTCOMES = {
    "ACTC": Outcome.ACCEPTED,
    "ACCP": Outcome.ACCEPTED,
    "ACFC": Outcome.ACCEPTED,
    "ACSP": Outcome.ACCEPTED,
    "ACWC": Outcome.ACCEPTED,
    "ACWP": Outcome.ACCEPTED,
    "ACSC": Outcome.SETTLED,
    "ACCC": Outcome.SETTLED,
    "RCVD": Outcome.PENDING,
    "PDNG": Outcome.PENDING,
    "PATC": Outcome.PENDING,
    "RJCT": Outcome.REJECTED,
    "CANC": Outcome.REJECTED,
}

SENTENCES = {
    "AC01": "Kontonumret finns inte.",
    "AC03": "Mottagarens kontonummer är fel.",
    "AC04": "Kontot är avslutat.",
    "AC06": "Kontot är spärrat.",
    "AC07": "Mottagarens konto är avslutat.",
    "AG01": "Betalningen är inte tillåten på kontot.",
    "AG02": "Banken tillåter inte den här sortens betalning.",
    "AM02": "Beloppet är större än vad banken tillåter.",
    "AM04": "Pengarna på kontot räcker inte.",
    "AM05": "Banken har redan tagit emot betalningen.",
    "AM09": "Beloppet är fel.",
    "AM10": "Filens kontrollsumma är fel.",
    "BE01": "Namnet hör inte till kontot.",
    "BE04": "Mottagarens adress saknas.",
    "CUST": "Betalningen är återkallad.",
    "DT01": "Betalningsdagen är fel.",
    "DU01": "Banken har redan tagit emot en fil med samma id.",
    "DU02": "Banken har redan tagit emot en betalningsgrupp med samma id.",
    "DU03": "Banken har redan tagit emot betalningen.",
    "DU04": "Banken har redan tagit emot en betalning med samma id.",
    "FF01": "Filens format är fel.",
    "MS02": "Mottagaren har inte angett något skäl.",
    "MS03": "Banken har inte angett något skäl.",
    "RC01": "Bankens id är fel.",
    "RR04": "Betalningen är stoppad av regelskäl.",
    "TM01": "Filen kom efter bankens sista tid för dagen.",
}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a payment was refused or came back: the bank's code and words, either may be ""."""

    code: str
    text: str

    @property
    def sentence(self) -> str:
        """For staff to read: what the code means, the code, and the bank's own words."""
        meaning = SENTENCES.get(self.code, "Banken anger en orsak." if self.code else "")
        parts = [f"{meaning.removesuffix('.')} ({self.code})." if self.code else ""]
        parts.append(f"Bankens text: {self.text}" if self.text else "")
        return " ".join(part for part in parts if part)


def outcome_of(status: str) -> Outcome | None:
    """The outcome of a status code; None for PART (some of each) and for codes we don't know."""
    return OUTCOMES.get(status)


def reason_at(node: Node, path: str) -> Reason | None:
    """The reason in StsRsnInf or RtrInf elements at a path; several become one text."""
    given = node.all(path)
    codes = [code for one in given if (code := one.text("Rsn/Cd", "Rsn/Prtry"))]
    texts = [text for one in given for text in one.texts("AddtlInf")]
    if not codes and not texts:
        return None
    return Reason(code=codes[0] if codes else "", text=" ".join([*codes[1:], *texts]))
