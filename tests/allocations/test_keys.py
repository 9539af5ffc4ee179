"""Keys as rows: what the engine gets from them, and that an adopted one stays as it is."""

from fractions import Fraction

import pytest
from django.db import DatabaseError, connection
from django.db.models import TextChoices
from django.test.utils import CaptureQueriesContext

from allocations import engine, models
from allocations.engine import Row
from allocations.keys import computed, followed
from allocations.models import AllocationKey, KeyAdjustment, KeyPart, KeySplit, Measure
from core.errors import RuleViolated
from grants.models import Round
from organisations.models import Lan, Recipient, RecipientKind
from tests.allocations.builders import make_key, make_part, make_statistic
from tests.builders import APRIL, make_round

pytestmark = pytest.mark.django_db

KOMMUNER = {"1281": 131_671, "1280": 368_368, "0980": 61_029}


@pytest.fixture
def round_() -> Round:
    """RSS Skåne with two kommuner, and RSS-09 on Gotland with one."""
    made = make_round()
    gotland = Lan.objects.create(lanskod="09", name="Gotlands län")
    Recipient.objects.filter(code="RSS-09").update(lan=gotland)
    for code in KOMMUNER:
        rss = Recipient.objects.get(code="RSS-09" if code == "0980" else "RSS-12")
        add_kommun(code, rss)
    return made


def add_kommun(code: str, rss: Recipient) -> None:
    Recipient.objects.create(
        code=code, kind=RecipientKind.KOMMUN, name=f"Kommun {code}", lan=rss.lan, rss=rss
    )


def population() -> models.Statistic:
    return make_statistic(KOMMUNER, recipient_kind=RecipientKind.KOMMUN)


def rows(key: AllocationKey) -> dict[str, Row]:
    return {row.code: row for row in computed(key).rows}


# --- What is divided among whom -------------------------------------------------------------------


def test_a_key_divides_among_all_recipients_of_the_rounds_kind(round_: Round) -> None:
    key = make_key(round_)
    make_part(key)
    assert {code: row.kr for code, row in rows(key).items()} == {"RSS-09": 500, "RSS-12": 500}


def test_a_statistic_of_kommuner_is_summed_to_their_rss(round_: Round) -> None:
    key = make_key(round_, total_kr=561_068)
    make_part(key, statistic=population())
    assert {code: row.kr for code, row in rows(key).items()} == {
        "RSS-09": 61_029,
        "RSS-12": 500_039,
    }


def test_a_statistic_of_kommuner_is_summed_to_the_region_of_their_lan(round_: Round) -> None:
    round_.recipient_kind = RecipientKind.REGION
    for lanskod in ("09", "12"):
        Recipient.objects.create(
            code=f"REG-{lanskod}", kind=RecipientKind.REGION, name="Region", lan_id=lanskod
        )
    key = make_key(round_, total_kr=561_068)
    make_part(key, statistic=population())
    assert rows(key)["REG-12"].kr == 500_039


def test_a_sum_with_a_kommun_missing_is_no_sum(round_: Round) -> None:
    key = make_key(round_)
    make_part(key, statistic=population())
    add_kommun("1299", Recipient.objects.get(code="RSS-12"))
    with pytest.raises(RuleViolated, match="saknar värde för RSS Skåne") as refused:
        computed(key)
    assert [one.code for one in refused.value.violations] == ["statistic_missing_value"]


def test_a_statistic_of_rss_says_nothing_of_kommuner(round_: Round) -> None:
    round_.recipient_kind = RecipientKind.KOMMUN
    key = make_key(round_)
    make_part(key, statistic=make_statistic({"RSS-09": 1, "RSS-12": 2}))
    with pytest.raises(RuleViolated, match="saknar värde för Kommun 0980"):
        computed(key)


# --- Rows to values -------------------------------------------------------------------------------


def test_limits_only_and_per_cent_come_through(round_: Round) -> None:
    key = make_key(round_)
    limit = {"threshold_rule": "only_from", "threshold": 100_000}
    make_part(key, amount_kind="share", amount=70, threshold_statistic=population(), **limit)
    make_part(key, only=["RSS-09"])
    assert {code: row.kr for code, row in rows(key).items()} == {"RSS-09": 300, "RSS-12": 700}


def test_splits_cap_and_adjustments_come_through(round_: Round) -> None:
    Recipient.objects.filter(code="RSS-09").update(lan="12")
    key = make_key(round_, unit_kind="lan", cap_kr=800)
    part = make_part(key)
    KeySplit.objects.create(
        key=key, lan_id="12", part=part, measure=Measure.STATISTIC, statistic=population()
    )
    rss = Recipient.objects.get(code="RSS-12")
    KeyAdjustment.objects.create(key=key, recipient=rss, kr=1, reason="Skäl.")
    assert {code: row.kr for code, row in rows(key).items()} == {"RSS-09": 200, "RSS-12": 801}


def test_a_residual_goes_to_the_named_recipient(round_: Round) -> None:
    rss = Recipient.objects.get(code="RSS-12")
    key = make_key(round_, total_kr=1001, rounding="residual", residual_to=rss)
    make_part(key)
    assert {code: row.kr for code, row in rows(key).items()} == {"RSS-09": 501, "RSS-12": 500}


def test_the_weights_are_exact(round_: Round) -> None:
    key = make_key(round_)
    make_part(key, statistic=population())
    assert rows(key)["RSS-09"].exact == Fraction(1000 * 61_029, 561_068)


def test_a_key_can_be_followed_for_some(round_: Round) -> None:
    key = make_key(round_)
    make_part(key)
    only = Recipient.objects.filter(code="RSS-09").select_related("lan")
    assert [row.kr for row in followed(key, only).done.rows] == [1000]


def test_the_number_of_queries_is_fixed(round_: Round) -> None:
    key = make_key(round_)
    make_part(key, statistic=population())
    counts = []
    for code in ("RSS-21", "RSS-22"):
        with CaptureQueriesContext(connection) as queries:
            computed(key)
        counts.append(len(queries))
        Recipient.objects.create(code=code, kind=RecipientKind.RSS, name=code, lan_id="09")
        add_kommun_with_value(code, key)
    assert counts[0] == counts[1] <= 7


def add_kommun_with_value(code: str, key: AllocationKey) -> None:
    rss = Recipient.objects.get(code=code)
    add_kommun(f"9{code[-3:]}", rss)
    part = key.parts.get()
    assert part.statistic is not None
    models.StatisticValue.objects.create(
        statistic=part.statistic, recipient=rss.kommuner.get(), value=5
    )


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (engine.Rounding, models.Rounding),
        (engine.UnitKind, models.UnitKind),
        (engine.AmountKind, models.AmountKind),
        (engine.ThresholdRule, models.ThresholdRule),
    ],
)
def test_the_engine_and_the_rows_use_the_same_words(
    ours: type[engine.Rounding], theirs: type[TextChoices]
) -> None:
    assert {one.value for one in ours} == {one for one in theirs.values if one}


# --- An adopted key -------------------------------------------------------------------------------


def test_the_parts_of_an_adopted_key_cannot_be_changed(round_: Round) -> None:
    key = make_key(round_)
    make_part(key)
    AllocationKey.objects.filter(pk=key.pk).update(adopted_at=APRIL)
    with pytest.raises(DatabaseError, match="frozen"):
        KeyPart.objects.filter(key=key).update(label="Annan")


def test_an_adopted_key_gets_no_more_parts(round_: Round) -> None:
    key = make_key(round_)
    AllocationKey.objects.filter(pk=key.pk).update(adopted_at=APRIL)
    with pytest.raises(DatabaseError, match="frozen"):
        make_part(key)
