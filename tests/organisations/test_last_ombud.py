"""The last ombud: she may go, but not by accident, and staff get to know."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from core.errors import DomainError, RuleViolated
from organisations.access import ActingMember
from organisations.actions import change_role, leave
from organisations.models import Organisation
from organisations.queries import without_ombud
from organisations.roles import OrganisationRole
from tests.admin.pages import client_of, list_url, staff_client, text_of
from tests.builders import APRIL, make_organisation
from tests.organisations.builders import EVERYTHING, own_organisation, roles_in, somebody

pytestmark = pytest.mark.django_db

OMBUD, REPRESENTANT, *_ = OrganisationRole
START = reverse("admin:index")


def _lower(who: ActingMember, **said: Any) -> object:
    return change_role(who.membership, who, role=REPRESENTANT, scope=EVERYTHING, at=APRIL, **said)


def _leave(who: ActingMember, **said: Any) -> object:
    return leave(who, at=APRIL, **said)


@pytest.mark.parametrize("part", [_lower, _leave])
def test_the_last_ombud_must_say_that_she_knows(part: Any) -> None:
    who = somebody()
    with pytest.raises(RuleViolated, match="utan ombud"):
        part(who)
    part(who, without_ombud=True)
    assert OMBUD not in roles_in(own_organisation()).values()


@pytest.mark.parametrize("part", [_lower, _leave])
def test_one_of_two_ombud_just_goes(part: Any) -> None:
    somebody()
    part(somebody())
    assert list(roles_in(own_organisation()).values()).count(OMBUD) == 1


def test_an_ombud_who_can_not_log_in_does_not_count() -> None:
    shut, who = somebody(), somebody()
    shut.user.is_active = False
    shut.user.save()
    with pytest.raises(RuleViolated):
        leave(who, at=APRIL)


def test_the_page_asks_the_last_ombud_for_a_tick() -> None:
    who = somebody()
    browser, url = client_of(who.user), reverse("organisations:leave", args=[who.organisation.pk])
    assert "Organisationen blir utan ombud" in browser.get(url).text
    assert "Kryssa i att organisationen" in browser.post(url).text
    browser.post(url, {"without_ombud": "on"})
    assert who.user not in roles_in(who.organisation)


def test_staff_see_who_has_been_left_without_ombud() -> None:
    make_organisation(name="Har aldrig haft någon")
    who = somebody()
    assert not without_ombud().exists()
    leave(who, at=APRIL, without_ombud=True)
    assert list(without_ombud()) == [who.organisation]


def test_staff_s_start_page_leads_to_the_list_of_them() -> None:
    who = somebody()
    leave(who, at=APRIL, without_ombud=True)
    make_organisation(name="Har aldrig haft någon")
    assert "Organisationer som har blivit utan ombud" in text_of(staff_client(), START)
    shown = text_of(staff_client(), list_url(Organisation, "ombud=saknas"))
    assert who.organisation.organisationsnummer_printed in shown
    assert "Har aldrig haft någon" not in shown


def test_people_without_ombud_are_seen_too() -> None:
    who = somebody(REPRESENTANT)
    assert list(without_ombud()) == [who.organisation]
    somebody()
    assert not without_ombud().exists()


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_two_ombud_who_leave_at_once_the_second_is_asked() -> None:
    def go(who: ActingMember) -> bool:
        try:
            leave(who, at=APRIL)
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, [somebody(), somebody()])) == [False, True]
    assert list(roles_in(own_organisation()).values()) == [OMBUD]
