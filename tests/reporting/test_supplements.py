"""Supplements: asked by staff, written, saved and sent in once, read, closed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from core.errors import NotAllowed, RuleViolated, StaleState
from correspondence.models import Letter
from correspondence.outbox import queue_due_letters
from organisations.roles import OrganisationRole, StaffRole
from reporting import actions
from reporting.models import Supplement
from reporting.states import SupplementStatus
from tests.builders import FEBRUARY, acting, at, make_report
from tests.reporting.handling_builders import (
    LATE,
    answered,
    as_staff,
    make_supplement,
    taken_back,
)

pytestmark = pytest.mark.django_db


def save(supplement: Supplement, text: str, *, seen: str | None = None) -> Supplement:
    who = acting(supplement.report.recipient)
    return actions.save_supplement(supplement, who, text=text, at=FEBRUARY, seen=seen)


def accept(supplement: Supplement) -> None:
    actions.accept_report(supplement.report, submission=1, **as_staff())


# --- Asking ---------------------------------------------------------------------------------------


def test_only_what_has_come_in_is_asked_about() -> None:
    with pytest.raises(RuleViolated):
        make_supplement(make_report())


def test_nothing_is_asked_after_acceptance() -> None:
    with pytest.raises(RuleViolated):
        make_supplement(make_report(accepted=True))


def test_there_must_be_time_to_answer() -> None:
    with pytest.raises(RuleViolated):
        make_supplement(answer_by=FEBRUARY.date())


def test_the_same_question_asked_twice_is_asked_once() -> None:
    first = make_supplement()
    assert make_supplement(first.report) == first


def test_others_than_those_with_cases_do_not_ask() -> None:
    with pytest.raises(NotAllowed):
        make_supplement(**as_staff(StaffRole.CONTROLLER))


def test_asking_on_closes_what_has_been_answered() -> None:
    first = answered()
    make_supplement(first.report, question="Vilket konto gäller det?")
    first.refresh_from_db()
    assert first.status == SupplementStatus.CLOSED


# --- Writing --------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_with_who_typed_it() -> None:
    saved = save(make_supplement(), "Vi letar.")
    assert (saved.draft, saved.draft_saved["by"]) == ("Vi letar.", str(acting_user(saved)))


def acting_user(supplement: Supplement) -> object:
    return acting(supplement.report.recipient).user


def test_an_uppgiftssamordnare_writes_but_does_not_send_in() -> None:
    supplement = make_supplement()
    who = acting(supplement.report.recipient, OrganisationRole.UPPGIFTSSAMORDNARE)
    actions.save_supplement(supplement, who, text="Utkast.", at=FEBRUARY)
    with pytest.raises(NotAllowed):
        actions.answer_supplement(supplement, who, text="Utkast.", at=FEBRUARY)


def test_what_somebody_else_saved_meanwhile_is_not_overwritten() -> None:
    supplement = make_supplement()
    seen = supplement.draft_sha256
    save(supplement, "Evas text.", seen=seen)
    with pytest.raises(RuleViolated, match="medan ni skrev"):
        save(supplement, "Min text.", seen=seen)
    supplement.refresh_from_db()
    assert supplement.draft == "Evas text."


def test_the_same_text_saved_twice_is_saved_once() -> None:
    supplement = make_supplement()
    seen = supplement.draft_sha256
    save(supplement, "En text.", seen=seen)
    assert save(supplement, "En text.", seen=seen).draft == "En text."


# --- Sending in -----------------------------------------------------------------------------------


def test_an_empty_answer_is_not_sent_in() -> None:
    with pytest.raises(RuleViolated):
        answered(text="  ")


def test_it_is_sent_in_once() -> None:
    supplement = answered()
    with pytest.raises(StaleState):
        answered(supplement, text="Ett till.")


def test_late_is_a_fact() -> None:
    assert not answered(when=at(2026, 3, 10, 23, 59)).is_late


def test_the_day_after_is_late() -> None:
    assert answered(when=LATE).is_late


def test_what_staff_have_taken_back_is_not_answered() -> None:
    with pytest.raises(StaleState):
        answered(taken_back())


def test_what_was_sent_in_never_changes() -> None:
    supplement = answered()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Supplement.objects.filter(pk=supplement.pk).update(answer="Något annat.")


def test_what_has_come_in_is_not_taken_back_by_staff() -> None:
    with pytest.raises(StaleState):
        actions.withdraw_supplement(answered(), **as_staff(), reason="Fel ärende.")


# --- What follows ---------------------------------------------------------------------------------


def test_nothing_is_accepted_while_an_answer_is_waited_for() -> None:
    with pytest.raises(RuleViolated, match="inte besvarad"):
        accept(make_supplement())


def test_nothing_is_accepted_before_the_answer_is_read() -> None:
    supplement = answered()
    with pytest.raises(RuleViolated, match="läsas"):
        accept(supplement)
    actions.close_supplement(supplement, **as_staff())
    accept(supplement)


def test_what_is_taken_back_does_not_stop_acceptance() -> None:
    accept(taken_back())


def reminded(when: datetime) -> list[date]:
    queue_due_letters(at=when, only=["supplement_reminder"])
    rows = Letter.objects.filter(kind="supplement_reminder")
    return sorted(set(rows.values_list("due_on", flat=True)))


def test_reminders_come_three_days_before_and_the_day_after() -> None:
    make_supplement()
    assert reminded(at(2026, 3, 6)) == []
    assert reminded(at(2026, 3, 7)) == [date(2026, 3, 7)]
    assert reminded(at(2026, 3, 11)) == [date(2026, 3, 7), date(2026, 3, 11)]


def test_who_has_answered_is_not_reminded() -> None:
    answered()
    assert reminded(at(2026, 3, 11)) == []


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_answer_and_withdrawal_at_once_leave_one_of_them() -> None:
    supplement, staff = make_supplement(), as_staff()

    def answer() -> str:
        return str(answered(supplement).status)

    def take_back() -> str:
        row = actions.withdraw_supplement(supplement, **staff, reason="Behövs inte.")
        return str(row.status)

    def attempt(verb: object) -> str:
        try:
            return verb()  # type: ignore[operator, no-any-return]
        except StaleState:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(attempt, [answer, take_back]))
    assert outcomes.count("refused") == 1
