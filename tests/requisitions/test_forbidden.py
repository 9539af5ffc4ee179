"""Every state × every action that it does not allow is refused, and leaves the state alone.

Generated from the tables: the actions themselves are called, by somebody who has the right role.
"""

from collections.abc import Callable
from typing import Any

import pytest

from core.errors import DomainError
from core.models import Event
from core.transitions import Table
from organisations.roles import StaffRole
from requisitions import actions
from requisitions.states import BATCH, PAYMENT, REQUISITION, RETURN
from tests.builders import APRIL, acting, requisition_values
from tests.requisitions.states import MAKERS, as_staff

pytestmark = pytest.mark.django_db

DAY = APRIL.date()
Act = Callable[[Any], object]


def _ekonom(**more: Any) -> dict[str, Any]:
    return as_staff(StaffRole.EKONOM, **more)


def _who(row: Any) -> Any:
    return acting(getattr(row, "requisition", row).recipient)


REQUISITION_ACTS: dict[str, Act] = {
    "submit": lambda row: actions.submit_requisition(
        row, _who(row), values=requisition_values(), at=APRIL
    ),
    "withdraw": lambda row: actions.withdraw_requisition(row, _who(row), at=APRIL),
    "decline": lambda row: actions.decline_requisition(
        row.round, _who(row), reason="Inget behov.", at=APRIL
    ),
    "reopen": lambda row: actions.reopen_requisition(row, _who(row), at=APRIL),
    "approve": lambda row: actions.approve_requisition(row, **as_staff(), reason="Tas emot."),
    "return": lambda row: actions.return_requisition(row, **as_staff(), reason="Rätta."),
    "refuse": lambda row: actions.refuse_requisition(row, **as_staff(), reason="Sen."),
    "reconsider": lambda row: actions.reconsider_requisition(row, **as_staff(), reason="Nytt."),
    "undo_approval": lambda row: actions.undo_approval(row, **as_staff(), reason="Fel."),
}
PAYMENT_ACTS: dict[str, Act] = {
    "batch": lambda row: actions.prepare_batch(
        row.requisition.round, [row], bank_day=DAY, **_ekonom()
    ),
    "settle": lambda row: actions.settle_by_hand(row, **_ekonom(), paid_on=DAY, reason="Utdrag."),
    "fail": lambda row: actions.fail_by_hand(row, **_ekonom(), reason="Utdrag."),
    "replan": lambda row: actions.replan_payment(row, **_ekonom()),
}
BATCH_ACTS: dict[str, Act] = {
    "attest": lambda row: actions.attest_batch(row, **as_staff(StaffRole.ATTESTANT)),
    "refuse": lambda row: actions.refuse_batch(
        row, **as_staff(StaffRole.ATTESTANT), reason="Fel dag."
    ),
    "dissolve": lambda row: actions.dissolve_batch(row, **_ekonom()),
    "mark_sent": lambda row: actions.mark_sent(row, **_ekonom()),
}
RETURN_ACTS: dict[str, Act] = {
    "arrive": lambda row: actions.register_return(row, arrived_on=DAY, arrived_kr=1, **_ekonom()),
    "withdraw": lambda row: actions.withdraw_return(row, _who(row), at=APRIL),
}
KINDS: dict[str, tuple[Table, dict[str, Act]]] = {
    "requisition": (REQUISITION, REQUISITION_ACTS),
    "payment": (PAYMENT, PAYMENT_ACTS),
    "batch": (BATCH, BATCH_ACTS),
    "return": (RETURN, RETURN_ACTS),
}


def _allowed(table: Table, status: str) -> set[str]:
    return {step.action for (frm, _), step in table.items() if frm == status}


FORBIDDEN = [
    (state, action)
    for state in MAKERS
    for table, acts in [KINDS[state.split()[0]]]
    for action in acts
    if action not in _allowed(table, state.split()[1])
]


@pytest.mark.parametrize(("state", "action"), FORBIDDEN, ids=[f"{a} {s}" for s, a in FORBIDDEN])
def test_a_state_refuses_what_it_does_not_allow(state: str, action: str) -> None:
    kind, status = state.split()
    row: Any = MAKERS[state]()
    events = Event.objects.count()
    with pytest.raises(DomainError):
        KINDS[kind][1][action](row)
    row.refresh_from_db()
    assert row.status == status
    assert Event.objects.count() == events
