"""Mina uppgifter: what to do, by date, for every recipient one acts for."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.fingerprint import canonical_sha256
from organisations.models import HuvudmanPeriod, Membership, User
from organisations.roles import OrganisationRole
from requisitions.models import Requisition
from tests.builders import (
    ROUND_KEY,
    make_member,
    make_organisation,
    make_recipient,
    make_report,
    make_requisition,
    make_round,
)

pytestmark = pytest.mark.django_db
TASKS = reverse("portal:tasks")


def page(client: Client, user: User, query: str = "") -> str:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"{TASKS}{query}").content.decode()


def reaches(client: Client, user: User, code: str = "RSS-12") -> bool:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("portal:grant", args=[ROUND_KEY, code])).status_code == 200


def limited(**limits: list[str]) -> User:
    make_round()
    user = make_member(make_recipient())
    Membership.objects.filter(user=user).update(**limits)
    return user


def test_what_is_to_be_done_stands_with_its_last_day_and_a_button(client: Client) -> None:
    make_round()
    text = page(client, make_member(make_recipient()))
    assert "Rekvirera statsbidrag" in text
    assert "torsdag 15 maj 2025" in text


def test_what_is_finished_is_shown_with_its_documents(client: Client) -> None:
    report = make_report(accepted=True)
    text = page(client, make_member(report.recipient))
    assert "Avslutat" in text
    assert "Ni har inget att göra just nu" in text


def test_one_person_may_act_for_several_organisations_and_choose_one(client: Client) -> None:
    make_round()
    user = make_member(make_recipient("RSS-12"))
    other = make_recipient("RSS-09").huvudman_on(date(2025, 1, 1))
    Membership.objects.create(user=user, organisation=other, role=OrganisationRole.OMBUD)
    assert "RSS Skåne" in page(client, user)
    alone = page(client, user, f"?organisation={other.pk}")
    assert "2025, RSS Skåne" not in alone
    assert "2025, RSS RSS-09" in alone


def test_one_huvudman_may_stand_behind_several_recipients(client: Client) -> None:
    make_round()
    user = make_member(make_recipient("RSS-12"))
    HuvudmanPeriod.objects.create(
        recipient=make_recipient("RSS-09"),
        organisation=make_recipient("RSS-12").huvudman_on(date(2025, 1, 1)),
        from_date=date(2025, 2, 1),
    )
    assert reaches(client, user, "RSS-12")
    assert reaches(client, user, "RSS-09")


@pytest.mark.parametrize(
    ("limits", "reached"),
    [
        ({}, True),
        ({"recipient_codes": ["RSS-12"]}, True),
        ({"recipient_codes": ["RSS-09"]}, False),
        ({"grant_slugs": [ROUND_KEY]}, True),
        ({"grant_slugs": ["aldreomsorg"]}, False),
        ({"recipient_codes": ["RSS-12"], "grant_slugs": ["aldreomsorg"]}, False),
    ],
)
def test_a_role_may_be_limited(client: Client, limits: dict[str, list[str]], reached: bool) -> None:
    assert reaches(client, limited(**limits) if limits else limited(recipient_codes=[])) is reached


# --- A recipient changes huvudman on 1 April ------------------------------------------------------


@pytest.fixture
def old_and_new() -> tuple[User, User]:
    """Somebody of the old huvudman and somebody of the new one; the round is open."""
    make_round()
    recipient = make_recipient()
    old = make_member(recipient)
    heir = make_organisation(name="Nya huvudmannen")
    new = make_member(make_recipient("RSS-10", organisation=heir, name="RSS Blekinge"))
    HuvudmanPeriod.objects.create(
        recipient=recipient, organisation=heir, from_date=date(2025, 4, 1)
    )
    return old, new


def test_before_anything_is_sent_in_the_case_is_the_new_huvudmans(
    client: Client, old_and_new: tuple[User, User]
) -> None:
    old, new = old_and_new
    assert not reaches(client, old)
    assert reaches(client, new)


def test_what_was_sent_in_stays_with_the_huvudman_that_sent_it(client: Client) -> None:
    requisition = make_requisition(paid=True)
    old = make_member(requisition.recipient)
    heir = make_organisation()
    HuvudmanPeriod.objects.create(
        recipient=requisition.recipient, organisation=heir, from_date=date(2025, 4, 15)
    )
    new = make_member(make_recipient("RSS-10", organisation=heir, name="RSS Blekinge"))
    assert reaches(client, old)
    assert not reaches(client, new)


def test_a_draft_follows_the_recipient_to_its_new_huvudman(client: Client) -> None:
    requisition = make_requisition(submitted=False)
    heir = make_organisation()
    new = make_member(make_recipient("RSS-10", organisation=heir, name="RSS Blekinge"))
    HuvudmanPeriod.objects.create(
        recipient=requisition.recipient, organisation=heir, from_date=date(2025, 4, 15)
    )
    client.force_login(new, backend="django.contrib.auth.backends.ModelBackend")
    client.post(
        reverse("requisitions:submit", args=[ROUND_KEY, "RSS-12"]),
        {"seen": canonical_sha256(requisition.draft), "conditions_accepted": "on"},
    )
    assert Requisition.objects.get().organisation == heir


def test_the_page_asks_as_often_for_ten_recipients_as_for_one(client: Client) -> None:
    codes = [f"RSS-{number}" for number in range(40, 50)]
    make_round(frames=dict.fromkeys(codes, 1000))
    user = make_member(make_recipient(codes[0]))
    page(client, user)
    with CaptureQueriesContext(connection) as one:
        client.get(TASKS)
    organisation = make_recipient(codes[0]).huvudman_on(date(2025, 1, 1))
    for code in codes[1:]:
        HuvudmanPeriod.objects.create(
            recipient=make_recipient(code), organisation=organisation, from_date=date(2025, 2, 1)
        )
    with CaptureQueriesContext(connection) as ten:
        client.get(TASKS)
    assert len(ten) == len(one)


def test_who_may_not_start_a_requisition_is_told_who_does(client: Client) -> None:
    make_round()
    text = page(client, make_member(make_recipient(), OrganisationRole.UPPGIFTSSAMORDNARE))
    assert "Ert ombud påbörjar rekvisitionen" in text
    assert "Inte påbörjad" not in text
