"""What comes out of a computation: exact terms, whole kronor, and the sum beside the total."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from allocations.engine.values import Part, Unit
from core.kronor import grouped, with_unit


@dataclass(frozen=True)
class Term:
    """One term of a recipient's amount: exact kr, and how it was reached, without its sign."""

    label: str
    kr: Fraction
    words: str


@dataclass(frozen=True)
class PartSum:
    """A part of the key as divided: kr in all, the sum of weights, and exact kr per weight."""

    part: Part
    kr: Fraction
    weight: Fraction
    takers: int

    @cached_property
    def rate_kr(self) -> Fraction:
        return self.kr / self.weight if self.weight else Fraction()


@dataclass(frozen=True)
class Portion:
    """What a unit gets of a part."""

    part: Part
    unit: Unit
    kr: Fraction
    words: str


@dataclass(frozen=True)
class Row:
    """A recipient's amount: exact kr as the sum of its terms, rounded, adjusted by hand."""

    code: str
    name: str
    terms: tuple[Term, ...]
    rounded_kr: int
    adjustment_kr: int = 0
    adjustment_reason: str = ""

    @property
    def exact(self) -> Fraction:
        return sum((term.kr for term in self.terms), Fraction())

    @property
    def kr(self) -> int:
        return self.rounded_kr + self.adjustment_kr

    @property
    def words(self) -> str:
        """Reads "fast del 730 532 kr + 50 295 invånare × 86,61 kr = 5 086 774 kr"."""
        signed = [(_sign(term.kr), term.words) for term in self.terms]
        if self.adjustment_kr:
            by_hand = f"justering {with_unit(abs(self.adjustment_kr))}"
            signed.append((_sign(self.adjustment_kr), by_hand))
        start = " ".join(" ".join(one) for one in signed).removeprefix("+ ")
        amount = with_unit(self.kr)
        if not start:
            return amount
        says_it_already = "×" not in start and len(signed) == 1 and start.endswith(f" {amount}")
        return start if says_it_already else f"{start} = {amount}"


def _sign(kr: Fraction | int) -> str:
    return "\N{MINUS SIGN}" if kr < 0 else "+"


@dataclass(frozen=True)
class Computation:
    """Every recipient's row in order of code, and the parts that they were reached by."""

    total_kr: int
    units: tuple[Unit, ...]
    parts: tuple[PartSum, ...]
    rows: tuple[Row, ...]

    @property
    def sum_kr(self) -> int:
        return sum(row.kr for row in self.rows)

    @property
    def deviation_kr(self) -> int:
        """The rows' sum less the total that was to be divided; adjustments count."""
        return self.sum_kr - self.total_kr

    @property
    def deviation_words(self) -> str:
        """One sentence, whether or not the rows add up to the total."""
        if not self.deviation_kr:
            return (
                f"Raderna summerar till {with_unit(self.total_kr)}, precis den summa som fördelas."
            )
        more = "mer" if self.deviation_kr > 0 else "mindre"
        return (
            f"Raderna summerar till {with_unit(self.sum_kr)}. Det är "
            f"{grouped(abs(self.deviation_kr))} kr {more} än {with_unit(self.total_kr)}."
        )
