"""The books of a round: each recipient's kronor from frame to what is open, and what won't foot.

Pure: figures in, sentences out. Each figure stands against another that was written elsewhere: a
requisition against what was sent in, a payment against its bank file, an invoice against its own
snapshot. Reading them is oversight.queries'.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal

from core.kronor import with_unit

__all__ = ["COLUMNS", "Evidence", "Figures", "Row", "difference", "problems", "total"]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A recipient's kronor, in the order in which they move; kr, what is paid in with öre.

    `decided` is what claims were decided to, `claimed` what was proposed.
    """

    frame: int = 0
    requisitioned: int = 0
    paid: int = 0
    returned: int = 0
    used: int = 0
    unused: int = 0
    claimed: int = 0
    decided: int = 0
    invoiced: int = 0
    credited: int = 0
    settled: Decimal = field(default_factory=Decimal)

    @property
    def open(self) -> Decimal:
        """What is left to pay of the invoices."""
        return Decimal(self.invoiced - self.credited) - self.settled


COLUMNS = (
    ("frame", "Ram"),
    ("requisitioned", "Rekvirerat"),
    ("paid", "Utbetalt"),
    ("returned", "Återlämnat"),
    ("used", "Använt"),
    ("unused", "Oanvänt"),
    ("claimed", "Återkrav"),
    ("decided", "Beslutat"),
    ("invoiced", "Fakturerat"),
    ("credited", "Krediterat"),
    ("settled", "Inbetalt"),
    ("open", "Öppet"),
)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The same kronor as written elsewhere. None: there is nothing to compare with.

    `sent_in` by the recipient; `in_files` of the batches that were attested; `reported_received`
    of an accepted report; `for_unused` what was claimed for unused money or a missing report and
    `decided_for_unused` what became of it, credits taken off; `invoiced_claims` the decisions
    that have an invoice; `printed` and `credits_printed` by the snapshots; `over_settled` what is
    settled or handled beyond the payments that it comes from; `returns_in_bank` early returns
    that the bank's files told of, and `returns_by_bank` what was booked as returned for those.
    """

    sent_in: int | None = None
    in_files: int | None = None
    reported_received: int | None = None
    for_unused: int = 0
    decided_for_unused: int = 0
    invoiced_claims: int = 0
    printed: int = 0
    credits_printed: int = 0
    over_settled: Decimal = field(default_factory=Decimal)
    returns_in_bank: Decimal = field(default_factory=Decimal)
    returns_by_bank: int = 0
    not_claimed_yet: bool = False


@dataclass(frozen=True)
class Row:
    """One recipient's line in the books."""

    code: str
    name: str
    figures: Figures
    evidence: Evidence

    @property
    def problems(self) -> list[str]:
        return list(problems(self.figures, self.evidence))


def problems(has: Figures, told: Evidence) -> Iterator[str]:
    """What does not foot, a sentence each."""
    yield from _paid_out(has, told)
    yield from _reported(has, told)
    yield from _asked_back(has, told)
    yield from _paid_in(has, told)


def difference(parts: list[Row], *, decision_kr: int) -> list[str]:
    """What does not foot for the round as a whole."""
    summed = total(parts)
    found = []
    if summed.frame > decision_kr:
        found.append(_more("Ramarna", summed.frame, "det beslutet ger", decision_kr))
    if summed.paid > decision_kr:
        found.append(_more("Utbetalt", summed.paid, "det beslutet ger", decision_kr))
    return found


def total(rows: list[Row]) -> Figures:
    """The sums of all columns."""
    names = [one.name for one in fields(Figures)]
    sums = {name: sum(getattr(row.figures, name) for row in rows) for name in names}
    return Figures(**{**sums, "settled": Decimal(sums["settled"])})


def _paid_out(has: Figures, told: Evidence) -> Iterator[str]:
    if has.requisitioned > has.frame:
        yield _more("Rekvirerat", has.requisitioned, "ramen", has.frame)
    if told.sent_in is not None and told.sent_in != has.requisitioned:
        yield _differ("Rekvirerat", has.requisitioned, "det som skickades in", told.sent_in)
    if has.paid > has.requisitioned:
        yield _more("Utbetalt", has.paid, "rekvirerat", has.requisitioned)
    if told.in_files is not None and told.in_files != has.paid:
        yield _differ("Utbetalt", has.paid, "attesterade bankfiler", told.in_files)
    if has.returned > has.paid:
        yield _more("Återlämnat", has.returned, "utbetalt", has.paid)
    if told.returns_in_bank != told.returns_by_bank:
        back = with_unit(int(told.returns_in_bank))
        yield f"Återlämnat {with_unit(told.returns_by_bank)}, men banken har bokfört {back}."


def _reported(has: Figures, told: Evidence) -> Iterator[str]:
    kept = has.paid - has.returned
    if told.reported_received is None:
        return
    if told.reported_received != kept:
        what = "utbetalt minus återlämnat"
        yield _differ("Mottaget enligt återrapporten", told.reported_received, what, kept)
    if has.used + has.unused != told.reported_received:
        what = "mottaget enligt återrapporten"
        yield _differ("Använt och oanvänt", has.used + has.unused, what, told.reported_received)


def _asked_back(has: Figures, told: Evidence) -> Iterator[str]:
    if told.reported_received is not None and not told.not_claimed_yet:
        if told.for_unused < has.unused:
            yield _differ("Återkrav för oanvänt", told.for_unused, "oanvänt", has.unused)
        elif told.decided_for_unused > has.unused:
            yield _more("Beslutat för oanvänt", told.decided_for_unused, "oanvänt", has.unused)
    if has.decided > has.claimed:
        yield _more("Beslutat", has.decided, "återkraven", has.claimed)
    if has.invoiced != told.invoiced_claims:
        yield _differ("Fakturerat", has.invoiced, "besluten bakom", told.invoiced_claims)
    if has.invoiced != told.printed:
        yield _differ("Fakturerat", has.invoiced, "det som står på fakturorna", told.printed)


def _paid_in(has: Figures, told: Evidence) -> Iterator[str]:
    if has.credited > has.invoiced:
        yield _more("Krediterat", has.credited, "fakturerat", has.invoiced)
    if has.credited != told.credits_printed:
        what = "det som står på kreditfakturorna"
        yield _differ("Krediterat", has.credited, what, told.credits_printed)
    if has.settled < 0 or has.settled > has.invoiced:
        yield f"Inbetalt {has.settled} kr ligger utanför fakturerat {with_unit(has.invoiced)}."
    if told.over_settled > 0:
        yield f"Avräknat {told.over_settled} kr mer än inbetalningarna räcker till."


def _differ(what: str, kr: int, other: str, other_kr: int) -> str:
    return f"{what} {with_unit(kr)} är inte lika med {other} {with_unit(other_kr)}."


def _more(what: str, kr: int, other: str, other_kr: int) -> str:
    return f"{what} {with_unit(kr)} är mer än {other} {with_unit(other_kr)}."
