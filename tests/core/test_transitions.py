"""Every state × every forbidden step is refused; generated from the tables themselves."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models

from core.errors import NotAllowed, RuleViolated, StaleState
from core.models import Event
from core.transitions import Table, apply
from correspondence.bounces.states import MARK, MarkStatus
from correspondence.mailings.states import MAILING, MailingStatus
from grants.states import ROUND, RoundStatus
from organisations.roles import ANY_STAFF, RIGHTS
from repayments.states import CLAIM, PORTAL, ClaimStatus
from reporting.states import (
    APPROVAL,
    EXTENSION,
    REPORT,
    SIGNATORY,
    SUPPLEMENT,
    ApprovalStatus,
    ExtensionStatus,
    ReportStatus,
    SupplementStatus,
)
from requisitions.states import (
    BATCH,
    PAYMENT,
    REQUISITION,
    RETURN,
    BatchStatus,
    PaymentStatus,
    RequisitionStatus,
    ReturnStatus,
)
from tests.builders import (
    APRIL,
    FEBRUARY,
    make_report,
    make_requisition,
    make_round,
    make_staff,
)
from tests.correspondence.builders import make_mark
from tests.correspondence.mailing_builders import MAKERS as MAILINGS
from tests.repayments.builders import make_breach, make_claim
from tests.reporting.handling_builders import MAKERS as HANDLED
from tests.requisitions import states as requisition_states

pytestmark = pytest.mark.django_db

EVERYBODY = ANY_STAFF | frozenset(RIGHTS) | {SIGNATORY, PORTAL}
MAKERS: dict[str, Callable[[], models.Model]] = {
    "round prepared": lambda: make_round(opened=False),
    "round requisition": make_round,
    "round reporting": lambda: make_report().round,
    **requisition_states.MAKERS,
    **HANDLED,
    **MAILINGS,
    "report draft": make_report,
    "report locked": lambda: make_report(locked=True),
    "report submitted": lambda: make_report(submitted=True),
    "report accepted": lambda: make_report(accepted=True),
    "claim proposed": make_breach,
    "claim communicated": lambda: make_breach(communicated=True),
    "claim decided": lambda: make_claim(decided=True),
    "approval waiting": lambda: make_report(locked=True).approvals.get(),
    "mark open": make_mark,
    "mark cleared": lambda: make_mark(MarkStatus.CLEARED),
    "mark confirmed": lambda: make_mark(MarkStatus.CONFIRMED),
    "approval approved": lambda: make_report(submitted=True).approvals.get(),
}
TABLES: dict[str, tuple[Table, Any]] = {
    "round": (ROUND, RoundStatus),
    "requisition": (REQUISITION, RequisitionStatus),
    "payment": (PAYMENT, PaymentStatus),
    "batch": (BATCH, BatchStatus),
    "return": (RETURN, ReturnStatus),
    "report": (REPORT, ReportStatus),
    "claim": (CLAIM, ClaimStatus),
    "approval": (APPROVAL, ApprovalStatus),
    "extension": (EXTENSION, ExtensionStatus),
    "supplement": (SUPPLEMENT, SupplementStatus),
    "mailing": (MAILING, MailingStatus),
    "mark": (MARK, MarkStatus),
}


@pytest.mark.parametrize("state", MAKERS)
def test_every_step_that_the_table_does_not_have_is_refused(
    state: str, subtests: pytest.Subtests
) -> None:
    (noun, status), row = state.split(), MAKERS[state]()
    table, statuses = TABLES[noun]
    before = Event.objects.count()
    for to in set(statuses.values) - {to for frm, to in table if frm == status}:
        with subtests.test(to=to), pytest.raises(StaleState):
            apply(row, table, to=to, actor=None, roles=EVERYBODY, at=FEBRUARY, reason="För provet.")
    row.refresh_from_db()
    assert row.status == status  # type: ignore[attr-defined]
    assert Event.objects.count() == before


def test_a_step_for_others_is_refused() -> None:
    with pytest.raises(NotAllowed):
        apply(
            make_requisition(), REQUISITION, to="approved", actor=None, roles={"ekonom"}, at=APRIL
        )


def test_a_step_that_needs_a_reason_is_refused_without_one() -> None:
    round_ = make_report().round
    with pytest.raises(RuleViolated):
        apply(round_, ROUND, to="closed", actor=make_staff(), roles=EVERYBODY, at=FEBRUARY)
