"""What stands in the way of approving a requisition. Pure.

Sources: the decided frame is the law; late is decided with a reason (DOMAIN); a new account is
confirmed by somebody before money goes there (issue on payment, fraud).
"""

from dataclasses import dataclass

from core.errors import Violation
from core.kronor import with_unit

__all__ = ["Approvable", "approval_problems"]


@dataclass(frozen=True, kw_only=True)
class Approvable:
    """Amounts in kr: `frame_kr` in force now, `left_kr` of what the round gives in all."""

    amount_kr: int
    frame_kr: int
    left_kr: int
    is_late: bool
    has_new_account: bool


def approval_problems(case: Approvable, *, reason: str, account_confirmed: str) -> list[Violation]:
    """`reason` is why a late one is taken; `account_confirmed` how a new account was confirmed."""
    return [
        *_amount_problems(case),
        *_late_problems(case, reason),
        *_account_problems(case, account_confirmed),
    ]


def _amount_problems(case: Approvable) -> list[Violation]:
    if case.amount_kr > case.frame_kr:
        message = (
            f"Rekvisitionen är på {with_unit(case.amount_kr)}, men ramen är nu "
            f"{with_unit(case.frame_kr)}. Lämna tillbaka den, så att mottagaren kan ändra beloppet."
        )
        return [Violation("amount_above_frame_now", None, message)]
    if case.amount_kr > case.left_kr:
        message = (
            f"Av omgångens medel återstår {with_unit(case.left_kr)}, och rekvisitionen är på "
            f"{with_unit(case.amount_kr)}. Kontrollera omgångens belopp mot regeringsbeslutet."
        )
        return [Violation("appropriation_exceeded", None, message)]
    return []


def _late_problems(case: Approvable, reason: str) -> list[Violation]:
    if not case.is_late or reason.strip():
        return []
    message = "Rekvisitionen kom in för sent. Skriv varför den godkänns ändå."
    return [Violation("late_needs_reason", "reason", message)]


def _account_problems(case: Approvable, account_confirmed: str) -> list[Violation]:
    if not case.has_new_account or account_confirmed.strip():
        return []
    message = (
        "Bankgirot är inte det vi känner till. Bekräfta det med organisationen på ett "
        "telefonnummer som vi redan har, och skriv vem du talade med."
    )
    return [Violation("account_not_confirmed", "account_confirmed", message)]
