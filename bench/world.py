"""What the bench walks in: recipients with a paid requisition and a filled-in report each.

A process of its own with the portal's settings and the domain's own actions, in one transaction;
prints one JSON object a report: {"cookies": {…}, "pages": ["/…/", …]}. Takes how many at most.
"""

import json
import sys
from collections.abc import Iterator
from itertools import islice

import django

django.setup()

from django.db import transaction  # noqa: E402 - Django must be set up first
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from allocations.queries import frames  # noqa: E402
from core import clock  # noqa: E402
from grants.models import Round  # noqa: E402
from organisations.roles import OrganisationRole, StaffRole  # noqa: E402
from reporting.actions import open_reporting  # noqa: E402
from reporting.case_facts import case_facts  # noqa: E402
from reporting.models import Report  # noqa: E402
from reporting.questionnaire import Facts, FormDocument, reachable, unsettled  # noqa: E402
from tests.builders import make_member, make_requisition, make_staff, requisition_values  # noqa: E402
from tests.reporting.builders import faultless_for  # noqa: E402

ROUNDS = ("socialtjanst-rss-2025", "socialtjanst-kommun-2025")
"""24 RSS and 290 kommuner: each recipient once."""

PAGES = 12
BACKEND = "django.contrib.auth.backends.ModelBackend"


def main(most: int) -> None:
    """Play the rounds until their reports are filled in, and log people in."""
    with transaction.atomic():
        made = [
            {"cookies": _log_in(report), "pages": _fill_in(report)}
            for report in islice(_reports(most), most)
        ]
    for one in made:
        sys.stdout.write(json.dumps(one) + "\n")


def _reports(most: int) -> Iterator[Report]:
    left = most
    staff = make_staff()
    for key in ROUNDS:
        round_ = Round.objects.get(key=key)
        rows = [row for row in frames(round_) if row.kr > 0][:left]
        left -= len(rows)
        for row in rows:
            known = row.recipient.huvudman_on(round_.use_from).bankgiro
            bankgiro = known or requisition_values().bankgiro
            make_requisition(round_, row.recipient, paid=True, bankgiro=bankgiro)
        if rows:
            open_reporting(round_, by=staff, roles=[StaffRole.HANDLAGGARE], at=clock.now())
            yield from Report.objects.with_case().filter(round=round_)


def _log_in(report: Report) -> dict[str, str]:
    client = Client()
    client.force_login(make_member(report.recipient, OrganisationRole.REPRESENTANT), BACKEND)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def _fill_in(report: Report) -> list[str]:
    """The addresses of a dozen pages that ask something."""
    document, facts = report.revision.content, case_facts(report)
    report.answers = _answers(document, facts)
    report.save(update_fields=["answers"])
    reach = reachable(document, report.answers, facts)
    asking = [page.key for page in reach.pages if page.questions]
    keys = (asking * PAGES)[:PAGES]
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    return [reverse("reporting:page", kwargs={**case, "page": key}) for key in keys]


def _answers(document: FormDocument, facts: Facts) -> dict[str, object]:
    answers = faultless_for(document, facts)
    wrong = unsettled(document, answers, facts)
    if wrong:
        raise RuntimeError(f"The answers that everybody gives are not faultless: {wrong}")
    return answers


if __name__ == "__main__":
    main(int(sys.argv[1]))
