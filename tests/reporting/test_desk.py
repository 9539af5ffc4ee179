"""The prepared read of a report says what the ordinary reads say, and lets in the same people."""

from datetime import date

import pytest
from django.http import Http404

from core import clock
from core.models import DemoClock
from organisations.access import ActingFor
from organisations.models import HuvudmanPeriod, Membership, User
from organisations.roles import OrganisationRole, StaffRole
from reporting import actions
from reporting.case_facts import case_facts
from reporting.desk import Desk, at_desk
from reporting.models import Report
from requisitions.access import acting_for
from requisitions.models import Payment
from requisitions.queries import received_kr
from tests.builders import (
    FEBRUARY,
    lock,
    make_member,
    make_organisation,
    make_report,
    make_requisition,
    make_staff,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.access]


@pytest.fixture
def report() -> Report:
    return make_report()


def desk(report: Report, user: User | None = None) -> Desk:
    who = user or make_member(report.recipient)
    found = at_desk(who, report.round.key, report.recipient.code)
    assert isinstance(found, Desk)
    return found


def same(report: Report, user: User) -> bool:
    """Whether both ways let her in, as the same, or neither does."""
    return _reached(acting_for, report, user) == _reached(at_desk, report, user)


def _reached(look_up: object, report: Report, user: User) -> tuple[object, ...] | None:
    assert callable(look_up)
    try:
        found: ActingFor = look_up(user, report.round.key, report.recipient.code)
    except Http404:
        return None
    return found.user, found.recipient, found.organisation, found.roles


@pytest.mark.parametrize("role", list(OrganisationRole))
def test_every_role_is_let_in_as_before(report: Report, role: OrganisationRole) -> None:
    user = make_member(report.recipient, role)
    assert desk(report, user).roles == {role}
    assert same(report, user)


def test_a_stranger_finds_nothing(report: Report) -> None:
    with pytest.raises(Http404):
        at_desk(make_user(), report.round.key, report.recipient.code)


@pytest.mark.parametrize(
    "limits",
    [
        {"recipient_codes": ["RSS-12"]},
        {"recipient_codes": ["RSS-09"]},
        {"grant_slugs": ["socialtjanst-rss-2025"]},
        {"grant_slugs": ["another"]},
    ],
)
def test_limits_of_a_role_hold_as_before(report: Report, limits: dict[str, list[str]]) -> None:
    user = make_member(report.recipient)
    Membership.objects.filter(user=user).update(**limits)
    assert same(report, user)


def test_who_came_after_a_change_of_huvudman_is_not_let_in(report: Report) -> None:
    heir = make_organisation()
    HuvudmanPeriod.objects.create(
        recipient=report.recipient, organisation=heir, from_date=date(2025, 4, 1)
    )
    user = make_user()
    Membership.objects.create(user=user, organisation=heir, role=OrganisationRole.OMBUD)
    assert _reached(at_desk, report, user) is None
    assert same(report, user)


def test_somebody_whose_recipient_has_no_report_is_only_acting_for_it() -> None:
    requisition = make_requisition()
    user = make_member(requisition.recipient)
    found = at_desk(user, requisition.round.key, requisition.recipient.code)
    assert not isinstance(found, Desk)
    assert found.recipient == requisition.recipient


def test_facts_and_payments_are_those_of_the_ordinary_reads(report: Report) -> None:
    assert desk(report).received_kr == received_kr(report.round, report.recipient) == 1_611_111
    assert desk(report).facts == case_facts(report)


def test_nothing_settled_is_nothing_received(report: Report) -> None:
    Payment.objects.update(status="planned", paid_on=None, batch=None)
    assert desk(report).received_kr == received_kr(report.round, report.recipient) == 0


def test_what_has_been_sent_in_and_come_back_is_seen(report: Report) -> None:
    report = make_report(report.requisition, submitted=True)
    assert (desk(report).made, desk(report).returned()) == (1, None)
    actions.return_report(
        report,
        submission=1,
        by=make_staff(),
        roles=[StaffRole.HANDLAGGARE],
        at=FEBRUARY,
        reason="Fel belopp.",
    )
    returned = desk(report).returned()
    assert returned is not None
    assert returned.reason == "Fel belopp."


def test_what_the_signatory_has_and_says_is_seen(report: Report) -> None:
    report = make_report(report.requisition, locked=True)
    approval = desk(report).waiting()
    assert approval is not None
    actions.decline_report(approval, comment="Fel namn.", at=FEBRUARY)
    assert desk(report).waiting() is None
    declined = desk(report).declined()
    assert declined is not None
    assert declined.comment == "Fel namn."
    lock(report)
    assert desk(report).declined() is None


def test_the_moved_day_is_known_after_the_read(report: Report) -> None:
    DemoClock.objects.create(pk=1, today=date(2026, 2, 3))
    with clock.read_once():
        desk(report)
        assert clock.today() == date(2026, 2, 3)
