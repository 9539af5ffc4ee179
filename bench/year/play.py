"""The year, day by day: deeds, workers that may be killed, days on which beat stands still."""

import random
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.urls import reverse

from bench.year import lives
from bench.year.children import Actor, killed_within, run
from bench.year.deeds import moment, play_day, prepare
from bench.year.expected import Step, expected_letters
from bench.year.lives import Life, RoundDays
from bench.year.mail import PATIENCE, MailServer, open_server
from bench.year.reckoning import Reckoning, reckon, sent_letters
from correspondence.models import Delivery, Letter, LetterStatus, PlanStep
from correspondence.outbox import queue_due_letters, send_waiting_letters
from correspondence.pdf import Attached
from correspondence.plan import kinds
from correspondence.plan_actions import ensure_plan

__all__ = ["Played", "play_year"]

STANDS_STILL = 0.05
"""The chance that beat stops on a day; it then stays so for one to three days."""
TWO_AT_ONCE = 0.25
"""The chance that two workers meet over the same letters."""
KILLED = 0.2
"""The chance that a worker is killed while it works."""
LIVES_AT_LEAST, LIVES_AT_MOST = 0.02, 0.6
"""Seconds after its orders, when it is one of those."""
MINUTES = (0, 2, 5, 10, 20, 40, 80, 150)
"""After the hour: when letters go out, and when what was refused is tried again."""


@dataclass(frozen=True)
class Played:
    """What came of it, and what was done to the portal meanwhile."""

    reckoning: Reckoning
    recipients: int
    days: int
    still_days: int
    runs: int
    kills: int
    refusals: int


@dataclass
class _Workers:
    """One or two at a time. They stay until they are killed; then others take their places."""

    lot: random.Random
    hands: list[Actor] = field(default_factory=list)
    runs: int = 0
    kills: int = 0

    def write_and_send(self, day: date, hour: int) -> bool:
        """Let them work until nothing waits, or until it is too late; whether something is left.

        What is due is asked first, and again when nobody lived to say that it was written.
        """
        is_written = False
        for minute in MINUTES:
            at = moment(day, hour) + timedelta(minutes=minute)
            waiting = self._run(f"{at.isoformat()} {'send' if is_written else 'write'}")
            if waiting == 0:
                return False
            is_written = is_written or waiting is not None
        return True

    def _run(self, order: str) -> int | None:
        """How many letters wait afterwards; None when not everybody lived to tell."""
        self.runs += 1
        hands = self._on_duty(2 if self.lot.random() < TWO_AT_ONCE else 1)
        for hand in hands:
            hand.tell(order)
        killed = {
            place: self.lot.uniform(LIVES_AT_LEAST, LIVES_AT_MOST)
            for place in range(len(hands))
            if self.lot.random() < KILLED
        }
        self.kills += killed_within(hands, killed)
        left = [hand.answer() for hand in hands]
        return None if None in left else max(left)

    def _on_duty(self, count: int) -> list[Actor]:
        for place, hand in enumerate(self.hands):
            if not hand.is_alive:
                hand.close()
                self.hands[place] = Actor(_work)
        self.hands += [Actor(_work) for _ in range(count - len(self.hands))]
        return self.hands[:count]

    def close(self) -> None:
        for hand in self.hands:
            hand.close()


def play_year(folder: Path, *, full: bool, seed: int, say: Callable[[str], None]) -> Played:
    """Play it in the database that Django has been led to; the same seed draws the same lots."""
    lot = random.Random(seed)  # noqa: S311 - lots, not secrets
    rounds = lives.rounds(full=full)
    all_lives = lives.lives(rounds, lot)
    still, workers = _still_days(lot), _Workers(lot)
    warm_up()
    patch("correspondence.actions.render_pdf", _not_laid_out).start()
    run(partial(_prepare, rounds, all_lives))
    everybody = Actor(lambda day: play_day(date.fromisoformat(day), rounds, all_lives))
    with closing(open_server(folder, seed=seed)) as server, closing(everybody), closing(workers):
        _send_to(server)
        for day in lives.days():
            if day.day == 1:
                say(f"{day:%Y-%m}: {workers.runs} runs, {workers.kills} workers killed")
            left = day not in still and workers.write_and_send(day, 7)
            done = everybody.do(day.isoformat())
            if day not in still and (done or left):
                workers.write_and_send(day, 12)
        reckoning = _reckon(server, rounds, all_lives, working=set(lives.days()) - still)
    return Played(
        reckoning,
        recipients=len({life.recipient for life in all_lives}),
        days=len(list(lives.days())),
        still_days=len(still),
        runs=workers.runs,
        kills=workers.kills,
        refusals=Delivery.objects.filter(outcome=LetterStatus.QUEUED).count(),
    )


def warm_up() -> None:
    """Read once what every worker would read anew after its fork."""
    reverse("portal:home")
    for key in kinds():
        for name in ("subject.txt", "body.txt", "body.html"):
            get_template(f"letters/{key}/{name}")


def _not_laid_out(template: str, context: dict[str, Any], *_attached: Attached) -> bytes:
    """A document with all its words and no layout, which takes a second and decides no letter."""
    return b"%PDF-1.7\n%" + render_to_string(template, context).encode()


def _prepare(rounds: tuple[RoundDays, ...], all_lives: list[Life]) -> None:
    prepare(rounds, all_lives)
    for one in rounds:
        ensure_plan(one.key, today=lives.BEGINS)


def _work(order: str) -> int:
    """What the tasks of correspondence do, at the simulated moment."""
    moment_, _, task = order.partition(" ")
    at = datetime.fromisoformat(moment_)
    if task == "write":
        queue_due_letters(at=at)
    send_waiting_letters(at=at)
    return Letter.objects.waiting().count()


def _send_to(server: MailServer) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = PATIENCE


def _still_days(lot: random.Random) -> set[date]:
    """The days on which beat stands still; not the last ones, for then nothing could heal."""
    found: set[date] = set()
    for day in lives.days():
        if lot.random() < STANDS_STILL:
            found.update(day + timedelta(days=n) for n in range(lot.randint(1, 3)))
    return {day for day in found if day <= lives.ENDS - timedelta(days=7)}


def _reckon(
    server: MailServer,
    rounds: tuple[RoundDays, ...],
    all_lives: list[Life],
    *,
    working: Collection[date],
) -> Reckoning:
    """In the parent, which has no more children to make."""
    steps = [
        Step(one.round_key, one.kind, one.distance, one.counted_from)
        for one in PlanStep.objects.active()
    ]
    expected = expected_letters(rounds, all_lives, steps, working=working)
    return reckon(expected, sent_letters(server.message_ids()), all_lives)
