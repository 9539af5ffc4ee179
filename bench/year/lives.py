"""Who takes part, and on which days each of them does what: drawn by lot, nothing done yet."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["BEGINS", "ENDS", "Life", "RoundDays", "lives"]

BEGINS, ENDS = date(2025, 2, 17), date(2026, 5, 29)
"""From before the first round opens until the last invoice has gone out (both inclusive)."""

NEVER, LATE = 0.06, 0.1
"""Chances that a recipient doesn't do a deed at all, and that it does it after the last day."""


@dataclass(frozen=True)
class RoundDays:
    """A round of the simulated year and its days."""

    key: str
    kind: str
    recipients: tuple[str, ...]
    opens: date
    last: date
    report_opens: date
    report_last: date


@dataclass(frozen=True)
class Life:
    """One recipient in one round. A deed without a day is never done.

    `contact` and `ombud` are addresses, the same one where the ombud is the contact person;
    `registrator` is the huvudman's own, which follows every case.
    """

    round_key: str
    recipient: str
    ombud: str
    registrator: str
    contact: str
    signatory: str
    invoices: str
    requisitioned: date | None
    paid: date | None
    locked: date | None
    approved: date | None
    accepted: date | None
    unused_kr: int

    @property
    def case(self) -> str:
        return f"{self.round_key}/{self.recipient}"


def rounds(*, full: bool) -> tuple[RoundDays, ...]:
    """24 RSS, 24 RSS and 290 kommuner: 314 recipients; a handful of each when not full."""
    rss = tuple(f"RSS-{number:02d}" for number in range(1, 25 if full else 4))
    kommuner = tuple(f"{number:04d}" for number in range(1001, 1291 if full else 1009))
    return (
        RoundDays(
            "aldreomsorg-rss-2025", "rss", rss, date(2025, 3, 3), date(2025, 5, 15),
            date(2026, 1, 19), date(2026, 3, 2),
        ),
        RoundDays(
            "socialtjanst-rss-2025", "rss", rss, date(2025, 3, 17), date(2025, 5, 15),
            date(2026, 1, 26), date(2026, 3, 2),
        ),
        RoundDays(
            "socialtjanst-kommun-2025", "kommun", kommuner, date(2025, 4, 1), date(2025, 6, 5),
            date(2026, 1, 19), date(2026, 3, 30),
        ),
    )  # fmt: skip


def lives(of: tuple[RoundDays, ...], lot: random.Random) -> list[Life]:
    """A life for each recipient in each round."""
    return [_life(round_, code, lot) for round_ in of for code in round_.recipients]


def _life(round_: RoundDays, code: str, lot: random.Random) -> Life:
    name = f"{code}.{round_.key}".lower()
    ombud = f"ombud.{code}@example.se".lower()
    requisitioned = _day(round_.opens, round_.last, lot)
    paid = requisitioned and requisitioned + timedelta(days=lot.randint(3, 14))
    locked = paid and _day(max(round_.report_opens, paid), round_.report_last, lot)
    approved = locked and locked + timedelta(days=lot.choice([0, 0, 1, 2, 5]))
    accepted = approved and approved + timedelta(days=lot.randint(3, 30))
    return Life(
        round_key=round_.key,
        recipient=code,
        ombud=ombud,
        registrator=f"registrator.{code}@example.se".lower(),
        contact=ombud if lot.random() < 0.5 else f"kontakt.{name}@example.se",
        signatory=f"chef.{name}@example.se",
        invoices=f"faktura.{name}@example.se",
        requisitioned=requisitioned,
        paid=paid,
        locked=locked,
        approved=approved,
        accepted=accepted if accepted and accepted <= ENDS else None,
        unused_kr=lot.choice([0, 0, 1, 250_000]),
    )


def _day(opens: date, last: date, lot: random.Random) -> date | None:
    """Most come in the last weeks, some after the last day, some never."""
    fate = lot.random()
    if fate < NEVER:
        return None
    if fate < NEVER + LATE:
        return last + timedelta(days=lot.randint(1, 20))
    span = (last - opens).days
    return last - timedelta(days=min(span, round(span * lot.betavariate(1, 3))))


def days() -> Iterator[date]:
    """Every day of the simulated year."""
    for number in range((ENDS - BEGINS).days + 1):
        yield BEGINS + timedelta(days=number)
