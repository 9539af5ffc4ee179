"""The demo's pretend bank: pays what is open of an invoice, so that the chain can be tried."""

from collections.abc import Iterable

from banking import demo_bank
from banking.demo_bank import Deposit
from core import clock
from core.errors import RuleViolated, Violation
from organisations.models import User
from repayments.balance import balance_of
from repayments.bank_files import BankFileReading, read_bank_file
from repayments.models import Invoice

__all__ = ["pay_as_the_demo_bank"]


def pay_as_the_demo_bank(invoice: Invoice, *, by: User, roles: Iterable[str]) -> BankFileReading:
    """A file with one payment, as from a real bank, and its reading.

    Raises what `read_bank_file` raises, RuleViolated also when nothing is open.
    """
    left = balance_of(invoice).open
    if left <= 0:
        raise RuleViolated(Violation("nothing_open", None, "Fakturan är redan betald."))
    at = clock.now()
    snapshot = invoice.snapshot
    given = Deposit(amount=left, reference=invoice.ocr, payer=snapshot["buyer"]["name"])
    content = demo_bank.deposits(
        [given], account=snapshot["seller"]["bankgiro"], booked_on=at.date(), at=at
    )
    name = f"lat-sas-banken-{invoice.number}.xml"
    return read_bank_file(content, filename=name, by=by, roles=roles, at=at)
