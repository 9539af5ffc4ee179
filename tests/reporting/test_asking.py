"""While the signatory has it before her: reminders, a renewed link, a stand-in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from core.dates import day_of
from core.errors import NotAllowed, RuleViolated, StaleState
from core.transitions import history
from correspondence.models import Letter, LetterStatus
from correspondence.outbox import queue_due_letters, send_waiting_letters
from grants.models import Round
from grants.states import RoundStatus
from organisations.access import ActingFor
from organisations.roles import OrganisationRole
from reporting import actions, signing
from reporting.models import Approval, Report, Submission
from reporting.states import ApprovalStatus, ReportStatus
from tests.builders import FEBRUARY, acting, at, make_report
from tests.reporting.test_submitting import mailed_code

pytestmark = pytest.mark.django_db

STEN = actions.Person("Sten Stig", "Ekonomichef", "010-123 00 00", "sten.stig@example.se")
EXPIRED = FEBRUARY + timedelta(days=15)


@pytest.fixture
def approval() -> Approval:
    return make_report(locked=True).approvals.get()


def who(approval: Approval, role: OrganisationRole = OrganisationRole.OMBUD) -> ActingFor:
    return acting(approval.report.recipient, role)


def hand_over(approval: Approval, *, when: datetime = FEBRUARY, **changes: str) -> Approval:
    person = actions.Person(**{**vars(STEN), **changes})
    return actions.hand_over(
        approval, who(approval), to=person, reason="Karin har semester.", at=when
    )


# --- A stand-in -----------------------------------------------------------------------------------


def test_a_stand_in_gets_exactly_the_same_version(approval: Approval) -> None:
    stand_in = hand_over(approval)
    same = ("revision_id", "answers", "facts", "sha256")
    assert [getattr(stand_in, name) for name in same] == [getattr(approval, name) for name in same]


def test_the_submission_says_who_signed_in_whose_place(approval: Approval) -> None:
    submission = actions.approve_report(hand_over(approval), at=FEBRUARY)
    assert submission.approval.signed_by == "Sten Stig, Ekonomichef, i stället för Karin Ek"
    said = history(approval.report).get(action="submit")
    assert said.actor_name == submission.approval.signed_by


def test_the_first_link_approves_nothing_any_more(approval: Approval) -> None:
    hand_over(approval)
    with pytest.raises(StaleState):
        actions.approve_report(approval, at=FEBRUARY)


def test_the_report_stays_locked_and_its_timeline_says_why(approval: Approval) -> None:
    hand_over(approval)
    approval.report.refresh_from_db()
    assert approval.report.status == ReportStatus.LOCKED
    assert "Karin har semester." in history(approval.report).get(action="hand_over").reason


def test_a_second_hand_over_of_the_same_link_is_too_late(approval: Approval) -> None:
    hand_over(approval)
    with pytest.raises(StaleState):
        hand_over(approval, email="annan@example.se")
    assert Approval.objects.filter(status=ApprovalStatus.WAITING).count() == 1


def test_a_stand_in_may_let_somebody_else_sign_in_turn(approval: Approval) -> None:
    third = hand_over(hand_over(approval), name="Tea Trast", email="tea@example.se")
    assert third.in_place_of == "Karin Ek"


def test_the_same_person_is_no_stand_in(approval: Approval) -> None:
    with pytest.raises(RuleViolated, match="har redan länken"):
        hand_over(approval, email="Karin.Ek@example.se")


def test_a_stand_in_needs_a_reason(approval: Approval) -> None:
    with pytest.raises(RuleViolated, match="skäl"):
        actions.hand_over(approval, who(approval), to=STEN, reason=" ", at=FEBRUARY)


def test_a_closed_round_gets_no_stand_in(approval: Approval) -> None:
    Round.objects.update(status=RoundStatus.CLOSED)
    with pytest.raises(RuleViolated, match="tar inte emot"):
        hand_over(approval)


def test_who_may_not_send_in_names_no_stand_in(approval: Approval) -> None:
    helper = who(approval, OrganisationRole.UPPGIFTSSAMORDNARE)
    with pytest.raises(NotAllowed):
        actions.hand_over(approval, helper, to=STEN, reason="Ledig.", at=FEBRUARY)


def test_a_signatory_with_an_expired_link_hands_nothing_over(approval: Approval) -> None:
    with pytest.raises(StaleState, match="gått ut"):
        actions.hand_over_own(approval, to=STEN, reason="Ledig.", at=EXPIRED)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_approving_and_handing_over_at_once_leave_one_outcome() -> None:
    approval = make_report(locked=True).approvals.get()
    ombud = who(approval)
    verbs: list[Callable[[], object]] = [
        lambda: actions.approve_report(approval, at=FEBRUARY),
        lambda: actions.hand_over(approval, ombud, to=STEN, reason="Ledig.", at=FEBRUARY),
        lambda: actions.hand_over_own(approval, to=STEN, reason="Ledig.", at=FEBRUARY),
    ]

    def run(verb: Callable[[], object]) -> bool:
        try:
            verb()
        except StaleState:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(run, verbs))
    assert outcomes.count(True) == 1
    assert Submission.objects.count() == int(outcomes[0])


# --- The pages ------------------------------------------------------------------------------------


def typed(**changes: str) -> dict[str, str]:
    return {**vars(STEN), "reason": "Jag är jävig.", **changes}


def confirmed(client: Client, approval: Approval) -> str:
    """The signatory in this browser, past the code."""
    token = signing.token_for(approval)
    client.post(reverse("reporting:send_code", args=[token]))
    client.post(reverse("reporting:confirm", args=[token]), {"code": mailed_code()})
    return token


def test_the_signatory_names_a_stand_in_herself(client: Client, approval: Approval) -> None:
    token = confirmed(client, approval)
    address = reverse("reporting:approval_stand_in", args=[token])
    page = client.post(address, typed(), follow=True).content.decode()
    assert "Någon annan godkänner" in page
    assert "Sten Stig" in page


def test_without_the_code_nobody_is_named(client: Client, approval: Approval) -> None:
    address = reverse("reporting:approval_stand_in", args=[signing.token_for(approval)])
    client.post(address, typed())
    approval.refresh_from_db()
    assert approval.status == ApprovalStatus.WAITING


def test_what_is_missing_about_a_stand_in_is_said_at_the_field(
    client: Client, approval: Approval
) -> None:
    address = reverse("reporting:approval_stand_in", args=[confirmed(client, approval)])
    page = client.post(address, typed(email="sten.stig")).content.decode()
    assert "Skriv en hel e-postadress" in page
    assert "Jag är jävig." in page


def case_page(name: str, report: Report) -> str:
    return reverse(f"reporting:{name}", args=[report.round.key, report.recipient.code])


def test_the_ombud_names_a_stand_in_and_the_next_page_says_who(
    client: Client, approval: Approval
) -> None:
    client.force_login(who(approval).user)
    address = case_page("stand_in", approval.report)
    page = client.post(address, typed(), follow=True).content.decode()
    assert "Sten Stig, i stället för Karin Ek," in page


def test_a_second_click_on_the_reminder_says_that_it_is_done(client: Client) -> None:
    report = make_report(locked=True, when=at(2025, 4, 14))  # the clock stands at 15 April 2025
    client.force_login(acting(report.recipient).user)
    address = case_page("remind", report)
    first, second = (client.post(address, follow=True).content.decode() for _ in range(2))
    assert "Karin Ek får en påminnelse" in first
    assert "redan fått ett mejl i dag" in second


# --- Reminders ------------------------------------------------------------------------------------


def reminded_on(*days: date) -> list[date]:
    """The days on which a reminder is queued, asked anew every day."""
    for day in days:
        queue_due_letters(at=at(day.year, day.month, day.day), only=["approval_reminder"])
    letters = Letter.objects.filter(kind="approval_reminder").order_by("due_on")
    return list(letters.values_list("due_on", flat=True))


def test_the_signatory_is_reminded_after_three_and_seven_days_and_before_the_end(
    approval: Approval,
) -> None:
    days = [date(2026, 2, 10) + timedelta(days=n) for n in range(16)]
    asked = days[0]
    last = day_of(approval.expires_at) - timedelta(days=2)
    assert reminded_on(*days) == [asked + timedelta(days=3), asked + timedelta(days=7), last]


def test_the_end_is_the_report_s_last_day_when_that_comes_first() -> None:
    make_report(locked=True, when=at(2026, 2, 25))
    assert reminded_on(date(2026, 2, 28)) == [date(2026, 2, 28)]


def test_a_missed_night_is_healed_by_one_letter(approval: Approval) -> None:
    assert reminded_on(date(2026, 2, 18), date(2026, 2, 19)) == [date(2026, 2, 17)]


def test_who_has_answered_is_not_reminded(approval: Approval) -> None:
    reminded_on(date(2026, 2, 13))
    actions.approve_report(approval, at=FEBRUARY + timedelta(days=3))
    send_waiting_letters(at=at(2026, 2, 13, 11))
    assert Letter.objects.get(kind="approval_reminder").status == LetterStatus.SKIPPED
    assert [one for one in mail.outbox if one.subject.startswith("Påminnelse")] == []


def test_the_ombud_has_her_reminded_once_a_day(approval: Approval) -> None:
    tomorrow = FEBRUARY + timedelta(days=1)
    actions.remind_signatory(approval, who(approval), at=tomorrow)
    with pytest.raises(RuleViolated, match="redan fått ett mejl i dag"):
        actions.remind_signatory(approval, who(approval), at=tomorrow)
    assert reminded_on(date(2026, 2, 11), date(2026, 2, 12)) == [date(2026, 2, 11)]


def test_the_day_she_was_asked_needs_no_reminder(approval: Approval) -> None:
    with pytest.raises(RuleViolated, match="Vänta till i morgon"):
        actions.remind_signatory(approval, who(approval), at=FEBRUARY)


def test_nobody_is_reminded_of_what_is_decided(approval: Approval) -> None:
    actions.approve_report(approval, at=FEBRUARY)
    with pytest.raises(StaleState):
        actions.remind_signatory(approval, who(approval), at=FEBRUARY + timedelta(days=1))


def test_who_may_not_send_in_reminds_nobody(approval: Approval) -> None:
    helper = who(approval, OrganisationRole.UPPGIFTSSAMORDNARE)
    with pytest.raises(NotAllowed):
        actions.remind_signatory(approval, helper, at=FEBRUARY + timedelta(days=1))


# --- A renewed link -------------------------------------------------------------------------------


def test_an_expired_link_is_renewed_and_approves_the_same_version(approval: Approval) -> None:
    renewed = actions.renew_link(approval, who(approval), at=EXPIRED)
    assert actions.approve_report(renewed, at=EXPIRED).approval == approval


def test_she_is_told_of_the_renewed_link(approval: Approval) -> None:
    actions.renew_link(approval, who(approval), at=EXPIRED)
    assert reminded_on(EXPIRED.date()) == [EXPIRED.date()]


def test_a_link_whose_codes_are_used_up_is_renewed_too(approval: Approval) -> None:
    Approval.objects.update(codes_sent=10)
    assert actions.renew_link(approval, who(approval), at=FEBRUARY).codes_left == 10


def test_a_link_that_works_is_not_renewed(approval: Approval) -> None:
    actions.renew_link(approval, who(approval), at=EXPIRED)
    with pytest.raises(RuleViolated, match="fungerar fortfarande"):
        actions.renew_link(approval, who(approval), at=EXPIRED)


def test_no_link_is_shortened_or_opened_again(approval: Approval) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        Approval.objects.update(expires_at=FEBRUARY)
    actions.approve_report(approval, at=FEBRUARY)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Approval.objects.update(expires_at=EXPIRED)
