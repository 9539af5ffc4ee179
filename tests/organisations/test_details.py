"""The huvudman confirms its own details: who may, what is checked, what is logged."""

import pytest
from django.test import Client
from django.urls import reverse

from core.transitions import history
from organisations.models import Organisation
from organisations.roles import OrganisationRole
from tests.builders import make_member, make_recipient, make_round

pytestmark = pytest.mark.django_db

GOOD = {
    "postal_address": "Nya gatan 2",
    "postal_code": "22100",
    "postal_town": "Lund",
    "registry_email": "registrator@example.se",
    "bankgiro": "991-2346",
    "e_invoice_address": "",
}


def logged_in(client: Client, role: OrganisationRole = OrganisationRole.OMBUD) -> Organisation:
    make_round()
    user = make_member(make_recipient(), role)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user.memberships.get().organisation


def url(organisation: Organisation) -> str:
    return reverse("organisations:details", args=[organisation.pk])


def test_the_first_page_asks_until_somebody_has_confirmed(client: Client) -> None:
    organisation = logged_in(client)
    assert "Bekräfta uppgifterna" in client.get(reverse("portal:tasks")).content.decode()
    client.post(url(organisation), GOOD)
    assert "Bekräfta uppgifterna" not in client.get(reverse("portal:tasks")).content.decode()


def test_what_is_changed_is_stored_and_logged(client: Client) -> None:
    organisation = logged_in(client)
    client.post(url(organisation), GOOD)
    organisation.refresh_from_db()
    assert (organisation.postal_code, organisation.bankgiro) == ("221 00", "9912346")
    assert organisation.confirmed_by
    latest = history(organisation).last()
    assert latest
    assert latest.action == "details_confirmed"
    assert "bankgiro" in latest.reason


def test_wrong_details_get_a_sentence_and_change_nothing(client: Client) -> None:
    organisation = logged_in(client)
    wrong = {**GOOD, "postal_code": "2210", "bankgiro": "5050-1056", "registry_email": "x"}
    page = client.post(url(organisation), wrong).content.decode()
    assert "Skriv postnumret med fem siffror" in page
    assert "Bankgironumret stämmer inte" in page
    assert 'value="2210"' in page
    organisation.refresh_from_db()
    assert organisation.confirmed_at is None


def test_confirming_twice_does_no_harm(client: Client) -> None:
    organisation = logged_in(client)
    for _ in range(2):
        assert client.post(url(organisation), GOOD).status_code == 302
    assert "bekräftades" in str(getattr(history(organisation).last(), "reason", ""))


def test_uppgiftssamordnare_may_not_change_details(client: Client) -> None:
    organisation = logged_in(client, OrganisationRole.UPPGIFTSSAMORDNARE)
    assert client.post(url(organisation), GOOD).status_code == 403
    assert "Bekräfta uppgifterna" not in client.get(reverse("portal:tasks")).content.decode()


def test_a_limited_role_does_not_change_what_is_everybodys(client: Client) -> None:
    organisation = logged_in(client, OrganisationRole.REPRESENTANT)
    organisation.memberships.update(recipient_codes=["RSS-12"])
    assert client.post(url(organisation), GOOD).status_code == 403
    organisation.refresh_from_db()
    assert organisation.confirmed_at is None
