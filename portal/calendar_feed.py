"""Deadlines for a person's own calendar program (iCalendar, RFC 5545).

The address is secret and can be ended; whoever has it sees last days and names of grants and
recipients, nothing else.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from icalendar import Calendar, Event

from organisations.models import User
from portal.journey import Journey
from portal.models import CalendarFeed

__all__ = ["as_icalendar", "end_feed", "feed_of", "new_feed", "token_for"]

SALT = "portal.calendar"


def new_feed(user: User) -> CalendarFeed:
    """A fresh address; one that the person had before stops working."""
    feed, _ = CalendarFeed.objects.update_or_create(
        user=user, defaults={"nonce": uuid.uuid4(), "is_active": True}
    )
    return feed


def end_feed(user: User) -> None:
    """The address stops working. Safe to repeat."""
    CalendarFeed.objects.filter(user=user).update(is_active=False)


def token_for(feed: CalendarFeed) -> str:
    """The secret part of the address."""
    return signing.Signer(salt=SALT).sign_object([feed.pk, feed.nonce.hex])


def feed_of(token: str) -> CalendarFeed | None:
    """The feed that an address belongs to; None for a forged, ended or replaced one."""
    try:
        pk, nonce = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    return (
        CalendarFeed.objects.select_related("user")
        .filter(pk=pk, nonce=nonce, is_active=True, user__is_active=True)
        .first()
    )


def as_icalendar(journeys: Iterable[Journey], *, base_url: str, at: datetime) -> bytes:
    """Every last day of what is to be done, as an all-day event with a link."""
    calendar = Calendar()
    calendar.add("prodid", "-//Socialstyrelsen//Statsbidrag//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Statsbidrag, sista dagar")
    for journey, task in ((one, task) for one in journeys for task in one.tasks):
        if task.last_day is None:
            continue
        event = Event()
        case = f"{journey.round.key}-{journey.recipient.code}"
        beside = "" if task == journey.task else f"-{task.url.strip('/').rpartition('/')[2]}"
        event.add("uid", f"{case}-{task.last_day}{beside}@statsbidrag")
        event.add("dtstamp", at)
        event.add("dtstart", task.last_day)
        event.add("dtend", task.last_day + timedelta(days=1))
        event.add("summary", f"Sista dag: {task.what.lower()}, {task.recipient}")
        event.add("description", f"{task.grant}. {task.status}. {base_url}{task.url}")
        event.add("url", f"{base_url}{task.url}")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
