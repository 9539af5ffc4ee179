"""A batch of payments as values, and what a bank would refuse of it. Files are `pain001`'s.

Every payment is whole kronor to a bankgiro; one batch has one day and one debtor's account.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from stdnum.se import orgnr

from banking import bankgiro
from banking.characters import accepted_text, refused_characters
from core import kronor
from core.dates import day_and_year, day_of, is_workday
from core.errors import Violation

__all__ = ["CreditTransfer", "Debtor", "PaymentBatch", "problems"]

LONGEST_TEXT = 140
"""Characters of a name or a message to the recipient (Max140Text)."""

LARGEST_KR = 10**15
"""An amount has at most 18 digits in the schema, two of them öre; this leaves room for sums."""

ID = re.compile(r"(?!/|.*//|.*/$)[A-Za-z0-9+?/:().,'-]{1,35}")
"""The ids that pass every bank: no slash first, last or doubled (EPC's rule)."""

BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")


@dataclass(frozen=True, kw_only=True)
class Debtor:
    """The agency that pays: ten digits, the bankgiro that is drawn on, the BIC of its bank.

    `agreement` is the bank's own number of the customer's agreement, where it asks for one.
    """

    name: str
    organisationsnummer: str
    bankgiro: str
    bic: str
    agreement: str = ""


@dataclass(frozen=True, kw_only=True)
class CreditTransfer:
    """One payment: whole kronor to a bankgiro, with our id of it and a message with the dnr."""

    end_to_end_id: str
    amount_kr: int
    creditor_name: str
    bankgiro: str
    message: str


@dataclass(frozen=True, kw_only=True)
class PaymentBatch:
    """What one file holds. `message_id` names the file and its one payment information."""

    message_id: str
    created_at: datetime
    requested_execution_date: date
    debtor: Debtor
    transfers: tuple[CreditTransfer, ...]

    @property
    def total_kr(self) -> int:
        """The sum of all payments, in kronor."""
        return sum(transfer.amount_kr for transfer in self.transfers)

    @property
    def count(self) -> int:
        """The number of payments."""
        return len(self.transfers)


def problems(batch: PaymentBatch) -> list[Violation]:
    """Everything that the bank would refuse, as sentences; empty for a batch that can be written.

    Raises ValueError when `created_at` has no time zone.
    """
    if batch.created_at.tzinfo is None:
        raise ValueError("created_at needs a time zone.")
    found = [*_id_problems(batch), *_day_problems(batch), *_debtor_problems(batch.debtor)]
    if not batch.transfers:
        found.append(Violation("no_transfers", "transfers", "Välj minst en utbetalning."))
    for transfer in batch.transfers:
        found += _transfer_problems(transfer)
    if batch.total_kr > LARGEST_KR:
        found.append(Violation("total_too_large", "transfers", "Summan är för stor för banken."))
    return found


def _id_problems(batch: PaymentBatch) -> list[Violation]:
    found = []
    if not ID.fullmatch(batch.message_id):
        found.append(_bad_id("message_id", batch.message_id))
    times = Counter(transfer.end_to_end_id for transfer in batch.transfers)
    for given, count in times.items():
        if not ID.fullmatch(given):
            found.append(_bad_id("end_to_end_id", given))
        if count > 1:
            sentence = f"Samma utbetalning, {given}, finns {count} gånger i filen."
            found.append(Violation("end_to_end_id_twice", "end_to_end_id", sentence))
    return found


def _bad_id(field: str, given: str) -> Violation:
    sentence = f"Id {given!r} går inte: högst 35 tecken, bokstäver a–z, siffror och bindestreck."
    return Violation(f"{field}_invalid", field, sentence)


def _day_problems(batch: PaymentBatch) -> list[Violation]:
    day = batch.requested_execution_date
    found = []
    if day < day_of(batch.created_at):
        sentence = f"Betalningsdagen {day_and_year(day)} har redan varit."
        found.append(Violation("day_passed", "requested_execution_date", sentence))
    if not is_workday(day):
        sentence = f"Betalningsdagen {day_and_year(day)} är inte en bankdag."
        found.append(Violation("no_bank_day", "requested_execution_date", sentence))
    return found


def _debtor_problems(debtor: Debtor) -> list[Violation]:
    found = _text_problems("debtor", "Betalarens namn", debtor.name)
    found += _bankgiro_problems("debtor", "Betalarens bankgiro", debtor.bankgiro)
    number = debtor.organisationsnummer
    if not (len(number) == 10 and orgnr.is_valid(number)):
        sentence = "Betalarens organisationsnummer ska ha tio siffror och rätt kontrollsiffra."
        found.append(Violation("organisationsnummer_invalid", "debtor", sentence))
    if not BIC.fullmatch(debtor.bic):
        sentence = "BIC för betalarens bank ska ha 8 eller 11 tecken, till exempel SWEDSESS."
        found.append(Violation("bic_invalid", "debtor", sentence))
    if debtor.agreement and not ID.fullmatch(debtor.agreement):
        found.append(_bad_id("agreement", debtor.agreement))
    return found


def _transfer_problems(transfer: CreditTransfer) -> list[Violation]:
    who = transfer.creditor_name or transfer.end_to_end_id
    found = _text_problems("creditor_name", f"{who}: namnet", transfer.creditor_name)
    found += _text_problems("message", f"{who}: meddelandet", transfer.message)
    found += _bankgiro_problems("bankgiro", who, transfer.bankgiro)
    if not 1 <= transfer.amount_kr <= LARGEST_KR:
        sentence = f"{who}: beloppet {kronor.with_unit(transfer.amount_kr)} går inte att betala ut."
        found.append(Violation("amount_invalid", "amount_kr", sentence))
    return found


def _text_problems(field: str, label: str, text: str) -> list[Violation]:
    refused = refused_characters(text)
    if refused:
        sentence = f"{label} har tecken som banken inte tar emot: {refused}."
        return [Violation("character_refused", field, sentence)]
    written = accepted_text(text)
    if not written:
        return [Violation("text_missing", field, f"{label} saknas.")]
    if len(written) > LONGEST_TEXT:
        sentence = f"{label} är {len(written)} tecken, och banken tar högst {LONGEST_TEXT}."
        return [Violation("text_too_long", field, sentence)]
    return []


def _bankgiro_problems(field: str, label: str, digits: str) -> list[Violation]:
    try:
        compact = bankgiro.compact(digits)
    except bankgiro.NotABankgiro as refusal:
        return [Violation("bankgiro_invalid", field, f"{label}: {refusal}")]
    if compact != digits:
        sentence = f"{label}: skriv bankgironumret med bara siffror."
        return [Violation("bankgiro_invalid", field, sentence)]
    return []
