"""A requisition, a payment, a batch and a return in each of their states, made by the actions."""

from collections.abc import Callable
from typing import Any

from django.db import models

from organisations.roles import StaffRole
from requisitions import actions
from requisitions.models import Payment, PaymentBatch, Requisition, Return
from tests.builders import (
    APRIL,
    acting,
    at,
    make_batch,
    make_recipient,
    make_requisition,
    make_round,
    make_staff,
)

__all__ = ["MAKERS", "as_staff"]


def as_staff(role: StaffRole = StaffRole.HANDLAGGARE, **more: Any) -> dict[str, Any]:
    """Somebody at the agency with a role, on 15 April 2025 unless told otherwise."""
    return {"by": make_staff(role), "roles": [role], "at": APRIL, **more}


def _returned() -> Requisition:
    return actions.return_requisition(make_requisition(), **as_staff(), reason="Rätta.")


def _declined() -> Requisition:
    who = acting(make_recipient())
    return actions.decline_requisition(make_round(), who, reason="Inget behov.", at=APRIL)


def _refused() -> Requisition:
    late = make_requisition(when=at(2025, 5, 16))
    return actions.refuse_requisition(late, **as_staff(), reason="Kom in för sent.")


def _batch(*, attested: bool = False, sent: bool = False) -> PaymentBatch:
    return make_batch(make_requisition(approved=True), attested=attested, sent=sent)


def _payment(*, sent: bool = False) -> Payment:
    return _batch(sent=sent).payments.get()


def _failed() -> Payment:
    return actions.fail_by_hand(
        _payment(sent=True), **as_staff(StaffRole.EKONOM), reason="Kontot finns inte."
    )


def _cancelled() -> Payment:
    undone = actions.undo_approval(make_requisition(approved=True), **as_staff(), reason="Fel.")
    return undone.payments.get()


def _announced() -> Return:
    paid = make_requisition(paid=True)
    return actions.announce_return(
        paid, acting(paid.recipient), amount_kr=1_000, reason="Blir över.", at=APRIL
    )


def _arrived() -> Return:
    return actions.register_return(
        _announced(), arrived_on=APRIL.date(), arrived_kr=1_000, **as_staff(StaffRole.EKONOM)
    )


def _withdrawn() -> Return:
    announced = _announced()
    who = acting(announced.requisition.recipient)
    return actions.withdraw_return(announced, who, at=APRIL)


def _answered() -> PaymentBatch:
    paid = make_requisition(paid=True)
    return PaymentBatch.objects.get(payments__requisition=paid)


MAKERS: dict[str, Callable[[], models.Model]] = {
    "requisition draft": lambda: make_requisition(submitted=False),
    "requisition submitted": make_requisition,
    "requisition returned": _returned,
    "requisition approved": lambda: make_requisition(approved=True),
    "requisition paid": lambda: make_requisition(paid=True),
    "requisition declined": _declined,
    "requisition refused": _refused,
    "payment planned": lambda: make_requisition(approved=True).payments.get(),
    "payment batched": _payment,
    "payment sent": lambda: _payment(sent=True),
    "payment paid": lambda: make_requisition(paid=True).payments.get(),
    "payment failed": _failed,
    "payment cancelled": _cancelled,
    "batch prepared": _batch,
    "batch attested": lambda: _batch(attested=True),
    "batch sent": lambda: _batch(sent=True),
    "batch answered": _answered,
    "batch dissolved": lambda: actions.dissolve_batch(_batch(), **as_staff(StaffRole.EKONOM)),
    "batch refused": lambda: actions.refuse_batch(
        _batch(), **as_staff(StaffRole.ATTESTANT), reason="Fel bankdag."
    ),
    "return announced": _announced,
    "return arrived": _arrived,
    "return withdrawn": _withdrawn,
}
