"""Inviting: one offer per address, one answer per offer, and links that die when they should."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from pytest_django.fixtures import Settings

from core.errors import DomainError, NotAllowed, RuleViolated, StaleState
from correspondence.models import Letter, LetterStatus
from correspondence.outbox import queue_due_letters, send_waiting_letters
from organisations.actions import invite, remove_person, resend, withdraw
from organisations.invitations import accept, decline, token_for
from organisations.models import Invitation, Membership, User
from organisations.roles import OrganisationRole
from organisations.rules import Scope
from tests.builders import APRIL, make_member, make_recipient, make_user
from tests.organisations.builders import (
    EVERYTHING,
    link,
    make_invitation,
    somebody,
)

pytestmark = pytest.mark.django_db

SAMORDNARE = OrganisationRole.UPPGIFTSSAMORDNARE
LATER = APRIL + timedelta(days=1)
TOO_LATE = APRIL + timedelta(days=14, seconds=1)


def codes(refused: pytest.ExceptionInfo[RuleViolated]) -> list[str]:
    return [violation.code for violation in refused.value.violations]


def letters(at: datetime = APRIL) -> list[Letter]:
    queue_due_letters(at=at, only=["invitation"])
    send_waiting_letters(at=at)
    return list(Letter.objects.filter(kind="invitation").order_by("pk"))


# --- Offering -------------------------------------------------------------------------------------


def test_an_accepted_invitation_gives_its_role_and_limits() -> None:
    scope = Scope(frozenset({"RSS-12"}))
    membership = accept(link(make_invitation(scope=scope)), at=LATER)
    assert membership.role == SAMORDNARE
    assert membership.recipient_codes == ["RSS-12"]


def test_an_address_is_invited_once_however_it_is_written() -> None:
    who = somebody()
    make_invitation(who)
    with pytest.raises(RuleViolated) as refused:
        make_invitation(who, email=" NY@Example.se ")
    assert codes(refused) == ["already_invited"]


def test_who_has_a_role_is_not_invited() -> None:
    who = somebody()
    make_member(make_recipient(), email="finns@example.se")
    with pytest.raises(RuleViolated) as refused:
        make_invitation(who, email="Finns@example.se")
    assert codes(refused) == ["already_member"]


def test_the_same_address_is_invited_to_two_organisations() -> None:
    make_recipient("RSS-09", name="RSS Gotland")
    for code in ("RSS-12", "RSS-09"):
        accept(link(make_invitation(somebody(code=code))), at=LATER)
    assert User.objects.get(email="ny@example.se").memberships.count() == 2


def test_limits_are_the_organisation_s_own_recipients() -> None:
    make_recipient("RSS-09", name="RSS Gotland")
    with pytest.raises(RuleViolated) as refused:
        make_invitation(scope=Scope(frozenset({"RSS-09"})))
    assert codes(refused) == ["foreign_recipient"]


def test_a_limited_role_gives_no_more_than_it_has() -> None:
    limited = somebody(scope=Scope(frozenset({"RSS-12"})))
    with pytest.raises(RuleViolated) as refused:
        make_invitation(limited)
    assert codes(refused) == ["beyond_own_recipients"]


# --- Answering ------------------------------------------------------------------------------------


def test_accepting_makes_an_account_without_password() -> None:
    accept(link(make_invitation()), first_name="Mia", last_name="Berg", at=LATER)
    user = User.objects.get(email="ny@example.se")
    assert user.get_full_name() == "Mia Berg"
    assert not user.has_usable_password()


def test_accepting_uses_the_account_that_is_there() -> None:
    user = make_user(email="ny@example.se", first_name="Mia", last_name="Berg")
    assert accept(link(make_invitation()), first_name="X", at=LATER).user == user
    assert User.objects.get(pk=user.pk).first_name == "Mia"


def test_a_shut_account_is_not_let_in() -> None:
    make_user(email="ny@example.se", is_active=False)
    invitation = make_invitation()
    with pytest.raises(RuleViolated):
        accept(link(invitation), at=LATER)
    assert Invitation.objects.get(pk=invitation.pk).status == "waiting"


@pytest.mark.parametrize("answer", [accept, decline])
def test_an_invitation_is_answered_once(answer: object) -> None:
    invitation = make_invitation()
    accept(link(invitation), at=LATER)
    with pytest.raises(StaleState, match="Inbjudan är antagen"):
        answer(link(invitation), at=LATER)  # type: ignore[operator]


def test_a_declined_invitation_can_not_be_accepted() -> None:
    invitation = make_invitation()
    decline(link(invitation), at=LATER)
    with pytest.raises(StaleState, match="avböjd"):
        accept(link(invitation), at=LATER)
    assert not User.objects.filter(email="ny@example.se").exists()


def test_an_invitation_ends_after_a_fortnight() -> None:
    with pytest.raises(StaleState, match="gått ut"):
        accept(link(make_invitation()), at=TOO_LATE)


def test_a_withdrawn_invitation_can_not_be_accepted() -> None:
    who = somebody()
    invitation = make_invitation(who)
    withdraw(invitation, who, at=APRIL)
    with pytest.raises(StaleState, match="tagit tillbaka"):
        accept(link(invitation), at=LATER)


def test_an_old_link_dies_when_the_invitation_is_sent_again() -> None:
    who = somebody()
    old = make_invitation(who)
    new = resend(old, who, at=LATER)
    with pytest.raises(StaleState, match="ersatt av en nyare"):
        accept(link(old), at=LATER)
    assert accept(link(new), at=LATER)


def test_what_has_gone_out_lives_again_when_sent_again() -> None:
    who = somebody()
    new = resend(make_invitation(who), who, at=TOO_LATE)
    assert accept(link(new), at=TOO_LATE + timedelta(days=13))


def test_a_second_click_does_not_send_it_twice() -> None:
    who = somebody()
    invitation = make_invitation(who)
    with pytest.raises(RuleViolated) as refused:
        resend(invitation, who, at=APRIL + timedelta(seconds=2))
    assert codes(refused) == ["sent_just_now"]


def test_a_removed_person_s_offers_end_with_her() -> None:
    ombud, other = somebody(), somebody()
    invitation = make_invitation(other, role=OrganisationRole.OMBUD)
    remove_person(other.membership, ombud, at=APRIL)
    with pytest.raises(StaleState):
        accept(link(invitation), at=LATER)


def test_a_removed_ombud_invites_nobody_from_an_old_page() -> None:
    ombud, other = somebody(), somebody()
    remove_person(other.membership, ombud, at=APRIL)
    with pytest.raises(NotAllowed):
        invite(other, email="ny@example.se", role=SAMORDNARE, scope=EVERYTHING, at=APRIL)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_eight_acceptances_at_once_give_one_role() -> None:
    followed = link(make_invitation())

    def say_yes(_: int) -> bool:
        try:
            accept(followed, first_name="Mia", last_name="Berg", at=LATER)
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(say_yes, range(8))).count(True) == 1
    assert Membership.objects.filter(user__email="ny@example.se").count() == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_eight_invitations_at_once_leave_one() -> None:
    who = somebody()

    def offer(_: int) -> bool:
        try:
            make_invitation(who)
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(offer, range(8))).count(True) == 1
    assert Invitation.objects.count() == 1


# --- The letter -----------------------------------------------------------------------------------


def test_the_letter_says_who_what_and_until_when(settings: Settings) -> None:
    invitation = make_invitation()
    (letter,) = letters()
    path = reverse("organisations:invitation", args=[token_for(invitation)])
    assert f"{settings.PORTAL_URL}{path}" in letter.body_text
    assert f"{settings.PORTAL_URL}{path}" in letter.body_html.replace("&amp;", "&")
    for words in (str(invitation.invited_by), "uppgiftssamordnare", "29 april"):
        assert words in letter.body_text
        assert words in letter.body_html
    assert letter.subject == f"Svara senast 29 april: inbjudan till {invitation.organisation}"


def test_each_invitation_has_one_letter_however_often_the_worker_runs() -> None:
    make_invitation()
    assert len(letters()) == len(letters()) == 1


def test_sent_again_the_same_day_it_is_a_new_letter_and_the_waiting_one_is_dropped() -> None:
    who = somebody()
    invitation = make_invitation(who)
    queue_due_letters(at=APRIL, only=["invitation"])
    resend(invitation, who, at=APRIL + timedelta(minutes=5))
    old, new = letters(APRIL + timedelta(minutes=6))
    assert (old.status, new.status) == (LetterStatus.SKIPPED, LetterStatus.SENT)


def test_a_withdrawn_invitation_s_letter_is_not_sent() -> None:
    who = somebody()
    invitation = make_invitation(who)
    queue_due_letters(at=APRIL, only=["invitation"])
    withdraw(invitation, who, at=APRIL)
    (letter,) = letters()
    assert letter.status == LetterStatus.SKIPPED
