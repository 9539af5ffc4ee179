"""What the letters about a report have in common: its words, its addressees, its pages."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from core.dates import day_in_words
from core.kronor import with_unit
from correspondence.plan import Addressee, Field
from grants.letters import ROUND_FIELDS
from grants.wording import short_name
from organisations.models import User
from organisations.queries import people_by_organisation, readers
from organisations.roles import MAY_EDIT
from reporting import keys
from reporting.models import Report

__all__ = ["FIELDS", "amounts", "facts", "matter", "page", "person", "with_people"]

FIELDS = (
    *ROUND_FIELDS,
    Field("sista_dag", "sista dagen, med eventuellt anstånd", lambda context: context["last_day"]),
)


def matter(report: Report, *, today: date) -> dict[str, Any]:
    """What every letter about a report says: which one, and how late it is."""
    return {
        "round": report.round,
        "short_name": short_name(report.round),
        "report": report,
        "recipient": report.recipient,
        "last_day": day_in_words(report.last_on),
        "is_over": today > report.last_on,
    }


def facts(report: Report) -> list[tuple[str, str]]:
    """Whose case it is: what every table of facts begins with."""
    return [
        ("Bidrag", f"{report.round.grant.name}, {report.round.year}"),
        ("Bidragsmottagare", report.recipient.name),
        ("Huvudman", report.organisation.name),
    ]


def amounts(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        ("Mottaget", with_unit(answers[keys.RECEIVED])),
        ("Använt", with_unit(answers[keys.USED])),
        ("Oanvänt", with_unit(answers[keys.UNUSED])),
    ]


def with_people(reports: Iterable[Report]) -> Iterator[tuple[Report, tuple[Addressee, ...]]]:
    """Each report with everybody to write to (2 queries).

    The requisition's contact, and those of the huvudman who may fill in and follow the case.
    """
    reports = list(reports)
    people = people_by_organisation({one.organisation for one in reports}, roles=MAY_EDIT)
    for report in reports:
        code, slug = report.recipient.code, report.round.grant.slug
        contact = Addressee(report.requisition.contact_email, report.requisition.contact_name)
        to = {contact.email: contact} | {
            one.email: Addressee(one.email, one.name)
            for one in readers(people[report.organisation_id], recipient=code, grant=slug)
        }
        yield report, tuple(to.values())


def person(user: User) -> Addressee:
    return Addressee(user.email, str(user))


def page(name: str, report: Report, **more: Any) -> str:
    """The path of one of the recipient's pages: page("tasks", report)."""
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    return reverse(f"reporting:{name}", kwargs={**case, **more})
