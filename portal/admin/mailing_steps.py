"""The buttons of a letter of staff's own: what each does, and what it says beforehand."""

from datetime import date
from typing import Any

from core.dates import day_of
from correspondence.mailings import actions
from correspondence.mailings.actions import Pressed
from correspondence.models import Mailing
from grants.models import Round
from organisations.admin_base import Press, Step
from portal.admin.mailing_form import ReturnForm, SeenForm
from portal.mailings.letters import FIELDS
from portal.mailings.selection import select

__all__ = ["NAMES", "STEPS", "round_of"]

NAMES = frozenset(one.name for one in FIELDS)


def round_of(mailing: Mailing) -> Round:
    """The round of a mailing, which knows it by key."""
    return Round.objects.select_related("grant", "decision").get(key=mailing.round_key)


def _send(mailing: Mailing, press: Press) -> object:
    shown = select(mailing, round_of(mailing), today=day_of(press.at)).shown
    return actions.send_mailing(mailing, shown, _pressed(press), fields=NAMES)


def _ask(mailing: Mailing, press: Press) -> object:
    shown = select(mailing, round_of(mailing), today=day_of(press.at)).shown
    return actions.ask_approval(mailing, shown, _pressed(press), fields=NAMES)


def _approve(mailing: Mailing, press: Press) -> object:
    return actions.approve_mailing(mailing, _pressed(press))


def _return(mailing: Mailing, press: Press) -> object:
    reason = press.typed["reason"]
    return actions.return_mailing(
        mailing, by=press.by, roles=press.roles, reason=reason, at=press.at
    )


def _discard(mailing: Mailing, press: Press) -> object:
    return actions.discard_mailing(mailing, by=press.by, roles=press.roles, at=press.at)


def _pressed(press: Press) -> Pressed:
    return Pressed(press.by, press.roles, press.typed["seen"], press.at)


def _seen(mailing: Mailing, today: date) -> dict[str, Any]:
    return {"seen": select(mailing, round_of(mailing), today=today).shown.fingerprint}


def _seen_waiting(mailing: Mailing, today: date) -> dict[str, Any]:
    return {"seen": actions.asked_fingerprint(mailing)}


def _what_sending_means(mailing: Mailing) -> list[str]:
    return ["Breven läggs i utkorgen och går ut inom några minuter. Det går inte att ångra."]


def _what_asking_means(mailing: Mailing) -> list[str]:
    return [
        "Någon annan handläggare läser brevet och godkänner det. Då går breven ut.",
        "Medan det väntar går det inte att ändra.",
    ]


def _what_approving_means(mailing: Mailing) -> list[str]:
    return [f"{mailing.letters} brev går ut inom några minuter. Det går inte att ångra."]


def _what_returning_means(mailing: Mailing) -> list[str]:
    return ["Brevet blir ett utkast igen och går att ändra. Inget brev går ut."]


def _what_discarding_means(mailing: Mailing) -> list[str]:
    return ["Utkastet läggs åt sidan. Det går att läsa men inte att skicka."]


STEPS = {
    "send": Step(
        _send,
        "Breven är på väg. Här ser du hur det går för dem.",
        consequence=_what_sending_means,
        form=SeenForm,
        initial=_seen,
    ),
    "ask": Step(
        _ask,
        "Brevet väntar på att någon annan godkänner det.",
        consequence=_what_asking_means,
        form=SeenForm,
        initial=_seen,
    ),
    "approve": Step(
        _approve,
        "Brevet är godkänt, och breven är på väg.",
        consequence=_what_approving_means,
        form=SeenForm,
        initial=_seen_waiting,
    ),
    "return": Step(
        _return,
        "Brevet är ett utkast igen.",
        consequence=_what_returning_means,
        form=ReturnForm,
        is_main=False,
    ),
    "discard": Step(
        _discard,
        "Utkastet är borttaget.",
        consequence=_what_discarding_means,
        is_main=False,
    ),
}
