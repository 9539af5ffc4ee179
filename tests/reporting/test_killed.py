"""The web process is killed at any moment: what it acknowledged is there, and nothing twice.

A real gunicorn, as config/gunicorn.py sets it up, on the test's PostgreSQL. Its workers are killed
with -9, one at a time, while three people save pages and one sends in over and over.
"""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import socket
from threading import Event as Signal
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.urls import reverse

from bench.servers import database_url
from core.transitions import history
from reporting.models import Approval, Report, Submission
from reporting.signing import token_for
from reporting.states import ApprovalStatus, ReportStatus
from tests.builders import acting, faultless_answers, make_report, make_requisition, make_round

KILLS = 50
CODES = ("RSS-12", "RSS-09", "RSS-01", "RSS-02")
CSRF = "a" * 32
PATIENCE = 60  # seconds for the server to come up, and for one request to succeed in the end


@dataclass(frozen=True)
class Web:
    """A running gunicorn: its first process, and where it listens."""

    process: subprocess.Popen[bytes]
    port: int

    def workers(self) -> list[int]:
        pid = self.process.pid
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def post(self, path: str, fields: Mapping[str, object], cookies: Mapping[str, str]) -> int:
        """The answer's status. Raises OSError or HTTPException when the process dies under it."""
        held = {**cookies, settings.CSRF_COOKIE_NAME: CSRF}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in held.items()),
            "X-CSRFToken": CSRF,
        }
        http = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            http.request("POST", path, urlencode(fields), headers)
            return http.getresponse().status
        finally:
            http.close()


@dataclass
class Somebody:
    """A person at her report, who counts what the server acknowledged and what it left open."""

    web: Web
    report: Report
    stop: Signal
    tried: int = 0
    acknowledged: int = 0
    broken_off: int = 0
    cookies: dict[str, str] = field(default_factory=dict)

    def log_in(self) -> None:
        client = Client()
        client.force_login(
            acting(self.report.recipient).user, "django.contrib.auth.backends.ModelBackend"
        )
        name = settings.SESSION_COOKIE_NAME
        self.cookies = {name: client.cookies[name].value}

    def save(self) -> bool:
        """Save one more figure, in two fields of a page at once; whether it was acknowledged."""
        self.tried += 1
        fields = {"lonekostnader": self.tried, "ovriga_kostnader": 0}
        done = self._try("page", fields, page="kostnader")
        if done:
            self.acknowledged = self.tried
        return done

    def save_until_stopped(self) -> None:
        while not self.stop.is_set():
            self.save()

    def send_in_until_stopped(self) -> None:
        """Save, lock, approve and reopen, each until it is acknowledged, and look after each."""
        try:
            while not self.stop.is_set():
                self._until_done(self.save)
                self._until_done(lambda: self._try("lock"))
                assert self._status() == ReportStatus.LOCKED
                self._until_done(self._approve)
                assert self._status() == ReportStatus.SUBMITTED
                self._until_done(lambda: self._try("reopen"))
                assert self._status() == ReportStatus.DRAFT
        finally:
            connection.close()

    def _approve(self) -> bool:
        """As the signatory, past her code; pressed again when the answer failed to come."""
        approval = Approval.objects.filter(report=self.report).latest("requested_at", "pk")
        session = SessionStore()
        session[f"approval-{approval.pk}"] = approval.sha256
        session.create()
        path = reverse("reporting:approve_confirmed", args=[token_for(approval)])
        return self._post(path, {}, {settings.SESSION_COOKIE_NAME: str(session.session_key)})

    def _try(self, name: str, fields: Mapping[str, object] | None = None, **more: str) -> bool:
        case = {
            "round_key": self.report.round.key,
            "recipient_code": self.report.recipient.code,
        }
        path = reverse(f"reporting:{name}", kwargs={**case, **more})
        return self._post(path, fields or {}, self.cookies)

    def _post(self, path: str, fields: Mapping[str, object], cookies: Mapping[str, str]) -> bool:
        try:
            status = self.web.post(path, fields, cookies)
        except (OSError, HTTPException):
            self.broken_off += 1
            return False
        assert status == 302, f"{path} answered {status}"
        return True

    def _until_done(self, verb: Callable[[], bool]) -> None:
        ends = time.monotonic() + PATIENCE
        while not verb():
            assert time.monotonic() < ends, "The server did not come back."

    def _status(self) -> str:
        return Report.objects.values_list("status", flat=True).get(pk=self.report.pk)


@contextmanager
def served() -> Iterator[Web]:
    """gunicorn with two workers on the test's own database, ended with the block."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cluster, name = settings.EMBEDDED_POSTGRES, connection.settings_dict["NAME"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        "PORT": str(port),
        "WEB_PROCESSES": "2",
        "LOG_LEVEL": "ERROR",
        "DATABASE_URL": database_url(cluster, name) if cluster else _other_database(name),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
    try:
        yield Web(process, port)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _other_database(name: str) -> str:
    """The address of a test database on the server that DATABASE_URL names."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def kill_one(web: Web, people: list[Somebody]) -> None:
    """Kill the worker that has served longest at some moment, and let the work begin again."""
    time.sleep(0.05 + secrets.randbelow(500) / 1000)
    os.kill(web.workers()[0], signal.SIGKILL)
    before, ends = sum(one.acknowledged for one in people), time.monotonic() + PATIENCE
    while sum(one.acknowledged for one in people) == before or not web.workers():
        assert time.monotonic() < ends, "The server did not come back."
        time.sleep(0.05)


@pytest.mark.proof
@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_what_was_acknowledged_is_there_and_nothing_twice_after_fifty_kills() -> None:
    round_ = make_round(frames=dict.fromkeys(CODES, 1_611_111))
    recipients = [row.recipient for row in round_.allocations.get().rows.all()]
    paid = [make_requisition(round_, recipient, paid=True) for recipient in recipients]
    reports = [make_report(one, answers=faultless_answers()) for one in paid]
    Report.objects.update(extra_submissions=1_000)
    stop = Signal()
    with served() as web, ThreadPoolExecutor(len(reports)) as crowd:
        people = [Somebody(web, report, stop) for report in reports]
        for one in people:
            one.log_in()
            one._until_done(one.save)
        *savers, sender = people
        work = [crowd.submit(one.save_until_stopped) for one in savers]
        work.append(crowd.submit(sender.send_in_until_stopped))
        try:
            for _ in range(KILLS):
                kill_one(web, people)
        finally:
            stop.set()
        for job in work:
            job.result()
    for one in savers:
        one.report.refresh_from_db()
        assert one.acknowledged <= one.report.answers["lonekostnader"] <= one.tried
    _nothing_twice(sender.report)
    assert sum(one.broken_off for one in people) >= KILLS // 2


def _nothing_twice(report: Report) -> None:
    """Every time round made one submission, however often the button was pressed."""
    sent_in = list(Submission.objects.filter(report=report).order_by("number"))
    times = len(sent_in)
    assert times > 1
    assert [one.number for one in sent_in] == list(range(1, times + 1))
    assert len({one.sha256 for one in sent_in}) == times
    for action in ("lock", "submit", "reopen"):
        assert history(report).filter(action=action).count() == times
    assert report.approvals.filter(status=ApprovalStatus.APPROVED).count() == times
    assert report.approvals.count() == times
