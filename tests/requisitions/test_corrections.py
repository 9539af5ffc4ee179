"""What is asked for or paid is pointed out before new frames are adopted."""

from collections.abc import Mapping

import pytest
from pytest_django import DjangoAssertNumQueries

from grants.models import Round
from organisations.models import Recipient
from requisitions.corrections import Touched, touched_by
from requisitions.models import Requisition
from requisitions.states import RequisitionStatus
from tests.builders import make_recipient, make_requisition, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> Round:
    return make_round(frames={"RSS-12": 1_000_000, "RSS-09": 500_000})


def touched(round_: Round, frames: Mapping[str, int]) -> list[Touched]:
    ids = dict(Recipient.objects.values_list("code", "pk"))
    return touched_by(round_, {ids[code]: kr for code, kr in frames.items()})


def test_who_has_not_asked_is_not_named(round_: Round) -> None:
    assert touched(round_, {"RSS-12": 1, "RSS-09": 2}) == []


def test_who_keeps_her_frame_is_not_named(round_: Round) -> None:
    make_requisition(round_)
    assert touched(round_, {"RSS-12": 1_000_000, "RSS-09": 1}) == []


def test_paid_more_than_the_new_frame_must_be_decided_about(round_: Round) -> None:
    make_requisition(round_, paid=True)
    (found,) = touched(round_, {"RSS-12": 900_000, "RSS-09": 500_000})
    assert (found.paid_kr, found.old_frame_kr) == (1_000_000, 1_000_000)
    assert found.needs_decision
    assert "100\xa0000\xa0kr mer än den nya ramen. Utbetalningen står kvar" in found.meaning


def test_asked_for_more_than_the_new_frame_must_be_decided_about(round_: Round) -> None:
    make_requisition(round_, approved=True)
    (found,) = touched(round_, {"RSS-12": 900_000})
    assert (found.status, found.paid_kr) == (RequisitionStatus.APPROVED, 0)
    assert found.needs_decision
    assert "innan pengarna betalas ut" in found.meaning


def test_a_higher_frame_leaves_something_to_ask_for(round_: Round) -> None:
    make_requisition(round_)
    (found,) = touched(round_, {"RSS-12": 1_000_001})
    assert not found.needs_decision
    assert "Den nya ramen är 1\xa0kr högre än så." in found.meaning


def test_asked_for_just_what_the_new_frame_says(round_: Round) -> None:
    make_requisition(round_, amount_kr=900_000)
    (found,) = touched(round_, {"RSS-12": 900_000})
    assert "lika mycket som den nya ramen" in found.meaning


def test_a_draft_may_ask_for_the_new_frame(round_: Round) -> None:
    make_requisition(round_, submitted=False)
    (found,) = touched(round_, {"RSS-12": 900_000})
    assert (found.asked_kr, found.status_label) == (None, "Utkast")
    assert "Kan rekvirera 900\xa0000\xa0kr" in found.meaning


def test_who_is_left_out_of_the_new_table_gets_nothing(round_: Round) -> None:
    make_requisition(round_)
    (found,) = touched(round_, {"RSS-09": 500_000})
    assert (found.new_frame_kr, found.needs_decision) == (0, True)


def test_what_must_be_decided_about_comes_first(round_: Round) -> None:
    make_requisition(round_, make_recipient("RSS-09"))
    make_requisition(round_, paid=True)
    found = touched(round_, {"RSS-12": 1, "RSS-09": 500_001})
    assert [one.recipient.code for one in found] == ["RSS-12", "RSS-09"]


def test_nothing_is_changed_by_pointing_it_out(round_: Round) -> None:
    before = Requisition.objects.values().get(pk=make_requisition(round_, paid=True).pk)
    touched(round_, {"RSS-12": 1})
    assert Requisition.objects.values().get(pk=before["id"]) == before


def test_it_asks_twice_however_many_they_are(
    round_: Round, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_requisition(round_, paid=True)
    make_requisition(round_, make_recipient("RSS-09"))
    with django_assert_num_queries(2):
        assert len(touched_by(round_, {})) == 2
