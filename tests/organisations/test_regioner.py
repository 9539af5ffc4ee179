"""The 21 regioner: loaded with their official names, silent until somebody stands behind them."""

import pytest

from organisations.models import Recipient, RecipientKind
from organisations.register_import.cells import BadCell, read_cell
from organisations.register_import.columns import Column
from organisations.register_import.known import KnownRecipient
from organisations.registers import load_registers


@pytest.mark.django_db
def test_21_regioner_are_loaded_one_to_each_lan() -> None:
    load_registers()
    load_registers()
    regioner = Recipient.objects.filter(kind=RecipientKind.REGION)
    assert regioner.count() == regioner.values("lan").distinct().count() == 21
    assert regioner.get(code="REG-14").name == "Västra Götalandsregionen"
    assert all(region.code == f"REG-{region.lan_id}" for region in regioner)


def test_a_region_s_code_is_read_in_a_register_file() -> None:
    assert read_cell(Column.CODE, "reg-12") == "REG-12"


@pytest.mark.parametrize("code", ["REG-1", "REG-123", "REG-SKÅNE"])
def test_what_is_no_region_s_code_is_refused(code: str) -> None:
    with pytest.raises(BadCell, match="en regions kod som REG-12"):
        read_cell(Column.CODE, code)


@pytest.mark.parametrize(
    ("recipient", "is_awaited"),
    [
        (KnownRecipient("Region Skåne", is_region=True), False),
        (KnownRecipient("Region Skåne", "2321000255", "2025-01-01", is_region=True), True),
        (KnownRecipient("Lund"), True),
    ],
)
def test_a_file_need_not_mention_a_region_that_nobody_stands_behind(
    recipient: KnownRecipient, is_awaited: bool
) -> None:
    assert recipient.is_awaited is is_awaited


def test_every_kind_is_called_something_in_the_plural() -> None:
    assert [kind.plural for kind in RecipientKind] == ["RSS", "kommuner", "regioner"]
