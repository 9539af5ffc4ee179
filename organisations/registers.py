"""Loads the registers of län, RSS, kommuner and regioner. Safe to repeat: what exists is left
alone, for staff may have corrected it.
"""

from collections.abc import Iterable

from django.db import transaction

from core.fixtures import read_csv
from organisations.models import Lan, Recipient, RecipientKind

__all__ = ["load_registers"]


@transaction.atomic
def load_registers() -> None:
    """21 län, 24 RSS, 290 kommuner and 21 regioner, from fixtures/registers.

    SCB's codes; a region's is REG- and its länskod. The regioner's names are their official ones
    as commonly known, not taken from one of the sources.
    """
    Lan.objects.bulk_create(
        [Lan(lanskod=row["lanskod"], name=row["lan"]) for row in read_csv("registers/lan.csv")],
        ignore_conflicts=True,
    )
    kommuner = read_csv("registers/kommuner.csv")
    _write(
        Recipient(code=code, kind=RecipientKind.RSS, name=name, lan_id=lanskod)
        for code, name, lanskod in sorted(
            {(row["rss_kod"], row["rss"], row["lanskod"]) for row in kommuner}
        )
    )
    rss = dict(Recipient.objects.filter(kind=RecipientKind.RSS).values_list("code", "pk"))
    _write(
        Recipient(
            code=row["kommunkod"],
            kind=RecipientKind.KOMMUN,
            name=row["kommun"],
            lan_id=row["lanskod"],
            rss_id=rss[row["rss_kod"]],
        )
        for row in kommuner
    )
    _write(
        Recipient(
            code=row["kod"],
            kind=RecipientKind.REGION,
            name=row["region"],
            lan_id=row["lanskod"],
        )
        for row in read_csv("registers/regioner.csv")
    )


def _write(recipients: Iterable[Recipient]) -> None:
    Recipient.objects.bulk_create(recipients, ignore_conflicts=True)
