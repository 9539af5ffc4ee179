"""Statistics, allocation keys, and allocations: what each recipient may requisition, and why.

The decided table is the law; a key computes the same amounts from statistics, and explains them.
"""

from allocations.models.allocations import Allocation, AllocationRow
from allocations.models.keys import (
    AllocationKey,
    AmountKind,
    KeyAdjustment,
    KeyPart,
    KeySplit,
    Measure,
    Rounding,
    ThresholdRule,
    UnitKind,
)
from allocations.models.proposals import Proposal
from allocations.models.statistics import Statistic, StatisticValue

__all__ = [
    "Allocation",
    "AllocationKey",
    "AllocationRow",
    "AmountKind",
    "KeyAdjustment",
    "KeyPart",
    "KeySplit",
    "Measure",
    "Proposal",
    "Rounding",
    "Statistic",
    "StatisticValue",
    "ThresholdRule",
    "UnitKind",
]
