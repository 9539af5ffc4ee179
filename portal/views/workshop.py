"""The demo's letterbox: the mails that a real server would have sent. Not there in production."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.dates import STOCKHOLM
from correspondence.letterbox import SUFFIX
from organisations.access import public

__all__ = ["mail", "mailbox"]

SHOWN = 60


@dataclass(frozen=True)
class Mail:
    """A mail as it lies in the letterbox."""

    name: str
    subject: str
    to: str
    at: datetime


@public
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest mails first."""
    files = sorted(
        _folder().glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime_ns, reverse=True
    )
    mails = [_mail(path) for path in files[:SHOWN]]
    return render(request, "portal/mailbox.html", {"mails": mails, "total": len(files)})


@public
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its text, and the names of its attachments."""
    path = _folder() / name
    if path.parent != _folder() or path.suffix != SUFFIX or not path.is_file():
        raise Http404
    message = _message(path)
    body = message.get_body(preferencelist=("plain",))
    context = {
        "mail": _mail(path),
        "text": body.get_content() if body else "",
        "attachments": [part.get_filename() for part in message.iter_attachments()],
    }
    return render(request, "portal/mail.html", context)


def _folder() -> Path:
    if settings.DEVELOPMENT_MAIL_DIR is None:
        raise Http404
    return Path(settings.DEVELOPMENT_MAIL_DIR)


def _message(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what the default policy makes
    return message


def _mail(path: Path) -> Mail:
    message = _message(path)
    at = datetime.fromtimestamp(path.stat().st_mtime, tz=STOCKHOLM)
    return Mail(path.name, str(message["Subject"]), str(message["To"]), at)
