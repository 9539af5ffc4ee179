"""The demo: invented huvudmän and people around the real recipients and decisions.

Organisation numbers and accounts are made up with valid check digits; every organisation is
marked as such. Refused in production by the command that calls it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import Group
from django.db import transaction
from stdnum import luhn

from grants.actions import open_requisition
from grants.models import Round
from grants.states import RoundStatus
from organisations.models import (
    HuvudmanPeriod,
    Membership,
    Organisation,
    Recipient,
    RecipientKind,
    User,
)
from organisations.roles import OrganisationRole, StaffRole

__all__ = ["LOGINS", "Login", "load_demo"]

SINCE = date(2020, 1, 1)
KNOWN_HUVUDMAN = {"RSS-12": "Skånes Kommuner"}
SHARED_WITH_KOMMUN = {"RSS-09": "0980"}
"""Region Gotland stands behind both the kommun and the RSS."""


@dataclass(frozen=True)
class Login:
    email: str
    first_name: str
    last_name: str
    title: str
    role: str
    recipient_code: str = ""


LOGINS = (
    Login("anna.lind@skane.example", "Anna", "Lind", "Strateg", OrganisationRole.OMBUD, "RSS-12"),
    Login("bo.ek@skane.example", "Bo", "Ek", "Ekonom", OrganisationRole.REPRESENTANT, "RSS-12"),
    Login(
        "cia.alm@skane.example",
        "Cia",
        "Alm",
        "Utvecklingsledare",
        OrganisationRole.UPPGIFTSSAMORDNARE,
        "RSS-12",
    ),
    Login("disa.berg@gotland.example", "Disa", "Berg", "Chef", OrganisationRole.OMBUD, "RSS-09"),
    Login(
        "erik.sund@bjurholm.example", "Erik", "Sund", "Registrator", OrganisationRole.OMBUD, "2403"
    ),
    Login("hanna@socialstyrelsen.example", "Hanna", "Ask", "Handläggare", StaffRole.HANDLAGGARE),
    Login("emil@socialstyrelsen.example", "Emil", "Rönn", "Ekonom", StaffRole.EKONOM),
    Login("astrid@socialstyrelsen.example", "Astrid", "Hägg", "Attestant", StaffRole.ATTESTANT),
    Login("carl@socialstyrelsen.example", "Carl", "Al", "Controller", StaffRole.CONTROLLER),
    Login(
        "admin@socialstyrelsen.example",
        "Alva",
        "Gran",
        "Systemförvaltare",
        StaffRole.ADMINISTRATOR,
    ),
)


@transaction.atomic
def load_demo(*, at: datetime) -> None:
    """Huvudmän, people and open rounds. Safe to repeat; what exists is left alone."""
    if not Organisation.objects.exists():
        _make_huvudman()
    for role in StaffRole.values:
        Group.objects.get_or_create(name=role)
    for login in LOGINS:
        _make_login(login)
    for round_ in Round.objects.filter(
        status=RoundStatus.PREPARED, requisition_opens_on__lte=at.date(), copied_from=None
    ):
        open_requisition(round_, by=None, roles=[StaffRole.HANDLAGGARE], at=at)


def _make_huvudman() -> None:
    known = Recipient.objects.exclude(kind=RecipientKind.REGION)  # no grant goes to them yet
    recipients = list(known.order_by("kind", "code"))
    own = [r for r in recipients if r.code not in SHARED_WITH_KOMMUN]
    made = Organisation.objects.bulk_create(
        _organisation(number, recipient) for number, recipient in enumerate(own, start=1)
    )
    behind = {recipient.code: org for recipient, org in zip(own, made, strict=True)}
    for rss, kommun in SHARED_WITH_KOMMUN.items():
        behind[rss] = behind[kommun]
    HuvudmanPeriod.objects.bulk_create(
        HuvudmanPeriod(recipient=r, organisation=behind[r.code], from_date=SINCE)
        for r in recipients
    )


def _organisation(number: int, recipient: Recipient) -> Organisation:
    orgnr = f"229900{number:03d}"
    account = f"99{number:04d}"
    return Organisation(
        name=_huvudman_name(recipient),
        organisationsnummer=orgnr + luhn.calc_check_digit(orgnr),
        postal_address=f"Demogatan {number}",
        postal_code="123 45",
        postal_town=recipient.name.removeprefix("RSS "),
        registry_email=f"registrator@{recipient.code.lower()}.example",
        bankgiro=account + luhn.calc_check_digit(account),
        is_demo=True,
    )


def _huvudman_name(recipient: Recipient) -> str:
    if recipient.kind == RecipientKind.KOMMUN:
        return f"{recipient.name} (kommun, demo)"
    return KNOWN_HUVUDMAN.get(recipient.code, f"Huvudman för {recipient.name} (demo)")


def _make_login(login: Login) -> None:
    user, created = User.objects.get_or_create(
        email=login.email,
        defaults={
            "first_name": login.first_name,
            "last_name": login.last_name,
            "title": login.title,
            "phone": "010-000 00 00",
            "is_staff": login.role in StaffRole.values,
        },
    )
    if not created:
        return
    user.set_unusable_password()
    user.save(update_fields=["password"])
    if login.role in StaffRole.values:
        user.groups.add(Group.objects.get(name=login.role))
        return
    organisation = Recipient.objects.get(code=login.recipient_code).huvudman_on(SINCE)
    Membership.objects.create(user=user, organisation=organisation, role=login.role)
