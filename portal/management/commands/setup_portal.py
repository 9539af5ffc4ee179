"""manage.py setup_portal: registers, decisions, allocations, forms; outside production a demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from allocations.decided import load_allocations
from core import clock
from grants.actions import plan_letters
from grants.decided import load_decisions
from grants.models import Round
from organisations.registers import load_registers
from portal.demo import load_demo
from portal.demo_case import load_early_case
from repayments.actions import give_steps
from reporting.forms_as_data import load_forms


class Command(BaseCommand):
    help = "Läser in register, beslut, fördelningar och formulär. Kan köras flera gånger."

    def handle(self, *args: Any, **options: Any) -> None:
        load_registers()
        load_decisions()
        plan_letters(today=clock.today())
        for round_ in Round.objects.all():
            give_steps(round_, at=clock.now())
        load_allocations(at=clock.now())
        load_forms(at=clock.now())
        if settings.PORTAL_TODAY is not None:
            load_demo(at=clock.now())
            load_early_case(at=clock.now())
        self.stdout.write("Register, beslut, fördelningar och formulär är inlästa.")
