"""What people get about their roles and their log-in, and what staff write themselves."""

from core.kronor import with_unit
from correspondence.models import OwnWords
from correspondence.plan import Addressee
from correspondence.wording import FACTS
from organisations.roles import OrganisationRole
from organisations.wording import MAY, role_name
from portal.gallery.samples import Mail, Sample, Words
from portal.gallery.world import World

__all__ = ["accounts", "own_words"]

SEEN = {
    "timestamp": "2026-03-09 14:05",
    "ip": "192.0.2.17",
    "user_agent": "Firefox 136 på Windows",
}
PERSON = {"email": "anna.lind@example.se"}


def accounts(world: World) -> tuple[Sample, ...]:
    """The invitation, and the mails of the log-in."""
    role = OrganisationRole.REPRESENTANT
    facts = [
        ("Organisation", world.organisation.name),
        ("Organisationsnummer", world.organisation.organisationsnummer_printed),
        ("Roll", role_name(role).capitalize()),
        ("Gäller", "Alla mottagare och bidrag"),
        ("Svara senast", "måndag 23 mars 2026"),
    ]
    invitation = Sample(
        key="invitation",
        when="När någon bjuds in till en roll, och när inbjudan skickas igen",
        to="Den som bjuds in",
        context={
            "organisation": world.organisation,
            "invited_by": Addressee("anna.lind@example.se", "Anna Lind"),
            "role": role_name(role),
            "may": MAY[role],
            "short_last_day": "23 mars",
            "last_day": "måndag 23 mars 2026",
            "facts": facts,
            "path": "/inbjudan/exempel-pa-personlig-lank/",
        },
        diarienummer="",
    )
    return (invitation, *_log_in(), *_second_factor())


def _log_in() -> tuple[Mail, ...]:
    code = {"code": "K7QX-2M9D"}
    return (
        Mail(
            key="account/email/login_code",
            label="Koden för att logga in",
            when="Genast, när någon vill logga in",
            context=code,
        ),
        Mail(
            key="account/email/unknown_account",
            label="Adressen finns inte",
            when="Genast, när någon vill logga in med en adress utan konto",
            context=PERSON,
        ),
        Mail(
            key="account/email/account_already_exists",
            label="Adressen har redan ett konto",
            when="Genast, när någon vill skapa ett konto som redan finns",
            context=PERSON,
        ),
        Mail(
            key="account/email/email_confirmation",
            label="Bekräfta e-postadressen",
            when="Genast, när någon har angett en ny adress",
            context=code,
        ),
        Mail(
            key="account/email/email_changed",
            label="E-postadressen är bytt",
            when="Genast, när någon har bytt adress",
            to="Den gamla adressen",
            context={**SEEN, "from_email": "anna@example.se", "to_email": PERSON["email"]},
        ),
    )


def _second_factor() -> tuple[Mail, ...]:
    changes = (
        ("totp_activated", "En app som visar koder är tillagd"),
        ("totp_deactivated", "Appen som visar koder är borttagen"),
        ("webauthn_added", "En passnyckel är tillagd"),
        ("webauthn_removed", "En passnyckel är borttagen"),
        ("recovery_codes_generated", "Nya reservkoder"),
        ("reset", "Det andra steget är borttaget av oss"),
    )
    return tuple(
        Mail(
            key=f"mfa/email/{name}",
            label=label,
            when="Genast, när någon har ändrat sin inloggning",
            to="Den vars inloggning det är",
            context=SEEN,
        )
        for name, label in changes
    )


def own_words(world: World) -> tuple[Sample, ...]:
    """How staff's own text looks in the portal's frame."""
    text = (
        "Rekvirera bidraget senast {sista_dag}, {namn}.\n\n"
        "Vi har inte fått någon rekvisition för {mottagare} än.\n\n"
        f"{{{FACTS}}}\n\n"
        "Det här behöver ni ha till hands:\n\n"
        "- bankgirots nummer\n- vem som är behörig företrädare"
    )
    words = OwnWords(
        subject="Dags att rekvirera: {kort_bidrag}, {mottagare}", body=text, link_text="Rekvirera"
    )
    return (
        Words(
            key="own_words",
            label="Brev med egna ord",
            when="I stället för portalens ord, där ni har skrivit egna under Brevens ord",
            to="De som brevet annars hade gått till",
            context=world.asked(facts=[("Sista dag", "torsdag 15 maj 2025")])
            | {"frame": with_unit(1_611_111)},
            of="requisition_reminder",
            words=words,
        ),
    )
