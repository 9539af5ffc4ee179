"""Letters of staff's own, in each of their states."""

import uuid
from typing import Any

from correspondence.mailings import actions
from correspondence.mailings.actions import MailingValues, Pressed, Shown
from correspondence.mailings.states import ALONE, STAFF
from correspondence.models import Mailing
from correspondence.plan import Addressee
from correspondence.planned import Reader
from organisations.models import User
from tests.builders import APRIL, ROUND_KEY, make_staff

FIELDS = {"mottagare"}


def values(**changes: Any) -> MailingValues:
    written: dict[str, Any] = {
        "chosen": "all",
        "lan_codes": [],
        "added": [],
        "left_out": [],
        "subject": "Möte om bidraget",
        "body": "Kom till mötet, {mottagare}.",
        "link_text": "Öppna bidraget",
    }
    return MailingValues(**{**written, **changes})


def readers(count: int) -> Shown:
    """So many recipients with one address each."""
    return Shown(
        tuple(
            Reader(f"{ROUND_KEY}/RSS-{n:02d}", f"RSS {n}", (Addressee(f"rss{n}@example.se"),))
            for n in range(1, count + 1)
        )
    )


def draft(by: User | None = None, **changes: Any) -> Mailing:
    who = by or make_staff()
    return actions.write_mailing(uuid.uuid4(), ROUND_KEY, values(**changes), by=who, at=APRIL)


def put(verb: Any, mailing: Mailing, count: int, **how: Any) -> Mailing:
    shown = readers(count)
    who = {"by": mailing.written_by, "roles": STAFF, "seen": shown.fingerprint, "at": APRIL, **how}
    sent: Mailing = verb(mailing, shown, Pressed(**who), fields=FIELDS)
    return sent


def send(mailing: Mailing, count: int = 2, **how: Any) -> Mailing:
    return put(actions.send_mailing, mailing, count, **how)


def ask(mailing: Mailing, **how: Any) -> Mailing:
    return put(actions.ask_approval, mailing, ALONE + 1, **how)


def waiting(**how: Any) -> Mailing:
    return ask(draft(), **how)


def approve(mailing: Mailing, *, by: User, seen: str = "") -> Mailing:
    """By who has read what waits, unless she read what was there before."""
    seen = seen or actions.asked_fingerprint(mailing)
    return actions.approve_mailing(mailing, Pressed(by, STAFF, seen, APRIL))


def discarded() -> Mailing:
    mailing = draft()
    return actions.discard_mailing(mailing, by=mailing.written_by, roles=STAFF, at=APRIL)


MAKERS = {
    "mailing draft": draft,
    "mailing waiting": waiting,
    "mailing sent": lambda: send(draft()),
    "mailing discarded": discarded,
}
