"""The calendar address: make one, end it, and what a calendar program reads there."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from organisations.access import by_personal_link, person, signed_in
from portal import calendar_feed
from portal.models import CalendarFeed
from portal.queries import journeys_of
from requisitions.access import reachable_cases

__all__ = ["calendar", "end", "ics", "renew"]


@signed_in
@never_cache
def calendar(request: HttpRequest) -> HttpResponse:
    """The person's address, if she has one, and how to use it."""
    feed = CalendarFeed.objects.filter(user=person(request), is_active=True).first()
    address = ""
    if feed is not None:
        path = reverse("portal:calendar_ics", kwargs={"token": calendar_feed.token_for(feed)})
        address = f"{settings.PORTAL_URL}{path}"
    return render(request, "portal/calendar.html", {"address": address})


@signed_in
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    calendar_feed.new_feed(person(request))
    return redirect("portal:calendar")


@signed_in
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    calendar_feed.end_feed(person(request))
    return redirect("portal:calendar")


@by_personal_link
@never_cache
@require_safe
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """The last days of everything the person may see today; a role that ended is gone here too."""
    feed = calendar_feed.feed_of(token)
    if feed is None:
        raise Http404
    today = clock.today()
    journeys = journeys_of(reachable_cases(feed.user, on=today), today=today)
    content = calendar_feed.as_icalendar(journeys, base_url=settings.PORTAL_URL, at=clock.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
