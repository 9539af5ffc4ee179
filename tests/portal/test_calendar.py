"""The private calendar address: what it shows, to whom, and how it ends."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from organisations.models import Membership, User
from portal.calendar_feed import end_feed, new_feed, token_for
from portal.models import CalendarFeed
from tests.builders import make_member, make_recipient, make_requisition, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    make_round()
    return make_member(make_recipient())


def address(feed: CalendarFeed) -> str:
    return reverse("portal:calendar_ics", kwargs={"token": token_for(feed)})


def test_the_feed_holds_the_last_days_of_what_is_to_be_done(client: Client, user: User) -> None:
    response = client.get(address(new_feed(user)))
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["SUMMARY"] == "Sista dag: rekvirera statsbidrag, RSS Skåne"
    assert event.decoded("DTSTART") == date(2025, 5, 15)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"


def test_what_is_done_is_not_in_the_feed(client: Client) -> None:
    requisition = make_requisition()
    response = client.get(address(new_feed(make_member(requisition.recipient))))
    assert Calendar.from_ical(response.content).walk("VEVENT") == []


def test_a_new_address_ends_the_old_one(client: Client, user: User) -> None:
    old = address(new_feed(user))
    new = address(new_feed(user))
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_an_ended_address_is_gone(client: Client, user: User) -> None:
    feed = new_feed(user)
    end_feed(user)
    assert client.get(address(feed)).status_code == 404


def test_who_has_lost_the_role_sees_nothing_in_the_feed(client: Client, user: User) -> None:
    feed = new_feed(user)
    Membership.objects.filter(user=user).delete()
    assert b"VEVENT" not in client.get(address(feed)).content


def test_somebody_who_may_not_log_in_any_more_has_no_feed(client: Client, user: User) -> None:
    feed = new_feed(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(address(feed)).status_code == 404


def test_the_page_makes_shows_and_ends_the_address(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("portal:calendar_renew"))
    page = client.get(reverse("portal:calendar")).content.decode()
    assert address(CalendarFeed.objects.get()) in page
    client.post(reverse("portal:calendar_end"))
    assert "Skapa en adress" in client.get(reverse("portal:calendar")).content.decode()
