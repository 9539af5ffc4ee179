"""The arithmetic of an allocation: a key and its statistics in, every recipient's kronor out.

Pure Python with exact fractions; knows no database. A sum is divided among units (recipients, or
län that are divided further), part by part; what comes out keeps how it was reached, in kr and in
Swedish. `allocations.keys` fills it from the rows of the database. This is its public door; keep
it small.
"""

from allocations.engine.compute import compute
from allocations.engine.key_words import key_in_words
from allocations.engine.results import Computation, PartSum, Row, Term
from allocations.engine.values import (
    Adjustment,
    AmountKind,
    KeyValues,
    Measured,
    Part,
    Receiver,
    Rounding,
    Split,
    Threshold,
    ThresholdRule,
    UnitKind,
)

__all__ = [
    "Adjustment",
    "AmountKind",
    "Computation",
    "KeyValues",
    "Measured",
    "Part",
    "PartSum",
    "Receiver",
    "Rounding",
    "Row",
    "Split",
    "Term",
    "Threshold",
    "ThresholdRule",
    "UnitKind",
    "compute",
    "key_in_words",
]
