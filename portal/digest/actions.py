"""What is written about morning digests: one a workday, and who wants them."""

from datetime import datetime

from django.db import transaction

from core.dates import day_of
from core.errors import NotAllowed
from organisations.access import staff_roles
from organisations.models import User
from portal.digest.contents import sections
from portal.digest.rules import counts_from, is_due
from portal.models import Digest, DigestChoice

__all__ = ["choose_digest", "make_digest"]


def make_digest(*, at: datetime) -> Digest | None:
    """The day's digest, if it is time for it and nobody else has made it.

    Its contents are written down as they are at this moment, so that however often the letters
    about it are asked for, they say the same.
    """
    last = Digest.objects.order_by("-day").first()
    if not is_due(at, last=last.day if last else None):
        return None
    day = day_of(at)
    since = counts_from(day, until=last.until if last else None)
    said = [one.as_json() for one in sections(since=since, until=at)]
    with transaction.atomic():
        digest, is_new = Digest.objects.get_or_create(
            day=day, defaults={"since": since, "until": at, "sections": said}
        )
    return digest if is_new else None


def choose_digest(user: User, *, is_wanted: bool, at: datetime) -> None:
    """Whether somebody at the agency gets the mornings' digests. Safe to repeat.

    Raises NotAllowed for who is not staff.
    """
    if not staff_roles(user):
        raise NotAllowed("Morgonbrevet är till för Socialstyrelsens handläggare.")
    DigestChoice.objects.update_or_create(
        user=user, defaults={"is_wanted": is_wanted, "changed_at": at}
    )
