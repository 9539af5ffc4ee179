"""When a payment is planned, and what a batch must fulfil, prepared and attested. Pure."""

from collections.abc import Collection
from datetime import date, timedelta

from core.dates import day_and_year, is_workday, next_workday
from core.errors import Violation

__all__ = [
    "attest_problems",
    "bank_day_problems",
    "batch_problems",
    "message_to_recipient",
    "planned_payment_day",
]

LONGEST_MESSAGE = 140


def planned_payment_day(came_on: date, *, days: int) -> date:
    """About two weeks (`days`) after a requisition came in, on a day when banks are open."""
    return next_workday(came_on + timedelta(days=days))


def bank_day_problems(bank_day: date, *, today: date) -> list[Violation]:
    """A day on which Swedish banks are open, today or later."""
    if bank_day < today:
        message = f"Välj en dag från och med i dag, {day_and_year(next_workday(today))}."
        return [Violation("bank_day_passed", "bank_day", message)]
    if not is_workday(bank_day):
        nearest = day_and_year(next_workday(bank_day))
        message = f"Bankerna har stängt den dagen. Närmaste bankdag är {nearest}."
        return [Violation("not_a_bank_day", "bank_day", message)]
    return []


def batch_problems(
    *, chosen: int, above_frame: Collection[str], unconfirmed: Collection[str]
) -> list[Violation]:
    """`above_frame` and `unconfirmed` are the recipients that can't be paid as it stands."""
    found = []
    if not chosen:
        message = "Välj minst en utbetalning."
        found.append(Violation("nothing_chosen", "payments", message))
    if above_frame:
        message = (
            f"Ramen är nu lägre än beloppet för {_listed(above_frame)}. Ångra godkännandet och "
            "lämna tillbaka rekvisitionen, eller välj bort den."
        )
        found.append(Violation("amount_above_frame_now", "payments", message))
    if unconfirmed:
        message = (
            f"Bankgirot är inte bekräftat för {_listed(unconfirmed)}. Bekräfta det med "
            "organisationen först, eller välj bort den."
        )
        found.append(Violation("account_not_confirmed", "payments", message))
    return found


def attest_problems(
    *, bank_day: date, today: date, stated: tuple[int, int], counted: tuple[int, int]
) -> list[Violation]:
    """`stated` and `counted` are (number of payments, sum in kr): of the batch and of its lines."""
    if stated != counted:
        message = "Underlagets summa stämmer inte med dess rader. Lös upp det och gör ett nytt."
        return [Violation("control_sum_differs", None, message)]
    if bank_day < today:
        message = (
            f"Bankdagen {day_and_year(bank_day)} har passerat. Be den som upprättade underlaget "
            "att lösa upp det och göra ett nytt."
        )
        return [Violation("bank_day_passed", None, message)]
    return []


def message_to_recipient(*, reference: str, diarienummer: str) -> str:
    """What stands on the recipient's statement: its own reference first, then the dnr."""
    said = ", ".join(filter(None, [reference, f"dnr {diarienummer}"]))
    return said[:LONGEST_MESSAGE]


def _listed(names: Collection[str]) -> str:
    """The first three by name, the rest as a number."""
    first, more = sorted(names)[:3], len(names) - 3
    return ", ".join(first) + (f" och {more} till" if more > 0 else "")
