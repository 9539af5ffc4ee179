"""Extensions: asked, given, decided; the new day and what follows from it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from core import transitions
from core.errors import NotAllowed, RuleViolated, StaleState
from correspondence.models import Letter, LetterStatus
from correspondence.outbox import queue_due_letters, send_waiting_letters
from grants.models import Round
from grants.states import ROUND
from organisations.roles import OrganisationRole, StaffRole
from reporting import actions
from reporting.models import Extension, Report
from tests.builders import FEBRUARY, acting, at, make_report, make_staff
from tests.reporting.handling_builders import (
    MARCH_16,
    as_staff,
    asked,
    granted,
    refused,
    withdrawn,
)

pytestmark = pytest.mark.django_db


def give(report: Report, **changes: Any) -> Extension:
    """Staff's own extension to 16 March."""
    values = {
        "seen_last_on": report.last_on,
        "new_last_on": MARCH_16,
        "reason": "Portalen låg nere.",
        **changes,
    }
    return actions.give_extension(report, **{**as_staff(), **values})


def on_report(extension: Extension) -> Report:
    return Report.objects.with_case().get(pk=extension.report_id)


def close(report: Report) -> None:
    transitions.apply(
        report.round, ROUND, to="closed", actor=None, roles=[StaffRole.HANDLAGGARE],
        at=FEBRUARY, reason="Klart.",
    )  # fmt: skip


# --- On a day off ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "day"),
    [("stay", date(2026, 3, 21)), ("next", date(2026, 3, 23)), ("previous", date(2026, 3, 20))],
)
def test_a_new_last_day_on_a_saturday_follows_the_round_s_rule(rule: str, day: date) -> None:
    report = make_report()
    Round.objects.update(last_day_rule=rule)
    report = Report.objects.with_case().get()
    assert give(report, new_last_on=date(2026, 3, 21)).new_last_on == day
    assert Report.objects.get().last_on == day


def test_who_gets_a_later_day_than_she_wished_has_nothing_to_appeal() -> None:
    report = make_report()
    Round.objects.update(last_day_rule="next")
    wished = asked(report, wished_on=date(2026, 3, 21))
    given = actions.grant_extension(
        wished, new_last_on=date(2026, 3, 21), reason="Sjukdom.", **as_staff()
    )
    assert given.is_as_wished


# --- Asking ---------------------------------------------------------------------------------------


def test_asking_moves_nothing_yet() -> None:
    assert on_report(asked()).last_on == date(2026, 3, 2)


def test_asked_twice_is_asked_once() -> None:
    first = asked()
    assert asked(first.report, why="En gång till.") == first
    assert Extension.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (None, "day_missing"),
        (date(2026, 3, 2), "day_not_later"),
        (date(2062, 3, 16), "day_too_far"),
    ],
)
def test_a_day_that_gives_no_more_time_is_refused(day: date | None, code: str) -> None:
    with pytest.raises(RuleViolated) as refusal:
        asked(wished_on=day)
    assert [one.code for one in refusal.value.violations] == [code]


def test_after_the_last_day_only_days_to_come_may_be_wished() -> None:
    report = make_report()
    with pytest.raises(RuleViolated):
        asked(report, wished_on=date(2026, 3, 5), at=at(2026, 3, 10))
    assert asked(report, at=at(2026, 3, 10)).wished_on == MARCH_16


def test_the_recipient_says_why() -> None:
    with pytest.raises(RuleViolated):
        asked(why=" ")


def test_an_uppgiftssamordnare_does_not_ask() -> None:
    report = make_report()
    who = acting(report.recipient, OrganisationRole.UPPGIFTSSAMORDNARE)
    with pytest.raises(NotAllowed):
        actions.ask_extension(report, who, wished_on=MARCH_16, why="Sjukdom.", at=FEBRUARY)


def test_what_has_come_in_is_not_put_off() -> None:
    with pytest.raises(RuleViolated):
        asked(make_report(submitted=True))


def test_a_closed_round_gives_no_extensions() -> None:
    report = make_report()
    close(report)
    with pytest.raises(RuleViolated):
        asked(report)
    with pytest.raises(RuleViolated):
        give(report)


# --- Deciding -------------------------------------------------------------------------------------


def test_granting_moves_the_last_day_of_that_report_alone() -> None:
    report = on_report(granted())
    assert report.last_on == MARCH_16
    assert report.round.report_last_on == date(2026, 3, 2)


def test_it_may_be_granted_in_part() -> None:
    extension = granted(new_last_on=date(2026, 3, 9))
    assert on_report(extension).last_on == date(2026, 3, 9)
    assert not extension.is_as_wished


def test_refusing_leaves_the_day() -> None:
    assert on_report(refused()).last_on == date(2026, 3, 2)


@pytest.mark.parametrize("verb", ["grant", "refuse"])
def test_a_decision_says_why(verb: str) -> None:
    more = {"new_last_on": MARCH_16} if verb == "grant" else {}
    decide = getattr(actions, f"{verb}_extension")
    with pytest.raises(RuleViolated):
        decide(asked(), **as_staff(), reason=" ", **more)


def test_others_than_those_with_cases_do_not_decide() -> None:
    with pytest.raises(NotAllowed):
        granted(**as_staff(StaffRole.EKONOM))


def test_it_is_decided_once() -> None:
    extension = granted()
    with pytest.raises(StaleState):
        actions.refuse_extension(extension, **as_staff(), reason="Nej.")
    with pytest.raises((RuleViolated, StaleState)):
        granted(extension)


def test_what_is_taken_back_is_not_decided() -> None:
    with pytest.raises(StaleState):
        granted(withdrawn())


def test_what_is_decided_is_not_taken_back() -> None:
    extension = granted()
    with pytest.raises(StaleState):
        actions.withdraw_extension(extension, acting(extension.report.recipient), at=FEBRUARY)


def test_a_decision_never_changes_afterwards() -> None:
    extension = granted()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Extension.objects.filter(pk=extension.pk).update(reason="Annat.")


def test_a_second_extension_counts_from_the_first() -> None:
    first = granted()
    second = granted(
        asked(on_report(first), wished_on=date(2026, 3, 30)), new_last_on=date(2026, 3, 30)
    )
    assert second.previous_last_on == MARCH_16
    assert on_report(second).last_on == date(2026, 3, 30)


# --- Given by staff -------------------------------------------------------------------------------


def test_staff_give_one_that_nobody_asked_for() -> None:
    extension = give(make_report())
    assert (extension.asked_by, on_report(extension).last_on) == (None, MARCH_16)


def test_the_second_click_gives_nothing_more() -> None:
    report = make_report()
    give(report)
    with pytest.raises(StaleState):
        give(report, new_last_on=date(2026, 3, 30))
    assert Extension.objects.count() == 1


def test_what_the_recipient_asks_for_is_decided_first() -> None:
    with pytest.raises(RuleViolated):
        give(asked().report)
    assert Extension.objects.count() == 1


def test_nothing_is_given_after_acceptance() -> None:
    with pytest.raises(RuleViolated):
        give(make_report(accepted=True))


# --- What follows ---------------------------------------------------------------------------------


def test_what_comes_in_within_the_new_day_is_not_late() -> None:
    report = on_report(granted())
    when = at(2026, 3, 16, 23, 50)
    make_report(report.requisition, submitted=True, when=when)
    assert not on_report(Extension.objects.get()).is_late


def test_an_extension_takes_away_the_mark_of_what_came_late() -> None:
    report = make_report(submitted=True, when=at(2026, 3, 4))
    assert report.is_late
    give(report, at=at(2026, 3, 5))
    report.refresh_from_db()
    assert not report.is_late


def reminders(when: datetime) -> list[date]:
    """The days that reminders written until then were due."""
    queue_due_letters(at=when, only=["report_reminder"])
    due = Letter.objects.filter(kind="report_reminder").values_list("due_on", flat=True)
    return sorted(set(due))


def test_reminders_follow_the_new_day() -> None:
    granted(at=at(2026, 2, 20))
    assert reminders(at(2026, 2, 27)) == []
    assert reminders(at(2026, 3, 13)) == [date(2026, 3, 13)]


def test_a_decision_is_not_followed_by_a_reminder_the_same_day() -> None:
    granted(at=at(2026, 3, 3))
    assert reminders(at(2026, 3, 4)) == []


def test_an_unsent_reminder_of_the_old_day_is_skipped() -> None:
    report = make_report()
    queue_due_letters(at=at(2026, 2, 27), only=["report_reminder"])
    give(report, at=at(2026, 2, 27, 11))
    send_waiting_letters(at=at(2026, 2, 27, 12))
    letter = Letter.objects.filter(kind="report_reminder", case=report.case).first()
    assert letter is not None
    assert letter.status == LetterStatus.SKIPPED
    assert "har flyttats" in letter.deliveries.get().detail


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_decide_at_once_and_one_decision_holds() -> None:
    extension, people = asked(), [make_staff(), make_staff()]

    def decide(number: int) -> str:
        try:
            granted(
                extension,
                by=people[number],
                new_last_on=MARCH_16 + timedelta(days=number),
            )
        except (StaleState, RuleViolated):
            return "refused"
        finally:
            connection.close()
        return "granted"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, range(2))) == ["granted", "refused"]
