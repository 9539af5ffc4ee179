"""The three bilagor, explained to the krona: manage.py explain_allocation, and its words."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from allocations.decided import load_allocations
from allocations.explained import Explanation, still_explained
from allocations.models import Allocation, AllocationKey, Statistic
from allocations.queries import explanations, in_force, key_of
from grants.decided import load_decisions
from grants.models import Round
from organisations.models import Recipient
from organisations.registers import load_registers
from tests.builders import APRIL, make_round

pytestmark = pytest.mark.django_db

KOMMUN = "socialtjanst-kommun-2025"
RSS = "socialtjanst-rss-2025"
ELDERLY = "aldreomsorg-rss-2025"


@pytest.fixture(scope="module", autouse=True)
def bilagor(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The real registers, decisions and bilagor, loaded once and rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_registers()
        load_decisions()
        load_allocations(at=APRIL)
        yield
        transaction.set_rollback(True)


def explain(round_key: str, *options: str) -> list[str]:
    out = StringIO()
    call_command("explain_allocation", "--round", round_key, *options, stdout=out)
    return out.getvalue().replace("\N{NO-BREAK SPACE}", " ").splitlines()


def allocation(round_key: str) -> Allocation:
    found = in_force(Round.objects.get(key=round_key))
    assert found
    return found


def explanation(round_key: str, code: str) -> Explanation:
    return explanations(allocation(round_key))[Recipient.objects.get(code=code).pk]


def words(round_key: str, code: str) -> str:
    return explanation(round_key, code).words.replace("\N{NO-BREAK SPACE}", " ")


# --- The command ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("round_key", "last_line"),
    [
        (KOMMUN, "matched 290 of 290, sum decided 1145499999, stated 1145500000"),
        (RSS, "matched 20 of 24, sum decided 23000000, stated 23000000"),
        (ELDERLY, "matched 24 of 24, sum decided 100000000, stated 100000000"),
    ],
)
def test_the_last_line_says_how_many_rows_the_key_explains(round_key: str, last_line: str) -> None:
    lines = explain(round_key)
    assert lines[-1] == last_line
    assert len(lines) == len(explanations(allocation(round_key))) + 2


def test_each_line_has_decided_computed_adjusted_and_difference() -> None:
    lines = [" ".join(line.split()) for line in explain(ELDERLY)]
    assert lines[0] == "code name decided computed adjusted difference"
    assert "RSS-09 RSS Gotland 1654037 1654036 +1 0" in lines
    assert "RSS-12 RSS Skåne 10601115 10601115 0 0" in lines


def test_the_columns_are_aligned() -> None:
    assert len({len(line) for line in explain(RSS)[:-1]}) == 1


def test_the_words_come_when_asked_for() -> None:
    assert not any("×" in line for line in explain(KOMMUN))
    told = explain(KOMMUN, "--words")
    assert "Upplands Väsby: fast del 730 532 kr + 50 295 invånare × 86,61 kr = 5 086 774 kr" in told
    assert told[-1].startswith("matched 290 of 290")


def test_an_unknown_round_gets_a_sentence() -> None:
    with pytest.raises(CommandError, match="Omgången x finns inte"):
        explain("x")


def test_a_round_without_a_key_gets_a_sentence() -> None:
    round_ = make_round("utan-nyckel", year=2031)
    with pytest.raises(CommandError, match="ingen fastställd fördelningsnyckel"):
        explain(round_.key)


# --- What the sources explain ---------------------------------------------------------------------


def test_two_kronor_of_the_elderly_care_were_placed_by_hand() -> None:
    rows = explanations(allocation(ELDERLY)).values()
    by_hand = {one.row.name: one.adjustment_kr for one in rows if one.adjustment_kr}
    assert by_hand == {"RSS Gotland": 1, "RSS Boråsregionen": 1}
    assert sum(one.decided_kr == one.computed_kr for one in rows) == 22


def test_the_inner_split_of_vastra_gotaland_is_not_explained_but_its_sum_is() -> None:
    inner = [
        one for one in explanations(allocation(RSS)).values() if one.row.code.startswith("RSS-14")
    ]
    assert not any(one.matches for one in inner)
    assert (
        sum(one.decided_kr for one in inner) == sum(one.computed_kr for one in inner) == 1_907_407
    )


def test_the_kommuners_rows_are_one_krona_short_of_the_stated_total() -> None:
    done = explain(KOMMUN, "--words")
    assert "Raderna summerar till 1 145 499 999 kr. Det är 1 kr mindre än 1 145 500 000 kr." in done


# --- Words ----------------------------------------------------------------------------------------


def test_a_large_kommun_has_a_fixed_part_that_has_grown() -> None:
    assert words(KOMMUN, "1281") == (
        "fast del 961 899 kr (730 532 kr × 131 671 / 100 000 invånare) + "
        "131 671 invånare × 86,61 kr = 12 366 426 kr"
    )


def test_an_adjustment_is_told_with_its_reason() -> None:
    told = words(ELDERLY, "RSS-09")
    assert "+ 1 kommun × 86 206,90 kr +" in told
    assert told.endswith(
        "+ justering 1 kr = 1 654 037 kr. Bilagan ger en krona mer än avrundningen. Kronan är "
        "placerad för hand, så att raderna summerar till 100 000 000 kr."
    )


def test_what_the_key_does_not_explain_is_said() -> None:
    assert words(RSS, "RSS-14-FYRBODAL").endswith(
        "= 418 904 kr. Beslutat är 419 657 kr, 753 kr mer än nyckeln ger."
    )


def test_an_allocation_without_a_key_has_no_explanations() -> None:
    round_ = make_round("utan-nyckel", year=2031)
    assert explanations(allocation(round_.key)) == {}


def test_a_recipient_that_came_later_changes_nothing() -> None:
    kommun = Recipient.objects.get(code="1281")
    Recipient.objects.create(code="1299", kind="kommun", name="Ny", lan_id="12", rss=kommun.rss)
    assert explanation(KOMMUN, "1281").matches


def test_a_key_that_can_no_longer_be_followed_leaves_the_table_without_explanations() -> None:
    rss = Recipient.objects.get(code="RSS-14-SKARABORG")
    Recipient.objects.create(code="1400", kind="kommun", name="Ny", lan_id="14", rss=rss)
    assert explanations(allocation(RSS)) == {}
    assert still_explained(allocation(RSS)) is None
    with pytest.raises(CommandError, match="saknar värde för RSS Skaraborg"):
        explain(RSS)


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows() -> None:
    counts = []
    for round_key in (RSS, KOMMUN):
        asked = allocation(round_key)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            explanations(asked)
        counts.append(len(queries))
    assert max(counts) <= 8
    assert len(set(counts)) == 1


# --- Loading --------------------------------------------------------------------------------------


def test_loading_again_changes_nothing() -> None:
    load_allocations(at=APRIL)
    assert (Allocation.objects.count(), AllocationKey.objects.count()) == (3, 3)
    assert Statistic.objects.count() == 4


def test_the_loaded_keys_are_frozen_and_belong_to_their_allocations() -> None:
    for one in Allocation.objects.select_related("key"):
        assert one.key is not None
        assert one.key.adopted_at == APRIL


def test_a_key_adopted_later_explains_an_allocation_that_has_none() -> None:
    round_ = make_round("utan-nyckel", year=2031)
    key = AllocationKey.objects.create(round=round_, number=1, name="Lika", total_kr=10)
    assert key_of(allocation(round_.key)) is None
    AllocationKey.objects.filter(pk=key.pk).update(adopted_at=APRIL)
    assert key_of(allocation(round_.key)) == key
