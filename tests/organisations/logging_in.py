"""Logging in over HTTP, as a browser does it: ask, read the mail, write the code, the app's too."""

import time
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.urls import reverse

from organisations.models import User
from tests.journeys.pages import code_in

LOG_IN = "/konto/login/"
GIVE_CODE = "/konto/login/code/confirm/"
GIVE_SECOND = "/konto/2fa/authenticate/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def ask(client: Client, email: str) -> Any:
    """Ask for a code; the answer after redirects."""
    return client.post(LOG_IN, {"login": email}, follow=True)


def give(client: Client, code: str) -> Any:
    return client.post(GIVE_CODE, {"code": code}, follow=True)


def mailed_code() -> str:
    return code_in(mail.outbox[-1].body)


def log_in(client: Client, user: User) -> Any:
    """Both halves of the first step."""
    ask(client, user.email)
    return give(client, mailed_code())


def is_in(client: Client) -> bool:
    """Does the person's own start page open?"""
    return bool(client.get(reverse("portal:tasks")).status_code == 200)


def app_code(secret: str = SECRET) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def give_app(user: User) -> list[str]:
    """The person has an app with SECRET; returns her recovery codes."""
    TOTP.activate(user, SECRET)
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes
