"""Builders for what passes between staff and recipient: extensions and supplements."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from organisations.roles import StaffRole
from reporting import actions
from reporting.models import Extension, Report, Supplement
from tests.builders import FEBRUARY, acting, at, make_report, make_staff

MARCH_16 = date(2026, 3, 16)
MARCH_10 = date(2026, 3, 10)
LATE = at(2026, 3, 12)


def as_staff(role: StaffRole = StaffRole.HANDLAGGARE, **more: Any) -> dict[str, Any]:
    """Somebody at the agency with a role, on 10 February 2026 unless told otherwise."""
    return {"by": make_staff(role), "roles": [role], "at": FEBRUARY, **more}


def asked(report: Report | None = None, **changes: Any) -> Extension:
    """An extension to 16 March that the recipient has asked for."""
    report = report or make_report()
    values = {"wished_on": MARCH_16, "why": "Vår ekonom är sjuk.", "at": FEBRUARY, **changes}
    return actions.ask_extension(report, acting(report.recipient), **values)


def granted(extension: Extension | None = None, **changes: Any) -> Extension:
    """The same, granted as wished unless told otherwise."""
    values = {"new_last_on": MARCH_16, "reason": "Sjukdom är ett gott skäl.", **changes}
    return actions.grant_extension(extension or asked(), **{**as_staff(), **values})


def refused() -> Extension:
    return actions.refuse_extension(asked(), **as_staff(), reason="Tiden är lång nog.")


def withdrawn() -> Extension:
    extension = asked()
    return actions.withdraw_extension(extension, acting(extension.report.recipient), at=FEBRUARY)


def make_supplement(report: Report | None = None, **changes: Any) -> Supplement:
    """A question about a report that has been sent in, to be answered by 10 March."""
    report = report or make_report(submitted=True)
    values = {
        "question": "Skicka kontoutdraget för projektkontot.",
        "wants_files": True,
        "answer_by": MARCH_10,
        **changes,
    }
    return actions.ask_supplement(report, **{**as_staff(), **values})


def answered(
    supplement: Supplement | None = None,
    *,
    text: str = "Här är kontoutdraget.",
    when: datetime = FEBRUARY,
) -> Supplement:
    supplement = supplement or make_supplement()
    who = acting(supplement.report.recipient)
    return actions.answer_supplement(supplement, who, text=text, at=when)


def closed() -> Supplement:
    return actions.close_supplement(answered(), **as_staff())


def taken_back() -> Supplement:
    return actions.withdraw_supplement(make_supplement(), **as_staff(), reason="Det fanns redan.")


# One of the ends of each life stands for all of them.
MAKERS: dict[str, Callable[[], Model]] = {
    "extension asked": asked,
    "extension granted": granted,
    "supplement asked": make_supplement,
    "supplement answered": answered,
    "supplement closed": closed,
}
