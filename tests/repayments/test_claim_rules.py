"""When staff may claim, ask and decide: values in, violations out."""

from datetime import date
from typing import Any

import pytest

from core.errors import Violation
from repayments import rules
from repayments.models import Ground, Outcome

DAY = date(2026, 4, 7)
ASKED = rules.Asked(DAY)


def codes(found: list[Violation]) -> list[str]:
    return [one.code for one in found]


def decided(**changes: Any) -> list[str]:
    values: dict[str, Any] = {
        "ground": Ground.AGAINST_CONDITIONS,
        "asked": rules.Asked(DAY, is_answered=True),
        "outcome": Outcome.FULL,
        "amount_kr": 100_000,
        "proposed_kr": 100_000,
        "today": DAY,
    }
    return codes(rules.decision_problems(**{**values, **changes}))


def test_answered_claim_may_be_decided_before_the_day_has_gone() -> None:
    assert decided() == []


def test_nobody_is_decided_against_without_being_asked() -> None:
    assert decided(asked=rules.Asked()) == ["not_heard"]


def test_last_day_to_answer_is_the_recipient_s_own() -> None:
    assert decided(asked=ASKED) == ["may_still_answer"]
    assert decided(asked=ASKED, today=date(2026, 4, 8)) == []


def test_own_figure_needs_no_hearing() -> None:
    assert decided(ground=Ground.UNUSED, asked=rules.Asked()) == []


def test_dropping_needs_no_hearing() -> None:
    assert decided(outcome=Outcome.DROPPED, amount_kr=0, asked=rules.Asked()) == []


@pytest.mark.parametrize("kr", [0, 100_000, 100_001])
def test_reduced_amount_is_less_than_proposed(kr: int) -> None:
    assert decided(outcome=Outcome.REDUCED, amount_kr=kr) == ["not_reduced"]


def test_full_amount_is_the_proposed_one() -> None:
    assert decided(amount_kr=99_999) == ["not_full"]


def missing(**changes: Any) -> list[str]:
    values: dict[str, Any] = {
        "is_sent_in": False,
        "last_on": date(2026, 3, 2),
        "received_kr": 1_000_000,
        "today": date(2026, 3, 10),
    }
    return codes(rules.missing_problems(**{**values, **changes}))


def test_report_is_missing_the_day_after_the_last_reminder() -> None:
    assert missing() == []
    assert missing(today=date(2026, 3, 9)) == ["reminders_left"]


def test_extension_moves_the_day_from_which_a_report_is_missing() -> None:
    assert missing(last_on=date(2026, 4, 30)) == ["reminders_left"]


def test_report_that_has_come_is_not_missing() -> None:
    assert missing(is_sent_in=True) == ["reported"]


def test_nothing_is_claimed_where_all_has_come_back() -> None:
    assert missing(received_kr=0) == ["nothing_received"]


@pytest.mark.parametrize(
    ("received_kr", "claimed_kr", "amount_kr", "expected"),
    [
        (None, 0, 1, ["nothing_reported"]),
        (100, 100, 1, ["all_claimed"]),
        (100, 40, 61, ["outside_what_was_received"]),
        (100, 40, 0, ["outside_what_was_received"]),
        (100, 40, 60, []),
    ],
)
def test_breach_is_within_what_was_received_and_is_not_claimed(
    received_kr: int | None, claimed_kr: int, amount_kr: int, expected: list[str]
) -> None:
    found = rules.breach_problems(
        received_kr=received_kr, claimed_kr=claimed_kr, amount_kr=amount_kr
    )
    assert codes(found) == expected


def test_own_figure_is_not_heard() -> None:
    found = rules.hearing_problems(ground=Ground.UNUSED, answer_by=DAY, today=date(2026, 3, 16))
    assert codes(found) == ["own_figure"]


def test_a_week_is_the_least_time_to_answer() -> None:
    told: dict[str, Any] = {"ground": Ground.NOT_REPORTED, "answer_by": DAY}
    assert codes(rules.hearing_problems(**told, today=date(2026, 4, 1))) == ["too_short"]
    assert rules.hearing_problems(**told, today=date(2026, 3, 31)) == []


@pytest.mark.parametrize(("text", "expected"), [(" ", ["empty"]), ("x" * 10_001, ["too_long"])])
def test_answer_says_something_that_fits(text: str, expected: list[str]) -> None:
    assert codes(rules.answer_problems(text)) == expected


def test_what_a_decision_waived_stays_waived() -> None:
    found = rules.correction(unused_kr=1_100, proposed_kr=1_000, decided_kr=600, credited_kr=0)
    assert found == rules.Correction(more_kr=100)
