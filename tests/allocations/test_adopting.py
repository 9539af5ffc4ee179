"""From a table to the allocation in force: kept, shown, adopted once, corrected with a reason."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from allocations.actions import adopt_proposal, discard_proposal, keep_proposal
from allocations.letters import KINDS
from allocations.models import Allocation, Proposal
from allocations.preview import plan_for
from allocations.proposed import diff, plan_now, preview_of
from allocations.rules import named
from allocations.table_import.known import Known, Row
from core.errors import NotAllowed, RuleViolated, StaleState
from core.transitions import history
from correspondence.models import Letter
from correspondence.outbox import queue_due_letters
from grants.models import Round
from organisations.roles import StaffRole
from tests.allocations.builders import make_key, make_part
from tests.builders import APRIL, FRAMES, at, make_recipient, make_round, make_staff

HANDLAGGARE = [StaffRole.HANDLAGGARE]
TOTAL_KR = sum(FRAMES.values())
CORRECTED = {"RSS-12": 1_600_000, "RSS-09": 1_011_111}
KNOWN = [Known("A", "Ale"), Known("B", "Borås"), Known("C", "Habo")]


def table(frames: dict[str, int]) -> list[Row]:
    return [Row(code, f"Namn {code}", kr) for code, kr in frames.items()]


def keep(round_: Round, frames: dict[str, int] | None = None, **fields: Any) -> Proposal:
    """A proposal of the corrected frames, unless told otherwise."""
    return keep_proposal(
        round_,
        table(CORRECTED if frames is None else frames),
        **{
            "source": "Rättad bilaga",
            "stated_total_kr": TOTAL_KR,
            "by": make_staff(),
            "roles": HANDLAGGARE,
            "at": APRIL,
            **fields,
        },
    )


def adopt(proposal: Proposal, **fields: Any) -> Allocation:
    return adopt_proposal(
        proposal,
        **{
            "by": proposal.proposed_by,
            "roles": HANDLAGGARE,
            "at": APRIL,
            "seen_sha256": proposal.plan_sha256,
            "reason": "Två belopp hade bytt plats.",
            **fields,
        },
    )


def codes(refused: RuleViolated) -> list[str]:
    return [violation.code for violation in refused.violations]


# --- The plan, which is pure --------------------------------------------------------------------


def test_a_plan_tells_what_does_not_match() -> None:
    rows = [Row("A", "Ale", 5), Row("B", "Borås", 6), Row("B", "Borås", 7), Row("?", "Atlantis", 1)]
    plan = plan_for(rows, KNOWN, stated_total_kr=12, current=None)
    assert [row.printed_name for row in plan.unmatched] == ["Atlantis"]
    assert [row.kr for row in plan.doubled] == [7]
    assert [one.name for one in plan.missing] == ["Habo"]
    assert (plan.sum_kr, plan.deviation_kr) == (11, -1)
    assert [one.code for one in plan.problems] == ["unmatched", "doubled"]


def test_a_plan_shows_differences_to_what_applies_and_to_what_is_computed() -> None:
    plan = plan_for(
        [Row("A", "Ale", 5), Row("B", "BORÅS", 6)],
        KNOWN[:2],
        stated_total_kr=11,
        current={"A": 5, "B": 7},
        computed={"A": 4, "B": 6},
        current_number=1,
    )
    assert [(row.code, row.change_kr) for row in plan.changed] == [("B", -1)]
    assert [(row.code, row.off_computed_kr) for row in plan.off_computed] == [("A", 1)]
    assert [row.note for row in plan.interpreted] == ["”BORÅS” har lästs som Borås."]
    assert (plan.before_sum_kr, plan.computed_sum_kr) == (12, 10)


def test_two_plans_have_one_fingerprint_only_if_they_show_the_same() -> None:
    rows = [Row("A", "Ale", 5)]
    plan = plan_for(rows, KNOWN, stated_total_kr=5, current=None)
    assert plan.sha256 == plan_for(rows, KNOWN, stated_total_kr=5, current=None).sha256
    for other in (replace(plan, stated_total_kr=6), replace(plan, current_number=1)):
        assert other.sha256 != plan.sha256


def test_many_names_are_counted() -> None:
    assert named(["Ale", "Borås"]) == "Ale och Borås"
    assert named([*"ABCDEFG"]) == "A, B, C, D, E och 2 till"


# --- Keeping ------------------------------------------------------------------------------------


@pytest.fixture
def round_(db: None) -> Round:
    return make_round()


def test_nothing_is_adopted_before_somebody_says_so(round_: Round) -> None:
    keep(round_)
    assert Allocation.objects.get(round=round_).number == 1


def test_a_second_upload_replaces_what_the_person_had_waiting(round_: Round) -> None:
    staff = make_staff()
    keep(round_, by=staff)
    assert keep(round_, by=staff) == Proposal.objects.get()


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ({"RSS-12": 5, "RSS-99": 5, "RSS-09": 1}, "unmatched"),
        ({"RSS-12": 5}, "recipient_missing"),
        ({"RSS-12": TOTAL_KR, "RSS-09": 1}, "exceeds_round"),
    ],
)
def test_a_table_at_fault_is_not_kept(round_: Round, frames: dict[str, int], code: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        keep(round_, frames)
    assert codes(refused.value) == [code]


def test_what_the_decision_has_left_is_the_limit(round_: Round) -> None:
    round_.decision.total_kr = TOTAL_KR + 5
    round_.decision.own_costs_cap_kr = 0
    other = make_round("annan-2025", frames={"RSS-13": 6}, decision=round_.decision)
    plan = preview_of(round_, table(CORRECTED), stated_total_kr=TOTAL_KR)
    assert other.decision == round_.decision
    assert codes(RuleViolated(*plan.problems)) == ["exceeds_decision"]


def test_an_empty_table_is_not_kept(db: None) -> None:
    with pytest.raises(RuleViolated) as refused:
        keep(make_round(frames={}, opened=False, amount_kr=1), {})
    assert codes(refused.value) == ["no_rows"]


def test_a_discarded_proposal_is_gone_but_an_adopted_one_stays(round_: Round) -> None:
    discard_proposal(keep(round_), roles=HANDLAGGARE)
    assert not Proposal.objects.exists()
    adopted = keep(round_)
    adopt(adopted)
    with pytest.raises(StaleState):
        discard_proposal(adopted, roles=HANDLAGGARE)


# --- Adopting -----------------------------------------------------------------------------------


def test_a_correction_is_the_next_number_and_the_first_stays(round_: Round) -> None:
    adopted = adopt(keep(round_))
    assert (adopted.number, adopted.is_in_force) == (2, True)
    assert dict(adopted.rows.values_list("recipient__code", "kr")) == CORRECTED
    first = Allocation.objects.get(round=round_, number=1)
    assert not first.is_in_force
    assert dict(first.rows.values_list("recipient__code", "kr")) == FRAMES


def test_the_first_table_of_a_round_needs_no_reason(round_: Round) -> None:
    round_.pk, round_.key, round_.year = None, "socialtjanst-rss-2026", 2026
    round_.save()
    adopted = adopt(keep(round_, FRAMES), reason="")
    assert (adopted.number, adopted.reason) == (1, "")


def test_the_diff_is_what_changed_in_kronor(round_: Round) -> None:
    changes = diff(adopt(keep(round_)))
    assert [(one.recipient.code, one.before_kr, one.after_kr) for one in changes] == [
        ("RSS-09", 1_000_000, 1_011_111),
        ("RSS-12", 1_611_111, 1_600_000),
    ]


def test_a_frame_may_be_taken_away_by_a_written_zero(round_: Round) -> None:
    adopted = adopt(keep(round_, {"RSS-12": TOTAL_KR, "RSS-09": 0}))
    assert diff(adopted)[0].after_kr == 0


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_correction_without_a_reason_is_refused(round_: Round, reason: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        adopt(keep(round_), reason=reason)
    assert [one.field for one in refused.value.violations] == ["reason"]


def test_a_total_off_by_one_needs_its_own_reason(round_: Round) -> None:
    proposal = keep(round_, {**CORRECTED, "RSS-12": 1_599_999})
    with pytest.raises(RuleViolated, match=r"1.kr mindre än den angivna summan") as refused:
        adopt(proposal)
    assert refused.value.violations[0].field == "deviation_reason"
    adopted = adopt(proposal, deviation_reason="Varje rad är avrundad för sig.")
    assert adopted.deviation_reason == "Varje rad är avrundad för sig."


def test_a_table_that_changes_nothing_is_refused(round_: Round) -> None:
    with pytest.raises(RuleViolated) as refused:
        adopt(keep(round_, FRAMES))
    assert codes(refused.value) == ["nothing_changes"]


def test_a_closed_round_keeps_its_allocation(round_: Round) -> None:
    proposal = keep(round_)
    Round.objects.update(status="closed")
    with pytest.raises(RuleViolated) as refused:
        adopt(proposal)
    assert codes(refused.value) == ["round_closed"]


def test_what_is_not_as_it_was_shown_is_refused(round_: Round) -> None:
    proposal, other = keep(round_), keep(round_, {"RSS-12": 1, "RSS-09": 2}, stated_total_kr=3)
    adopt(other)
    with pytest.raises(StaleState, match="Läs in tabellen igen"):
        adopt(proposal, seen_sha256=plan_now(proposal).sha256)
    with pytest.raises(StaleState):
        adopt(keep(round_), seen_sha256="0" * 64)


def test_a_replaced_proposal_is_refused(round_: Round) -> None:
    staff = make_staff()
    first = keep(round_, by=staff)
    keep(round_, by=staff)
    with pytest.raises(StaleState, match="ersatt av ett nyare"):
        adopt(first)


def test_the_second_click_answers_with_the_first_ones_allocation(round_: Round) -> None:
    proposal = keep(round_)
    assert adopt(proposal) == adopt(proposal)
    assert Allocation.objects.filter(round=round_).count() == 2


@pytest.mark.parametrize("role", [StaffRole.EKONOM, StaffRole.CONTROLLER, StaffRole.ATTESTANT])
def test_others_than_case_staff_neither_keep_nor_adopt(round_: Round, role: str) -> None:
    proposal = keep(round_)
    with pytest.raises(NotAllowed):
        keep(round_, roles=[role])
    with pytest.raises(NotAllowed):
        discard_proposal(proposal, roles=[role])
    with pytest.raises(NotAllowed):
        adopt(proposal, roles=[role])


def test_a_key_is_frozen_with_what_is_adopted_from_it(round_: Round) -> None:
    key = make_key(round_, TOTAL_KR)
    make_part(key)
    plan = preview_of(round_, table(CORRECTED), stated_total_kr=TOTAL_KR, key=key)
    assert plan.computed_sum_kr == TOTAL_KR
    adopted = adopt(keep(round_, key=key))
    key.refresh_from_db()
    assert (adopted.key, key.adopted_at) == (key, APRIL)


def test_who_adopted_what_and_why_is_logged(round_: Round) -> None:
    adopted = adopt(keep(round_, file_name="bilaga.xlsx", file_sha256="ab12"))
    (event,) = history(adopted)
    assert event.action == "allocation_corrected"
    for said in ("Två belopp hade bytt plats.", "Rättad bilaga", "bilaga.xlsx", "ab12"):
        assert said in event.reason
    assert history(round_).filter(action="allocation_corrected").exists()
    assert history(round_.allocations.get(number=1)).get().action == "allocation_replaced"


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_who_adopt_at_once_leave_one_allocation() -> None:
    proposal = keep(make_round())

    def run(_: int) -> int:
        try:
            return adopt(proposal).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        adopted = list(pool.map(run, range(2)))
    assert adopted[0] == adopted[1]
    assert Allocation.objects.in_force().count() == 1


def test_a_preview_costs_the_same_for_three_and_for_thirty(
    round_: Round, django_assert_num_queries: Any
) -> None:
    for number in range(30):
        make_recipient(f"RSS-X{number}", name=f"RSS {number}")
    frames = {**CORRECTED, **{f"RSS-X{number}": 0 for number in range(30)}}
    with django_assert_num_queries(5):
        preview_of(round_, table(frames), stated_total_kr=TOTAL_KR)


# --- The letter ---------------------------------------------------------------------------------


def letters(when: Any = APRIL) -> list[Letter]:
    queue_due_letters(at=when, only=["allocation_corrected"])
    return list(Letter.objects.filter(kind="allocation_corrected").order_by("case"))


def test_those_whose_frame_changed_get_a_letter_once(round_: Round) -> None:
    make_recipient("RSS-13", name="RSS Halland")
    adopt(keep(round_, {**CORRECTED, "RSS-13": 0}))
    assert [one.case for one in letters()] == [f"{round_.key}/RSS-09", f"{round_.key}/RSS-12"]
    assert len(letters(at(2025, 4, 20))) == 2


def test_a_round_that_opens_later_sends_no_letters_about_what_was_before(db: None) -> None:
    round_ = make_round(opened=False)
    adopt(keep(round_))
    Round.objects.update(opened_on="2025-04-16", status="requisition")
    assert letters(at(2025, 4, 16)) == []


def test_a_fortnight_later_nobody_new_is_written_to(round_: Round) -> None:
    adopt(keep(round_))
    assert letters(at(2025, 4, 30)) == []


def test_a_letter_is_not_sent_when_the_frame_is_corrected_again(round_: Round) -> None:
    adopt(keep(round_))
    gotland, skane = letters()
    adopt(keep(round_, {"RSS-12": 1_500_000, "RSS-09": 1_011_111}, stated_total_kr=2_511_111))
    assert KINDS[0].unwanted(gotland) is None
    assert "rättad igen" in (KINDS[0].unwanted(skane) or "")


def test_letters_cost_the_same_for_two_and_for_twelve(
    round_: Round, django_assert_num_queries: Any
) -> None:
    for number in range(10):
        make_recipient(f"RSS-X{number}", name=f"RSS {number}")
    more = {f"RSS-X{number}": 1 for number in range(10)}
    adopt(keep(round_, {**CORRECTED, "RSS-12": 1_500_000, **more}, stated_total_kr=2_511_121))
    with django_assert_num_queries(5):
        assert len(list(KINDS[0].due(APRIL.date()))) == 12
