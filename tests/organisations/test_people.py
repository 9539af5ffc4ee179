"""Changing, removing and leaving: what it does at once, what stays, and who gets to know."""

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import NotAllowed, RuleViolated, StaleState
from core.models import Event
from organisations.access import ActingMember
from organisations.actions import change_role, leave, remove_organisation, remove_person
from organisations.models import Membership
from organisations.queries import log_of, without_ombud
from organisations.roles import OrganisationRole
from organisations.rules import Scope
from requisitions.models import Requisition
from tests.builders import (
    APRIL,
    ROUND_KEY,
    make_recipient,
    make_requisition,
    make_round,
    typed_requisition,
)
from tests.organisations.builders import (
    EVERYTHING,
    make_invitation,
    own_organisation,
    roles_in,
    somebody,
)

pytestmark = pytest.mark.django_db

OMBUD, REPRESENTANT, SAMORDNARE, SIGNATORY = OrganisationRole
START = reverse("admin:index")
SKANE = Scope(frozenset({"RSS-12"}))


def client_of(who: ActingMember) -> Client:
    client = Client()
    client.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def case(name: str, code: str = "RSS-12", round_key: str = ROUND_KEY) -> str:
    return reverse(f"requisitions:{name}", args=[round_key, code])


def page(who: ActingMember, name: str, *more: int) -> str:
    return reverse(f"organisations:{name}", args=[who.organisation.pk, *more])


def actions_in_log() -> list[str]:
    return list(log_of(own_organisation()).values_list("action", flat=True))


# --- What changes at once -------------------------------------------------------------------------


def test_a_lowered_role_takes_effect_on_the_next_request() -> None:
    make_requisition(submitted=False)
    other = somebody(REPRESENTANT)
    browser = client_of(other)
    assert browser.post(case("submit")).status_code == 302
    change_role(other.membership, somebody(), role=SAMORDNARE, scope=EVERYTHING, at=APRIL)
    assert browser.post(case("submit")).status_code == 403


def test_a_removed_person_is_out_on_the_next_request() -> None:
    make_requisition(submitted=False)
    other = somebody(REPRESENTANT)
    browser = client_of(other)
    assert browser.get(case("edit")).status_code == 200
    remove_person(other.membership, somebody(), at=APRIL)
    assert browser.get(case("edit")).status_code == 404
    assert browser.get(page(other, "detail")).status_code == 404


def test_a_removed_person_s_open_draft_stays_with_the_organisation() -> None:
    make_round()
    other, ombud = somebody(REPRESENTANT), somebody()
    typed = typed_requisition() | {"contact_name": "Skrivet av den som slutade"}
    client_of(other).post(case("edit"), {**typed, "save": ""})
    remove_person(other.membership, ombud, at=APRIL)
    assert Requisition.objects.get().organisation == ombud.organisation
    assert "Skrivet av den som slutade" in client_of(ombud).get(case("edit")).text


def test_a_role_limited_to_one_recipient_does_not_reach_another() -> None:
    make_recipient("RSS-09", organisation=own_organisation())
    make_round()
    browser = client_of(somebody(SAMORDNARE, SKANE))
    assert browser.get(case("edit")).status_code == 200
    assert browser.get(case("edit", "RSS-09")).status_code == 404


def test_a_role_limited_to_one_grant_does_not_reach_another() -> None:
    make_round()
    make_round("aldreomsorg-rss-2025", decision=make_round("annan").decision)
    browser = client_of(somebody(SAMORDNARE, Scope(grant_slugs=frozenset({ROUND_KEY}))))
    assert browser.get(case("edit")).status_code == 200
    assert browser.get(case("edit", round_key="aldreomsorg-rss-2025")).status_code == 404


# --- Who may change whom --------------------------------------------------------------------------


def test_a_representant_raises_nobody() -> None:
    who, other = somebody(REPRESENTANT), somebody(SAMORDNARE)
    with pytest.raises(NotAllowed):
        change_role(other.membership, who, role=REPRESENTANT, scope=EVERYTHING, at=APRIL)


def test_a_limited_ombud_does_not_touch_who_is_not_limited() -> None:
    who, other = somebody(scope=SKANE), somebody(REPRESENTANT)
    with pytest.raises(NotAllowed, match="gäller mer än din"):
        remove_person(other.membership, who, at=APRIL)
    with pytest.raises(NotAllowed):
        remove_organisation(who, at=APRIL)


def test_a_limited_ombud_does_not_free_herself() -> None:
    who = somebody(scope=SKANE)
    with pytest.raises(RuleViolated):
        change_role(who.membership, who, role=OMBUD, scope=EVERYTHING, at=APRIL)


def test_a_removed_person_can_not_be_changed_or_removed_again() -> None:
    who, other = somebody(), somebody(REPRESENTANT)
    remove_person(other.membership, who, at=APRIL)
    with pytest.raises(StaleState):
        change_role(other.membership, who, role=SAMORDNARE, scope=EVERYTHING, at=APRIL)
    with pytest.raises(StaleState):
        remove_person(other.membership, who, at=APRIL)


def test_a_person_of_another_organisation_is_out_of_reach() -> None:
    make_recipient("RSS-09", name="RSS Gotland")
    foreign = somebody(SAMORDNARE, code="RSS-09")
    with pytest.raises(StaleState):
        remove_person(foreign.membership, somebody(), at=APRIL)
    assert Membership.objects.filter(pk=foreign.membership.pk).exists()


# --- Removing the organisation --------------------------------------------------------------------


def test_removing_the_organisation_ends_every_role_and_offer() -> None:
    who = somebody()
    somebody(SAMORDNARE)
    invitation = make_invitation(who)
    remove_organisation(who, at=APRIL)
    invitation.refresh_from_db()
    assert roles_in(who.organisation) == {}
    assert invitation.status == "withdrawn"
    assert list(without_ombud()) == [who.organisation]


def test_the_organisation_is_removed_only_by_posting() -> None:
    who = somebody()
    assert "Ta bort organisationen" in client_of(who).get(page(who, "remove_organisation")).text
    assert roles_in(who.organisation)
    client_of(who).post(page(who, "remove_organisation"))
    assert not roles_in(who.organisation)


# --- The log --------------------------------------------------------------------------------------


def test_every_change_is_logged_once_with_who_did_it() -> None:
    who, other = somebody(), somebody(REPRESENTANT)
    for _ in range(2):
        change_role(other.membership, who, role=SAMORDNARE, scope=SKANE, at=APRIL)
    remove_person(other.membership, who, at=APRIL)
    assert actions_in_log() == ["remove_person", "change_role"]
    assert set(Event.objects.values_list("actor", flat=True)) == {who.user.pk}


def test_the_ombud_sees_the_log_and_others_do_not() -> None:
    who, other = somebody(), somebody(REPRESENTANT)
    change_role(somebody(SAMORDNARE).membership, who, role=REPRESENTANT, scope=SKANE, at=APRIL)
    shown = client_of(who).get(page(who, "detail")).text
    assert "Roll ändrad" in shown
    assert "Var tidigare uppgiftssamordnare." in shown
    assert "Roll ändrad" not in client_of(other).get(page(other, "detail")).text
    assert "Roll ändrad" in client_of(who).get(page(who, "log")).text


# --- The pages ------------------------------------------------------------------------------------


def test_the_page_shows_a_representant_only_the_buttons_she_may_use() -> None:
    who, ombud = somebody(REPRESENTANT), somebody()
    other = somebody(SAMORDNARE)
    shown = client_of(who).get(page(who, "detail")).text
    assert page(who, "remove_person", other.membership.pk) in shown
    assert page(who, "remove_person", ombud.membership.pk) not in shown
    assert page(who, "remove_organisation") not in shown


def test_a_person_is_removed_once_however_often_it_is_clicked() -> None:
    who, other = somebody(), somebody(SAMORDNARE)
    browser, url = client_of(who), page(who, "remove_person", other.membership.pk)
    assert "hör inte längre till organisationen" in browser.post(url, follow=True).text
    assert "hör inte längre till organisationen" in browser.post(url, follow=True).text
    assert actions_in_log() == ["remove_person"]


def test_a_role_is_changed_on_its_page() -> None:
    make_recipient("RSS-09", organisation=own_organisation())
    who, other = somebody(), somebody(SAMORDNARE)
    data = {"role": REPRESENTANT, "recipient_codes": ["RSS-12"]}
    client_of(who).post(page(who, "person", other.membership.pk), data)
    changed = Membership.objects.get(pk=other.membership.pk)
    assert (changed.role, changed.recipient_codes) == (REPRESENTANT, ["RSS-12"])


def test_a_role_that_one_may_not_give_is_not_a_choice() -> None:
    who, other = somebody(REPRESENTANT), somebody(SAMORDNARE)
    url = page(who, "person", other.membership.pk)
    assert client_of(who).post(url, {"role": OMBUD}).status_code == 200
    assert Membership.objects.get(pk=other.membership.pk).role == SAMORDNARE


def test_who_belongs_to_several_organisations_chooses_one() -> None:
    who = somebody()
    make_recipient("RSS-09", name="RSS Gotland")
    foreign = somebody(code="RSS-09").organisation
    Membership.objects.create(user=who.user, organisation=foreign, role=SIGNATORY)
    shown = client_of(who).get(reverse("organisations:list")).text
    assert page(who, "detail") in shown
    assert foreign.name in shown


def test_who_belongs_nowhere_is_told_what_to_do() -> None:
    who = somebody()
    leave(who, at=APRIL, without_ombud=True)
    assert "Be ett ombud" in client_of(who).get(reverse("organisations:list")).text
