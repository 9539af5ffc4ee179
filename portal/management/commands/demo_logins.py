"""manage.py demo_logins: who can log in to the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from organisations.models import Recipient
from organisations.roles import OrganisationRole, StaffRole
from portal.demo import LOGINS

ROLE_NAMES = dict(OrganisationRole.choices + StaffRole.choices)


class Command(BaseCommand):
    help = "Skriver ut demons inloggningar."

    def handle(self, *args: Any, **options: Any) -> None:
        names = dict(Recipient.objects.values_list("code", "name"))
        for login in LOGINS:
            where = names.get(login.recipient_code, "Socialstyrelsen")
            self.stdout.write(f"  {login.email:<34} {ROLE_NAMES[login.role]}, {where}")
