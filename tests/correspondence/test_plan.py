"""The plan of a round: what a changed step does, to whom it goes, on which condition."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.errors import RuleViolated
from core.models import Event
from correspondence.models import Audience, Letter, LetterStatus, PlanStep, Unit
from correspondence.outbox import queue_due_letters, send_waiting_letters
from correspondence.plan import kinds
from correspondence.plan_actions import StepValues, add_step, change_step, copy_plan, ensure_plan
from correspondence.planned import outlooks
from grants.models import Round
from organisations.models import Contact
from organisations.roles import OrganisationRole
from reporting.models import Report
from tests.builders import (
    APRIL,
    FEBRUARY,
    ROUND_KEY,
    at,
    make_member,
    make_recipient,
    make_report,
    make_requisition,
    make_round,
    make_staff,
)

pytestmark = pytest.mark.django_db

KIND = "requisition_reminder"
LAST_ON = "requisition_last_on"


@pytest.fixture
def steps() -> dict[int, PlanStep]:
    """The reminders to requisition of a round open since 15 April, by distance in days."""
    make_round(frames={"RSS-12": 1_611_111})
    make_member(make_recipient())
    return {one.distance: one for one in PlanStep.objects.filter(kind=KIND)}


def values(distance: int, **changes: Any) -> StepValues:
    usual = {"audience": Audience.PEOPLE, "unit": Unit.DAYS, "counted_from": LAST_ON}
    return StepValues(distance=distance, **{**usual, **changes})


def move(step: PlanStep, distance: int, *, when: datetime, on: bool = True, **to: Any) -> None:
    change_step(step, values(distance, **to), is_active=on, by=make_staff(), at=when)


def reminded(*moments: datetime) -> list[date]:
    for moment in moments:
        queue_due_letters(at=moment, only=[KIND])
    return sorted(set(Letter.objects.values_list("due_on", flat=True)))


def addresses() -> set[str]:
    return set(Letter.objects.values_list("to_email", flat=True))


# --- A changed plan -------------------------------------------------------------------------------


def test_who_has_had_a_step_s_letter_does_not_get_it_again_when_the_step_is_moved(
    steps: dict[int, PlanStep],
) -> None:
    assert reminded(at(2025, 5, 1)) == [date(2025, 5, 1)]
    move(steps[-14], -10, when=at(2025, 5, 2))
    assert reminded(at(2025, 5, 5), at(2025, 5, 6)) == [date(2025, 5, 1)]


def test_who_has_not_had_it_gets_it_on_the_new_day(steps: dict[int, PlanStep]) -> None:
    move(steps[-14], -10, when=at(2025, 4, 28))
    assert reminded(at(2025, 5, 1)) == []
    assert reminded(at(2025, 5, 6)) == [date(2025, 5, 5)]


def test_a_step_put_into_the_past_sends_nothing(steps: dict[int, PlanStep]) -> None:
    move(steps[-14], -20, when=at(2025, 4, 28))
    assert reminded(at(2025, 4, 28), at(2025, 4, 29)) == []


def test_a_step_saved_unchanged_still_heals_a_missed_night(steps: dict[int, PlanStep]) -> None:
    move(steps[-14], -14, when=at(2025, 5, 2))
    assert reminded(at(2025, 5, 2)) == [date(2025, 5, 1)]


def test_a_letter_of_a_step_that_is_switched_off_meanwhile_is_not_sent(
    steps: dict[int, PlanStep],
) -> None:
    reminded(at(2025, 5, 1))
    move(steps[-14], -14, when=at(2025, 5, 1, 11), on=False)
    send_waiting_letters(at=at(2025, 5, 1, 12))
    assert mail.outbox == []
    letter = Letter.objects.earliest("pk")
    assert letter.status == LetterStatus.SKIPPED
    assert letter.deliveries.get().detail == "Steget är avstängt i omgångens brevplan."


def test_what_is_sent_stays_sent_whatever_the_plan_says(steps: dict[int, PlanStep]) -> None:
    reminded(at(2025, 5, 1))
    send_waiting_letters(at=at(2025, 5, 1))
    move(steps[-14], -14, when=at(2025, 5, 2), on=False)
    assert set(Letter.objects.values_list("status", flat=True)) == {LetterStatus.SENT}


def test_a_last_day_that_is_moved_is_told_about_anew() -> None:
    report = make_report()
    queue_due_letters(at=at(2026, 2, 27), only=["report_reminder"])
    Report.objects.filter(pk=report.pk).update(last_on=date(2026, 3, 30))
    send_waiting_letters(at=at(2026, 2, 27, 12))
    assert mail.outbox == []  # it named the old day
    queue_due_letters(at=at(2026, 3, 27), only=["report_reminder"])
    days = Letter.objects.order_by("pk").values_list("counted_from_day", flat=True)
    assert set(days) == {date(2026, 3, 2), date(2026, 3, 30)}


def test_answers_go_to_the_round_s_contact_and_a_duty_is_not_unsubscribed_from(
    steps: dict[int, PlanStep],
) -> None:
    reminded(at(2025, 5, 1))
    send_waiting_letters(at=at(2025, 5, 1))
    assert {tuple(one.reply_to) for one in mail.outbox} == {("statsbidrag@example.se",)}
    assert not any("List-Unsubscribe" in one.message() for one in mail.outbox)


def test_steps_are_counted_in_workdays(steps: dict[int, PlanStep]) -> None:
    """Ten workdays before Thursday 15 May: 1 May is a holiday."""
    move(steps[-14], -10, when=at(2025, 4, 28), unit=Unit.WORKDAYS)
    assert reminded(at(2025, 4, 30)) == [date(2025, 4, 30)]


def test_the_day_is_the_swedish_one_also_when_the_moment_is_not(
    steps: dict[int, PlanStep],
) -> None:
    assert reminded(datetime(2025, 4, 30, 21, 59, tzinfo=UTC)) == []
    assert reminded(datetime(2025, 4, 30, 22, 1, tzinfo=UTC)) == [date(2025, 5, 1)]


# --- To whom, and on which condition --------------------------------------------------------------


@pytest.mark.parametrize("audience", [Audience.CONTACT, Audience.REGISTRATOR, Audience.SIGNATORY])
def test_a_step_goes_to_its_audience_alone(steps: dict[int, PlanStep], audience: Audience) -> None:
    recipient = make_recipient()
    organisation = recipient.huvudman_on(date(2025, 5, 1))
    Contact.objects.create(
        organisation=organisation, recipient=recipient, name="Kim", email="contact@example.se"
    )
    make_member(recipient, OrganisationRole.SIGNATORY, email="signatory@example.se")
    move(steps[-14], -14, when=APRIL, audience=audience)
    reminded(at(2025, 5, 1))
    assert len(addresses()) == 1
    assert addresses() <= {"contact@example.se", "signatory@example.se"} | (
        {organisation.registry_email} if audience == Audience.REGISTRATOR else set()
    )


def test_a_signatory_is_not_among_all_who_follow_the_case(steps: dict[int, PlanStep]) -> None:
    make_member(make_recipient(), OrganisationRole.SIGNATORY, email="signatory@example.se")
    reminded(at(2025, 5, 1))
    assert "signatory@example.se" not in addresses()


def test_the_handlaggare_are_told_who_has_not_answered_when_the_plan_says_so(
    steps: dict[int, PlanStep],
) -> None:
    kind, to_staff = "requisition_list", values(-2, audience=Audience.STAFF)
    add_step(ROUND_KEY, kind, to_staff, by=make_staff(), at=APRIL)
    queue_due_letters(at=at(2025, 5, 13), only=[kind])
    letter = Letter.objects.get()
    assert letter.to_email == "statsbidrag@example.se"
    assert letter.subject == "1 mottagare har inte rekvirerat: socialtjänst 2025"
    assert "- RSS Skåne, 1\N{NO-BREAK SPACE}611\N{NO-BREAK SPACE}111" in letter.body_text
    make_requisition(Round.objects.get(), when=at(2025, 5, 13, 11))
    send_waiting_letters(at=at(2025, 5, 13, 12))
    assert mail.outbox == []


@pytest.mark.parametrize(("condition", "letters"), [("draft", 0), ("no_draft", 2)])
def test_a_condition_leaves_out_those_it_is_not_true_of(
    steps: dict[int, PlanStep], condition: str, letters: int
) -> None:
    move(steps[-14], -14, when=APRIL, condition=condition)
    reminded(at(2025, 5, 1))
    assert Letter.objects.count() == letters


# --- The rows -------------------------------------------------------------------------------------


def test_a_round_gets_the_usual_plan_once() -> None:
    assert ensure_plan("ny-omgang", today=date(2025, 4, 1)) == 15
    assert ensure_plan("ny-omgang", today=date(2025, 4, 1)) == 0


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_same_step_at_once_one_is_told_that_it_is_there() -> None:
    by = make_staff()

    def add(_: int) -> bool:
        try:
            add_step("r", KIND, values(-8), by=by, at=APRIL)
        except RuleViolated:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, range(2))) == [False, True]
    assert PlanStep.objects.count() == 1


def test_last_year_s_plan_is_copied_with_what_is_switched_off(
    steps: dict[int, PlanStep],
) -> None:
    move(steps[-3], -5, when=APRIL, on=False)
    assert copy_plan(ROUND_KEY, "nasta-ar", today=date(2026, 1, 1)) == 15
    copied = PlanStep.objects.get(round_key="nasta-ar", kind=KIND, distance=-5)
    assert not copied.is_active
    assert copied.placed_on == date(2026, 1, 1)


def test_the_same_step_twice_is_refused_in_a_sentence(steps: dict[int, PlanStep]) -> None:
    with pytest.raises(RuleViolated, match="finns redan i planen"):
        add_step(ROUND_KEY, KIND, values(-14), by=make_staff(), at=APRIL)


@pytest.mark.parametrize(
    "wrong", [{"audience": "staff"}, {"counted_from": "nagon_dag"}, {"condition": "x"}]
)
def test_a_step_that_its_kind_cannot_have_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(RuleViolated):
        add_step("r", KIND, values(1, **wrong), by=make_staff(), at=APRIL)


def test_a_change_is_kept_with_who_made_it(steps: dict[int, PlanStep]) -> None:
    move(steps[-14], -10, when=APRIL)
    assert Event.objects.get(about__startswith="correspondence.planstep:").action == "step_changed"


def test_a_step_is_never_deleted(steps: dict[int, PlanStep]) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        steps[-14].delete()


def test_the_database_holds_each_step_to_one_letter(steps: dict[int, PlanStep]) -> None:
    reminded(at(2025, 5, 1))
    letter = Letter.objects.earliest("pk")
    letter.pk, letter.due_on = None, date(2025, 5, 3)
    with pytest.raises(IntegrityError, match="each_step_once"), transaction.atomic():
        letter.save(force_insert=True)


# --- How it is found ------------------------------------------------------------------------------


FRAMES = {f"RSS-{number}": 1_000_000 for number in range(50, 62)}


def asked_to_find(kind: str, today: date) -> tuple[int, int]:
    """How many queries it takes to find who is due, and how many letters they are."""
    with CaptureQueriesContext(connection) as asked:
        dues = list(kinds()[kind].due(today))
    return len(asked), len(dues)


@pytest.mark.parametrize("kind", [KIND, "requisition_opening"])
def test_who_is_to_requisition_is_found_with_the_same_queries_whoever_they_are(kind: str) -> None:
    today = date(2025, 5, 1)
    make_round("liten", frames={"RSS-12": 1_000_000})
    few, _ = asked_to_find(kind, today)
    make_round("stor", frames=FRAMES)
    many, letters = asked_to_find(kind, today)
    assert letters == 1 + len(FRAMES)
    assert many == few <= 6


def test_who_is_to_report_is_found_with_the_same_queries_whoever_they_are() -> None:
    today, kind = date(2026, 2, 16), "report_reminder"
    round_ = make_round(frames={code: FRAMES[code] for code in ("RSS-50", "RSS-51", "RSS-52")})
    paid = [
        make_requisition(round_, make_recipient(c), paid=True, amount_kr=1)
        for c in FRAMES
        if c < "RSS-53"
    ]
    make_report(paid[0])
    many, letters = asked_to_find(kind, today)
    Report.objects.exclude(requisition=paid[0]).update(first_submitted_at=FEBRUARY, is_late=False)
    few, one = asked_to_find(kind, today)
    assert (letters, one) == (3, 1)
    assert many == few <= 5


def test_what_has_happened_is_found_with_the_same_queries_however_much_it_is() -> None:
    today = FEBRUARY.date()
    sent_in_by("liten", "RSS-50")
    few = {kind: asked_to_find(kind, today) for kind in kinds()}
    sent_in_by("stor", "RSS-51", "RSS-52", "RSS-53")
    many = {kind: asked_to_find(kind, today) for kind in kinds()}
    for kind in ("requisition_receipt", "payment_advice", "report_receipt"):
        assert (few[kind][1], many[kind][1]) == (1, 4)
    assert {kind: asked for kind, (asked, _) in many.items()} == {
        kind: asked for kind, (asked, _) in few.items()
    }


def sent_in_by(round_key: str, *codes: str) -> None:
    """A round in which these have been paid and have reported."""
    round_ = make_round(round_key, frames=dict.fromkeys(codes, 1_611_111))
    paid = [make_requisition(round_, make_recipient(code), paid=True) for code in codes]
    for requisition in paid:
        make_report(requisition, submitted=True)


def test_the_outlook_counts_letters_and_names_who_gets_them(steps: dict[int, PlanStep]) -> None:
    (one,) = outlooks([steps[-14]], round_key=ROUND_KEY, days={}, today=APRIL.date())
    assert (one.day, one.letters) == (date(2025, 5, 1), 2)
    assert [reader.name for reader in one.readers] == ["RSS Skåne"]


def test_the_outlook_leaves_out_those_who_have_had_the_letter(steps: dict[int, PlanStep]) -> None:
    reminded(at(2025, 5, 1))
    move(steps[-14], -10, when=at(2025, 5, 2))
    steps[-14].refresh_from_db()
    found = outlooks([steps[-14]], round_key=ROUND_KEY, days={}, today=date(2025, 5, 2))
    assert sum(one.letters for one in found) == 0
