"""Takes away a person's second step, for who has lost app, passkeys and spare codes alike.

Whoever runs it has made sure, by other ways than mail, that it is the person who asks.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string

from organisations import sessions
from organisations.models import User


class Command(BaseCommand):
    help = "Tar bort en persons andra steg, loggar ut henne överallt och mejlar det."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="adressen hon loggar in med")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"Ingen loggar in med {options['email']}.")
        Authenticator.objects.filter(user=user).delete()
        sessions.end_all(user)
        send_mail(
            render_to_string("mfa/email/reset_subject.txt").strip(),
            render_to_string("mfa/email/reset_message.txt"),
            None,
            [user.email],
        )
        self.stdout.write(f"{user.email} loggar nu in med bara mejlad kod.")
