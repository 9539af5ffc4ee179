"""What tests of allocations need beside tests.builders: keys for the engine, and keys as rows."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from allocations import models
from allocations.engine import AmountKind, KeyValues, Measured, Part, Receiver
from allocations.models import (
    Allocation,
    AllocationKey,
    AllocationRow,
    KeyPart,
    Measure,
    Statistic,
    StatisticValue,
)
from grants.models import Round
from organisations.models import Recipient, RecipientKind
from tests.builders import APRIL, make_round

POPULATION = {"A": 100, "B": 200, "C": 700}


def measured(values: Mapping[str, int] | None = None, **fields: Any) -> Measured:
    """A statistic by code: 100, 200 and 700 inhabitants unless told otherwise."""
    exact = {code: Fraction(value) for code, value in (values or POPULATION).items()}
    return Measured(
        **{"name": "Folkmängd 2024-12-31", "unit": "invånare", "values": exact, **fields}
    )


def receivers(*codes: str, group: str = "14") -> list[Receiver]:
    """Recipients called after their codes, in one län."""
    names = codes or tuple(POPULATION)
    return [Receiver(code, f"Ort {code}", group, "Västra Götalands län") for code in names]


def rest(statistic: Measured | None = None, **fields: Any) -> Part:
    """The part that takes what is left."""
    return Part(**{"label": "Resten", "kind": AmountKind.REST, "statistic": statistic, **fields})


def per_unit(kr: int, **fields: Any) -> Part:
    """A fixed amount for each."""
    return Part(
        **{"label": "Fast del", "kind": AmountKind.PER_UNIT, "amount": Fraction(kr), **fields}
    )


def pot(kr: int, **fields: Any) -> Part:
    """A fixed amount in all."""
    return Part(**{"label": "Pott", "kind": AmountKind.POT, "amount": Fraction(kr), **fields})


def share(per_cent: int, **fields: Any) -> Part:
    """A share of the whole sum."""
    amount = Fraction(per_cent)
    return Part(
        **{
            "label": f"{per_cent} procent",
            "kind": AmountKind.SHARE,
            "amount": amount,
            **fields,
        }
    )


def key(total_kr: int, *parts: Part, **fields: Any) -> KeyValues:
    """A key of the parts; everything by inhabitants when there are none."""
    return KeyValues(total_kr=total_kr, parts=parts or (rest(measured()),), **fields)


# --- Rows of the database -------------------------------------------------------------------------


def make_statistic(values: Mapping[str, int], **fields: Any) -> Statistic:
    """A statistic of recipients that there are, by code."""
    number = Statistic.objects.count() + 1
    statistic = Statistic.objects.create(
        **{
            "name": "Folkmängd",
            "unit": "invånare",
            "recipient_kind": RecipientKind.RSS,
            "measured_on": date(2024, 12, 31),
            "source": f"SCB, tabell {number}",
            "adopted_at": APRIL,
            **fields,
        }
    )
    recipients = Recipient.objects.in_bulk(values, field_name="code")
    StatisticValue.objects.bulk_create(
        StatisticValue(statistic=statistic, recipient=recipients[code], value=value)
        for code, value in values.items()
    )
    return statistic


def make_key(round_: Round, total_kr: int = 1000, **fields: Any) -> AllocationKey:
    """A key without parts, numbered after those that the round has."""
    number = AllocationKey.objects.filter(round=round_).count() + 1
    return AllocationKey.objects.create(
        **{
            "round": round_,
            "number": number,
            "name": "Fast del och resten",
            "total_kr": total_kr,
            **fields,
        }
    )


def make_part(key: AllocationKey, **fields: Any) -> KeyPart:
    """The next part of a key: the rest, equally, unless told otherwise."""
    position = key.parts.count() + 1
    measure = Measure.STATISTIC if fields.get("statistic") else Measure.EQUAL
    defaults = {
        "label": f"Del {position}",
        "measure": measure,
        "amount_kind": models.AmountKind.REST,
    }
    return KeyPart.objects.create(key=key, position=position, **{**defaults, **fields})


def make_allocation_with_key() -> Allocation:
    """Number 2 of the round: 150 kr to each of two RSS, and 700 kr by 100 and 300 inhabitants."""
    round_ = make_round()
    statistic = make_statistic({"RSS-09": 100, "RSS-12": 300})
    key = make_key(round_, rounding=models.Rounding.EACH_ROW)
    make_part(key, label="Fast del", amount_kind=models.AmountKind.PER_UNIT, amount=150)
    make_part(key, label="Resten", statistic=statistic)
    round_.allocations.update(is_in_force=False)
    allocation = Allocation.objects.create(
        round=round_,
        number=2,
        source="Nyckeln",
        reason="Statistiken är rättad.",
        stated_total_kr=1000,
        key=key,
        adopted_on=date(2025, 4, 1),
    )
    for code, kr in {"RSS-09": 325, "RSS-12": 675}.items():
        recipient = Recipient.objects.get(code=code)
        AllocationRow.objects.create(
            allocation=allocation, recipient=recipient, printed_name=recipient.name, kr=kr
        )
    return allocation
