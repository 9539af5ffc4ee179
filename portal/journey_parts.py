"""What a journey is told in: steps of the path, tasks, and how much is left of a claim. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.dates import day_in_words
from core.kronor import round_half_up
from repayments.balance import balance_of, kronor_and_ore
from repayments.models import Claim
from repayments.states import ClaimStatus

__all__ = ["Step", "Task", "is_asked", "is_paid", "kr_of", "left_kr", "payment_words"]

DONE, CURRENT, TO_COME = "done", "current", "todo"
NOT_TO_BE = "Inte aktuellt"
OWED = (ClaimStatus.DECIDED, ClaimStatus.INVOICED)


@dataclass(frozen=True)
class Step:
    """A step of the path, as components/grant_path.html shows it; amounts in kr."""

    label: str
    state: str
    day: date | None = None
    amount_kr: int | None = None
    note: str = ""
    when: str = ""


@dataclass(frozen=True)
class Task:
    """What to do next, or what is being waited for (then without a button)."""

    what: str
    grant: str
    recipient: str
    status: str
    tone: str
    url: str = ""
    button: str = ""
    last_day: date | None = None
    late: bool = False


def kr_of(claim: Claim) -> int:
    """What is to be paid in kr: as decided, or as proposed until then."""
    decision = getattr(claim, "decision", None)
    return decision.amount_kr if decision else claim.amount_kr


def left_kr(claim: Claim) -> int:
    """What is left to pay in kr, öre rounded: of the invoice where there is one."""
    if claim.status != ClaimStatus.INVOICED:
        return kr_of(claim)
    return max(round_half_up(balance_of(claim.invoice).open), 0)


def payment_words(invoiced: list[Claim], today: date) -> tuple[str, str]:
    """What is left to pay of these claims' invoices, all together, and how that stands."""
    balances = [balance_of(claim.invoice) for claim in invoiced]
    left = kronor_and_ore(sum((one.open for one in balances), Decimal(0)))
    first = min(claim.invoice.due_on for claim in invoiced)
    if len(invoiced) == 1:
        return f"Betala tillbaka {left} senast {day_in_words(first)}", balances[0].words(today)
    falls = "förföll" if first < today else "förfaller"
    many = f"Betala tillbaka {left}, {len(invoiced)} fakturor"
    return many, f"Den första {falls} {day_in_words(first)}"


def is_paid(claim: Claim) -> bool:
    """Whether nothing is left of its invoice."""
    return claim.status == ClaimStatus.INVOICED and balance_of(claim.invoice).open <= 0


def is_asked(claim: Claim) -> bool:
    """Whether the recipient may answer now."""
    return claim.status == ClaimStatus.COMMUNICATED and claim.hearing.answered_at is None
