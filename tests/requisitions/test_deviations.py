"""What deviates, and what it takes to pay to an account that nobody knows."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from core.errors import RuleViolated
from organisations.models import HuvudmanPeriod, Organisation
from requisitions import actions
from requisitions.models import AccountConfirmation, Requisition
from requisitions.queries import deviations_of, unconfirmed_accounts, with_deviations
from requisitions.rules import Deviation
from tests.builders import (
    at,
    make_batch,
    make_organisation,
    make_recipient,
    make_requisition,
    make_round,
)
from tests.requisitions.builders import next_year
from tests.requisitions.states import as_staff

pytestmark = pytest.mark.django_db

HOW = "Ringde ekonomichefen på växelns nummer."


def annotated(requisition: Requisition) -> Any:
    rows = with_deviations(Requisition.objects.select_related("organisation"))
    return rows.get(pk=requisition.pk)


def found(requisition: Requisition) -> list[Deviation]:
    return deviations_of(annotated(requisition))


# --- Each deviation -------------------------------------------------------------------------------


def test_the_whole_frame_in_time_to_a_known_account_does_not_deviate() -> None:
    assert found(make_requisition()) == []


def test_less_than_the_frame_deviates() -> None:
    assert found(make_requisition(amount_kr=1_611_110)) == [Deviation.LESS_THAN_FRAME]


def test_late_deviates() -> None:
    assert found(make_requisition(when=at(2025, 5, 16))) == [Deviation.LATE]


def test_another_account_than_the_registers_deviates() -> None:
    assert found(make_requisition(bankgiro="9912346")) == [Deviation.NEW_BANKGIRO]


def test_another_account_than_last_years_deviates_though_the_register_says_it() -> None:
    first = make_requisition(paid=True)
    Organisation.objects.filter(pk=first.organisation_id).update(bankgiro="9912346")
    again = make_requisition(next_year(first.round), bankgiro="9912346")
    assert found(again) == [Deviation.NEW_BANKGIRO]


def test_another_huvudman_than_at_the_decision_deviates() -> None:
    recipient = make_recipient()
    HuvudmanPeriod.objects.create(
        recipient=recipient, organisation=make_organisation(), from_date=date(2025, 1, 20)
    )
    requisition = make_requisition(recipient=recipient)  # by the huvudman of 1 January
    assert Deviation.OTHER_HUVUDMAN in found(requisition)


def test_a_draft_does_not_deviate() -> None:
    assert found(make_requisition(submitted=False)) == []


@pytest.mark.parametrize(
    ("amount_kr", "account", "late"),
    list(product([1_611_111, 5], ["50501055", "9912346"], [False, True])),
)
def test_the_database_finds_what_the_rule_finds(amount_kr: int, account: str, late: bool) -> None:
    when = at(2025, 5, 20) if late else at(2025, 4, 15)
    requisition = make_requisition(amount_kr=amount_kr, bankgiro=account, when=when)
    row = annotated(requisition)
    by_database = {
        Deviation.LATE: row.is_late,
        Deviation.NEW_BANKGIRO: row.new_bankgiro,
        Deviation.OTHER_HUVUDMAN: row.other_huvudman,
        Deviation.ABOVE_FRAME: row.above_frame,
        Deviation.LESS_THAN_FRAME: row.less_than_frame,
    }
    assert deviations_of(row) == [one for one, applies in by_database.items() if applies]


# --- A new account --------------------------------------------------------------------------------


def test_a_new_account_is_approved_only_when_somebody_has_confirmed_it() -> None:
    requisition = make_requisition(bankgiro="9912346")
    with pytest.raises(RuleViolated) as refused:
        actions.approve_requisition(requisition, **as_staff())
    assert [one.field for one in refused.value.violations] == ["account_confirmed"]
    actions.approve_requisition(requisition, **as_staff(), account_confirmed=HOW)
    assert AccountConfirmation.objects.get().how == HOW


def test_an_account_changed_in_the_register_after_approval_stops_the_payment() -> None:
    approved = make_requisition(approved=True)
    Organisation.objects.filter(pk=approved.organisation_id).update(bankgiro="9912346")
    with pytest.raises(RuleViolated, match="inte bekräftat för RSS Skåne"):
        make_batch(approved)
    actions.confirm_account(approved, **as_staff(), how=HOW)
    assert make_batch(approved).count == 1


def test_a_confirmation_does_not_hold_when_the_register_changes_again() -> None:
    approved = make_requisition(approved=True)
    organisation = Organisation.objects.filter(pk=approved.organisation_id)
    organisation.update(bankgiro="9912346")
    actions.confirm_account(approved, **as_staff(), how=HOW)
    assert unconfirmed_accounts([approved.pk]) == set()
    organisation.update(bankgiro="9912353")
    assert unconfirmed_accounts([approved.pk]) == {approved.pk}


def test_confirming_needs_to_say_how() -> None:
    with pytest.raises(RuleViolated):
        actions.confirm_account(make_requisition(approved=True), **as_staff(), how=" ")


# --- The list -------------------------------------------------------------------------------------


def test_the_marks_of_all_rows_cost_one_query(django_assert_num_queries: Any) -> None:
    frames = {"RSS-01": 1_000, "RSS-02": 1_000, "RSS-03": 1_000}
    round_ = make_round(frames=frames)
    for code in frames:
        make_requisition(round_, make_recipient(code))
    with django_assert_num_queries(1):
        rows = with_deviations(Requisition.objects.select_related("organisation"))
        assert [deviations_of(row) for row in rows] == [[], [], []]
