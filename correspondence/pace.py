"""How fast letters may go out, told by the database so that it holds for all workers together.

A mail server that is given too much at once refuses, or takes the sender for somebody who isn't
welcome. What waits goes out with the next runs.
"""

from datetime import datetime, timedelta

from django.conf import settings

from correspondence.models import Delivery, LetterStatus

__all__ = ["is_too_fast"]

MINUTE = timedelta(minutes=1)


def is_too_fast(*, at: datetime) -> bool:
    """Whether the mail server has been given LETTERS_PER_MINUTE in the minute before.

    Read backwards along the key, so it costs the same however many letters there are. What another
    worker is handing over just now is not seen, so the limit may be passed by one letter for each
    of the other workers. A clock that was moved back (the demo's) stops nothing.
    """
    handed_over = Delivery.objects.exclude(outcome=LetterStatus.SKIPPED).order_by("-id")
    limit = settings.LETTERS_PER_MINUTE
    times = handed_over.values_list("at", flat=True)[limit - 1 : limit]
    return any(abs(time - at) < MINUTE for time in times)
