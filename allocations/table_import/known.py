"""The recipients as plain values, to hold a table against; allocations.proposed fills them in."""

from dataclasses import dataclass

__all__ = ["Known", "Row"]


@dataclass(frozen=True)
class Known:
    """A recipient with its län; `lan` is the län's name."""

    code: str
    name: str
    lanskod: str = ""
    lan: str = ""


@dataclass(frozen=True)
class Row:
    """What a table gives one recipient. `number` is the row in the file, 0 for a computed one."""

    code: str
    printed_name: str
    kr: int
    number: int = 0
