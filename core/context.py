"""What every page's template gets: the portal's name, the day, and whether the day is a demo's."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core import clock

PORTAL_NAME = "Statsbidrag"


def portal(request: HttpRequest) -> dict[str, Any]:
    """`portal_name`, `today`, `has_mailbox`, and `demo_day` when the demo has its own clock.

    Templates call what is callable, so the database is asked only when the page prints a day.
    """
    today = clock.today
    return {
        "portal_name": PORTAL_NAME,
        "today": today,
        "demo_day": today if settings.PORTAL_TODAY is not None else None,
        "has_mailbox": settings.DEVELOPMENT_MAIL_DIR is not None,
    }
