"""314 claims invoiced by real workers that are killed at random: no gap, no double, no loss."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import AsyncMessage
from django.db import connection

from config import broker
from correspondence.models import Document, Letter
from grants.models import Round
from organisations.roles import StaffRole
from repayments.actions import start_run
from repayments.models import Claim, ClaimDecision, Ground, Invoice, Outcome
from repayments.states import ClaimStatus
from tests.builders import faultless_answers, make_recipient, make_report, make_staff
from tests.repayments.builders import NIGHT

CLAIMS = 314
MOMENTS = (6.1, 9.7, 4.9, 8.3, 5.6, 7.2)
"""After so many seconds both workers are killed: drawn at random once, the same ever after."""

PATIENCE = 240
"""Seconds for all of it."""


QUEUE_LETTERS = (
    "from core import clock; from correspondence.outbox import queue_due_letters;"
    "queue_due_letters(at=clock.now(), only=['repayment_invoice'])"
)


class Postbox(AsyncMessage):
    """Counts what arrives, by addressee and subject, which holds the number."""

    def __init__(self) -> None:
        super().__init__()
        self.came: Counter[tuple[str, str]] = Counter()

    async def handle_message(self, message: Message) -> None:
        self.came[str(message["To"]), str(message["Subject"])] += 1


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    box = Postbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop()


@pytest.fixture
def surroundings(
    transactional_db: None,
    postbox: tuple[Postbox, int],
    tmp_path: Path,
) -> dict[str, str]:
    """What the workers are told: this test's database, its own documents, its own post."""
    broker.prepare(broker.OWN_DATABASE, {"conn_string": broker.conninfo_of(_database())})
    known = _database()
    host = quote(str(known["HOST"]), safe="/")
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",  # the tests' own know no workers
        "DATABASE_URL": f"postgres://{known['USER']}@/{known['NAME']}?host={host}",
        "DOCUMENTS_DIR": str(tmp_path / "papers"),
        "INVOICE_OUTBOX": str(tmp_path / "out"),
        "INVOICE_INBOX": str(tmp_path / "in"),
        "EMAIL_URL": f"smtp://127.0.0.1:{postbox[1]}",
        "PORTAL_TODAY": "2026-03-16",
        "TASK_SECONDS": "40",
    }


@pytest.mark.proof
@pytest.mark.concurrency
def test_killed_workers_invoice_every_claim_once(
    surroundings: dict[str, str], postbox: tuple[Postbox, int], tmp_path: Path
) -> None:
    ekonom = make_staff(StaffRole.EKONOM)
    run = start_run(_claims(), by=ekonom, roles=[StaffRole.EKONOM], at=NIGHT)
    _queue(surroundings, f"tasks.work_run.delay({run.pk})")
    for seconds in MOMENTS:
        with workers(surroundings):
            time.sleep(seconds)
    with workers(surroundings):
        _until_everything_is_stored(surroundings)
        _until_every_letter_is_sent(surroundings, postbox[0])
    numbers = list(Invoice.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [2026000000 + n for n in range(1, CLAIMS + 1)]
    assert _stored() == {"repayment_invoice": CLAIMS, "repayment_invoice_ubl": CLAIMS}
    assert len({path.name for path in (tmp_path / "out").iterdir()}) == CLAIMS
    papers = [path for path in (tmp_path / "papers").rglob("*") if path.is_file()]
    assert len(papers) >= 2 * CLAIMS
    assert set(postbox[0].came.values()) == {1}


@contextmanager
def workers(surroundings: dict[str, str]) -> Iterator[None]:
    """Two workers; both ended by SIGKILL, wherever they are."""
    command = [sys.executable, "-m", "celery", "--app", "config", "--quiet", "worker"]
    flags = ["--concurrency=1", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    running = [
        subprocess.Popen(
            [*command, *flags, f"--hostname=w{n}@%h"],
            env=surroundings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for n in range(2)
    ]
    try:
        yield
    finally:
        for worker in running:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


def _claims() -> Round:
    """314 decided claims in a round, each on a recipient of its own.

    They rest on one report, as another 313 would take longer to make than to invoice.
    """
    answers = faultless_answers(used_kr=1_611_111, faktura_epost="")  # nothing unused, one address
    report = make_report(accepted=True, answers=answers)
    decider, day = make_staff(), NIGHT.date()
    recipients = [make_recipient(f"R-{n:03d}") for n in range(1, CLAIMS + 1)]
    claims = Claim.objects.bulk_create(
        Claim(
            ground=Ground.AGAINST_CONDITIONS,
            round=report.round,
            recipient=recipient,
            organisation=recipient.huvudman_on(day),
            report=report,
            submission=report.submissions.get(),
            amount_kr=1_000 + number,
            reasons="Använt till annat.",
            status=ClaimStatus.DECIDED,
            diarienummer=f"5.7-P{number:04d}/2026",
            created_at=NIGHT,
        )
        for number, recipient in enumerate(recipients)
    )
    ClaimDecision.objects.bulk_create(
        ClaimDecision(
            claim=claim,
            outcome=Outcome.FULL,
            amount_kr=claim.amount_kr,
            reasons=claim.reasons,
            decided_at=NIGHT,
            decided_by=decider,
        )
        for claim in claims
    )
    return report.round


def _until_everything_is_stored(surroundings: dict[str, str]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        _queue(surroundings, "tasks.sweep_claims.delay(); tasks.sweep_deliveries.delay()")
        time.sleep(8)
        put_out = len(list(Path(surroundings["INVOICE_OUTBOX"]).glob("*.xml")))
        if sum(_stored().values()) == 2 * CLAIMS and put_out == CLAIMS:
            return


def _until_every_letter_is_sent(surroundings: dict[str, str], box: Postbox) -> None:
    """The invoices' letters alone: the decisions' have documents of their own to draw."""
    _shell(surroundings, QUEUE_LETTERS)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and Letter.objects.waiting().exists():
        _queue(surroundings, "tasks.send_waiting_letters.delay()", "correspondence")
        time.sleep(8)
    assert len(box.came) == CLAIMS


def _queue(surroundings: dict[str, str], calls: str, app: str = "repayments") -> None:
    _shell(surroundings, f"from {app} import tasks; {calls}")


def _shell(surroundings: dict[str, str], code: str) -> None:
    """As the workers see it: their database, their broker, their documents."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    subprocess.run(command, env=surroundings, check=True, stdout=subprocess.DEVNULL)


def _stored() -> dict[str, int]:
    kinds = Document.objects.filter(kind__startswith="repayment_invoice")
    return dict(Counter(kinds.values_list("kind", flat=True)))


def _database() -> dict[str, Any]:
    return connection.settings_dict
