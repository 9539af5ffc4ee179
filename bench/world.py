"""What the bench walks in: every recipient of every round that has a form, with a filled-in report.

A process of its own with the portal's settings and the domain's own actions; prints one JSON
object a report: {"cookies": {…}, "pages": ["/…/", …]}.
"""

import json

import django

django.setup()

from django.test import Client  # noqa: E402 - Django must be set up first

from core import clock  # noqa: E402
from grants.models import Round  # noqa: E402
from organisations.roles import OrganisationRole, StaffRole  # noqa: E402
from reporting.actions import open_reporting  # noqa: E402
from reporting.models import Report  # noqa: E402
from reporting.questionnaire import reachable  # noqa: E402
from reporting.case_facts import case_facts  # noqa: E402
from allocations.queries import frames  # noqa: E402
from tests.builders import (  # noqa: E402
    faultless_answers,
    make_member,
    make_requisition,
    make_staff,
    make_user,
)
from django.urls import reverse  # noqa: E402

PAGES = 12


def main() -> None:
    """Play every round until its reports are filled in, and log their people in."""
    for round_ in Round.objects.filter(form__isnull=False):
        for row in frames(round_):
            make_requisition(round_, row.recipient, paid=True)
        open_reporting(round_, by=make_staff(), roles=[StaffRole.HANDLAGGARE], at=clock.now())
        for report in Report.objects.with_case().filter(round=round_):
            print(json.dumps({"cookies": _log_in(report), "pages": _fill_in(report)}))


def _log_in(report: Report) -> dict[str, str]:
    client = Client()
    client.force_login(
        make_member(report.recipient, OrganisationRole.REPRESENTANT),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return {name: morsel.value for name, morsel in client.cookies.items()}


def _fill_in(report: Report) -> list[str]:
    """The addresses of a dozen pages that ask something."""
    report.answers = faultless_answers()
    report.save(update_fields=["answers"])
    reach = reachable(report.revision.content, report.answers, case_facts(report))
    asking = [page.key for page in reach.pages if page.questions]
    keys = (asking * PAGES)[:PAGES]
    case = {"round_key": report.round.key, "recipient_code": report.recipient.code}
    return [reverse("reporting:page", kwargs={**case, "page": key}) for key in keys]


if __name__ == "__main__":
    main()
