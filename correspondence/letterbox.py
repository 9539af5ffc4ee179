"""Where the demo's mail ends up: a folder with one file for each mail. Not used in production.

Django's own backend for files writes all mails of a connection into one file, and the worker keeps
one connection for a whole run.
"""

from collections.abc import Sequence
from time import time_ns
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

__all__ = ["SUFFIX", "EmailBackend"]

SUFFIX = ".log"


class EmailBackend(BaseEmailBackend):
    """Put mails into DEVELOPMENT_MAIL_DIR; a file appears there whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = settings.DEVELOPMENT_MAIL_DIR
        assert folder is not None  # noqa: S101 - settings choose this backend where there is one
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            unfinished = folder / f"{time_ns()}-{uuid4().hex[:8]}"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(unfinished.with_suffix(SUFFIX))
        return len(email_messages)
