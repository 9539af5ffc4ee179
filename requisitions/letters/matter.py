"""What the letters about a requisition have in common: its words, its addressees, its page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from banking import bankgiro
from core.dates import day_in_words
from core.kronor import with_unit
from core.models import Event
from core.transitions import label_of
from correspondence.plan import Addressee, Field
from correspondence.queries import without_letter
from grants.letters import ROUND_FIELDS
from grants.models import Round
from grants.wording import short_name
from organisations.models import Organisation
from organisations.queries import people_by_organisation, readers
from organisations.roles import MAY_SUBMIT, OrganisationRole
from requisitions.models import Requisition

__all__ = [
    "FIELDS",
    "REASON",
    "account",
    "contact_of",
    "events_without_letter",
    "facts",
    "matter",
    "page",
    "people_of",
]

FIELDS = (
    *ROUND_FIELDS,
    Field("sista_dag", "sista dagen för rekvisition", lambda context: context["last_day"]),
)
REASON = Field(
    "skal",
    "vad handläggaren har skrivit",
    lambda context: context["event"].reason,
    example="Rätta beloppet.",
)


def matter(requisition: Requisition, *, today: date) -> dict[str, Any]:
    """The context of every letter about a requisition."""
    round_ = requisition.round
    return {
        "round": round_,
        "short_name": short_name(round_),
        "recipient": requisition.recipient,
        "requisition": requisition,
        "last_day": day_in_words(round_.requisition_last_on),
        "is_over": today > round_.requisition_last_on,
    }


def facts(requisition: Requisition, organisation: Organisation) -> list[tuple[str, str]]:
    """Whose case it is: what every table of facts begins with."""
    return [
        ("Bidrag", f"{requisition.round.grant.name}, {requisition.round.year}"),
        ("Bidragsmottagare", requisition.recipient.name),
        ("Huvudman", organisation.name),
    ]


def account(digits: str) -> str:
    return bankgiro.printed(digits)


def page(name: str, round_: Round, recipient_code: str) -> str:
    """The path of one of the recipient's pages."""
    address = {"round_key": round_.key, "recipient_code": recipient_code}
    return reverse(f"requisitions:{name}", kwargs=address)


def contact_of(requisition: Requisition) -> list[Addressee]:
    """Whom the requisition names as contact, as it was last sent in."""
    if not requisition.contact_email:
        return []
    return [Addressee(requisition.contact_email, requisition.contact_name)]


def people_of(
    requisitions: Iterable[Requisition], *, roles: frozenset[str] = MAY_SUBMIT
) -> dict[int, list[Addressee]]:
    """The people of each requisition's huvudman who follow its case, by its id (3 queries)."""
    requisitions = list(requisitions)
    organisations = {one.organisation for one in requisitions}
    people = people_by_organisation(organisations, roles=roles)
    return {
        one.pk: [
            Addressee(somebody.email, somebody.name)
            for somebody in readers(
                people[one.organisation_id],
                recipient=one.recipient.code,
                grant=one.round.grant.slug,
            )
        ]
        for one in requisitions
    }


OMBUD = frozenset({OrganisationRole.OMBUD})


def events_without_letter(action: str, *, kind: str) -> list[tuple[Event, Requisition]]:
    """Every time that this happened to a requisition, as long as no letter about it is queued."""
    prefix = f"{Requisition._meta.label_lower}:"
    events = list(
        without_letter(
            Event.objects.filter(action=action, about__startswith=prefix).order_by("id"), kind=kind
        )
    )
    ids = {int(event.about.removeprefix(prefix)) for event in events}
    cases = {label_of(one): one for one in Requisition.objects.with_case().filter(pk__in=ids)}
    return [(event, cases[event.about]) for event in events]


def amount(kr: int | None) -> str:
    return with_unit(kr or 0)
