"""Verbs that keep what came back."""

import hashlib
from datetime import datetime

from django.db import transaction

from correspondence.bounces.dsn import Returned, returned
from correspondence.models import Bounce, Letter, LetterStatus

__all__ = ["keep_report"]


@transaction.atomic
def keep_report(content: bytes, *, at: datetime) -> int:
    """Keep what a report says about our letters; the number of its recipients that are ours.

    A report read before changes nothing, by two at once too.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    bounces = [
        Bounce(
            letter=letter,
            email=one.email,
            is_permanent=one.is_permanent,
            code=one.code,
            detail=one.detail,
            sha256=sha256,
            read_at=at,
        )
        for one in returned(content)
        if (letter := _letter(one)) is not None
    ]
    Bounce.objects.bulk_create(bounces, ignore_conflicts=True)
    return len(bounces)


def _letter(one: Returned) -> Letter | None:
    """By our Message-ID; else the newest letter sent to the address."""
    if one.letter_pk is not None:
        return Letter.objects.filter(pk=one.letter_pk).first()
    sent = Letter.objects.filter(status=LetterStatus.SENT, to_email__iexact=one.email)
    return sent.order_by("-pk").first()
