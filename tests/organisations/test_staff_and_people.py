"""What staff may do with people of organisations, and how the organisation learns of it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import NotAllowed, StaleState
from organisations import invitations
from organisations.access import ActingMember
from organisations.actions import invite, leave
from organisations.models import Membership, User
from organisations.queries import log_of, without_ombud
from organisations.roles import OrganisationRole, StaffRole
from organisations.rules import Scope
from requisitions.actions import approve_requisition
from tests.builders import (
    APRIL,
    make_member,
    make_recipient,
    make_requisition,
    make_staff,
)

pytestmark = pytest.mark.django_db


def administrator(client: Client) -> User:
    user = make_staff(StaffRole.ADMINISTRATOR)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def offered_by(giver: User) -> invitations.Link:
    membership = giver.memberships.get()
    who = ActingMember(giver, membership.organisation, membership)
    offer = invite(who, email="ny@example.se", role=OrganisationRole.OMBUD, scope=Scope(), at=APRIL)
    return invitations.Link(offer, offer.nonce.hex)


def test_an_offer_does_not_outlive_its_givers_right() -> None:
    giver, other = make_member(make_recipient()), make_member(make_recipient())
    link = offered_by(giver)
    membership = giver.memberships.get()
    leave(ActingMember(giver, membership.organisation, membership), at=APRIL)
    with pytest.raises(StaleState):
        invitations.accept(link, first_name="Ny", last_name="Ek", at=APRIL)
    assert other.memberships.exists()


def test_an_offer_of_a_shut_account_is_worth_nothing() -> None:
    giver = make_member(make_recipient())
    link = offered_by(giver)
    User.objects.filter(pk=giver.pk).update(is_active=False)
    with pytest.raises(StaleState):
        invitations.accept(link, first_name="Ny", last_name="Ek", at=APRIL)


def test_an_administrator_gives_herself_no_role(client: Client) -> None:
    me = administrator(client)
    organisation = make_recipient().huvudman_on(date(2025, 1, 1))
    values = {"user": me.pk, "organisation": organisation.pk, "role": "ombud"}
    response = client.post(reverse("admin:organisations_membership_add"), values)
    assert response.status_code == 403
    assert not me.memberships.exists()


def test_a_role_that_staff_take_away_stands_in_the_organisations_log(client: Client) -> None:
    administrator(client)
    membership = make_member(make_recipient()).memberships.get()
    url = reverse("admin:organisations_membership_delete", args=[membership.pk])
    client.post(url, {"post": "yes"})
    assert not Membership.objects.filter(pk=membership.pk).exists()
    latest = log_of(membership.organisation).first()
    assert latest
    assert latest.action == "remove_person"
    assert list(without_ombud()) == [membership.organisation]


def test_nobody_approves_what_she_sent_in_herself() -> None:
    requisition = make_requisition()
    sender = requisition.submitted_by
    assert sender
    with pytest.raises(NotAllowed):
        approve_requisition(requisition, by=sender, roles=[StaffRole.HANDLAGGARE], at=APRIL)
