"""The signatory's personal link and the code that confirms it.

The link is a signed value; it stands in the letter, and shows nothing without the code. The code
is kept only as a keyed hash for ten minutes and a few attempts, and opens the version in the
browser that asked for it alone.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string

from core.errors import RuleViolated, Violation
from reporting.models import Approval

__all__ = ["approval_of", "check_code", "send_code", "token_for"]

SALT = "reporting.approval"
CODE_MINUTES = 10
CODE_ATTEMPTS = 5


def token_for(approval: Approval) -> str:
    """The secret part of the signatory's link."""
    return signing.Signer(salt=SALT).sign_object(approval.pk)


def approval_of(token: str) -> Approval | None:
    """The approval that a link leads to; None for a forged one."""
    try:
        pk = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    return (
        Approval.objects.select_related(
            "revision", "report__round__grant", "report__round__decision", "report__recipient",
            "report__organisation",
        )
        .filter(pk=pk)
        .first()
    )  # fmt: skip


@transaction.atomic
def send_code(approval: Approval, *, at: datetime) -> None:
    """Mail a new six-digit code to the signatory; an older one stops working.

    Raises RuleViolated when a code was sent less than a minute ago, or ten for this link.
    """
    locked = Approval.objects.select_for_update().get(pk=approval.pk)
    sent_at = locked.code_expires_at and locked.code_expires_at - timedelta(minutes=CODE_MINUTES)
    if sent_at and timedelta(0) <= at - sent_at < timedelta(minutes=1):
        message = "Vi skickade nyss en kod. Vänta en minut innan ni ber om en ny."
        raise RuleViolated(Violation("code_too_soon", None, message))
    if not locked.codes_left:
        message = (
            "Vi har skickat många koder till den här länken. "
            "Be den som fyllde i formuläret att förnya den."
        )
        raise RuleViolated(Violation("too_many_codes", None, message))
    code = f"{secrets.randbelow(10**6):06d}"
    locked.code_hash = _hash(locked, code)
    locked.code_expires_at = at + timedelta(minutes=CODE_MINUTES)
    locked.code_attempts = 0
    locked.codes_sent += 1
    locked.save(update_fields=["code_hash", "code_expires_at", "code_attempts", "codes_sent"])
    _mail(locked, code)


@transaction.atomic
def check_code(approval: Approval, code: str, *, at: datetime) -> list[Violation]:
    """Use a code up. An empty answer means that it was right."""
    locked = Approval.objects.select_for_update().get(pk=approval.pk)
    if not locked.code_hash or not locked.code_expires_at or at > locked.code_expires_at:
        return [Violation("code_expired", "code", "Koden gäller inte längre. Be om en ny kod.")]
    if locked.code_attempts >= CODE_ATTEMPTS:
        message = "Koden har skrivits fel för många gånger. Be om en ny kod."
        return [Violation("code_used_up", "code", message)]
    right = hmac.compare_digest(locked.code_hash, _hash(locked, "".join(code.split())))
    locked.code_attempts += 1
    if right:
        locked.code_hash = ""
    locked.save(update_fields=["code_hash", "code_attempts"])
    if right:
        return []
    message = "Koden stämmer inte. Skriv de sex siffrorna ur det senaste mejlet."
    return [Violation("wrong_code", "code", message)]


def _hash(approval: Approval, code: str) -> str:
    key = f"{settings.SECRET_KEY}{SALT}".encode()
    return hmac.new(key, f"{approval.pk}:{code}".encode(), sha256).hexdigest()


def _mail(approval: Approval, code: str) -> None:
    context = {"approval": approval, "code": code, "minutes": CODE_MINUTES}
    folder = "letters/approval_code"
    message = EmailMultiAlternatives(
        subject=render_to_string(f"{folder}/subject.txt", context).strip(),
        body=render_to_string(f"{folder}/body.txt", context),
        to=[approval.signatory_email],
    )
    message.attach_alternative(render_to_string(f"{folder}/body.html", context), "text/html")
    message.send()
