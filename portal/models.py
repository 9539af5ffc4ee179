"""The portal's only row of its own: a person's calendar address."""

import uuid

from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """A private address at which a person's calendar program reads her deadlines.

    The address is a signed value of the row's id and `nonce`; a new nonce ends the old address.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    nonce = models.UUIDField(default=uuid.uuid4)
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "kalenderadress"
        verbose_name_plural = "kalenderadresser"

    def __str__(self) -> str:
        return f"Kalender för {self.user}"
