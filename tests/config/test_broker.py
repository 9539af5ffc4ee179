"""The broker in our own PostgreSQL: prepared once, and a killed worker loses nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from psycopg.conninfo import make_conninfo

from config import broker

TASKS = 400
CELERY = [sys.executable, "-m", "celery", "--app", "tests.config.broker_trial", "--quiet"]
ENQUEUE = "from tests.config.broker_trial import note; [note.delay(n) for n in range({})]"


@pytest.fixture
def conninfo(db: None) -> Iterator[str]:
    """An empty database for the trial, with pgmq's schema in it."""
    name = f"test_{os.getpid()}_broker"
    where = broker.conninfo_of(settings.DATABASES["default"])
    with psycopg.connect(make_conninfo(where, dbname="postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        trial = make_conninfo(where, dbname=name)
        broker.prepare(broker.OWN_DATABASE, {"conn_string": trial})
        yield trial
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def worker(conninfo: str) -> Iterator[None]:
    """A worker with two processes; ended by SIGKILL, all of it at once."""
    command = [*CELERY, "worker", "--concurrency=2", "--without-gossip", "--without-mingle"]
    running = subprocess.Popen(
        command,
        env={**os.environ, "TRIAL_CONNINFO": conninfo},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def wait_for(connection: psycopg.Connection, noted: int, *, seconds: int) -> int:
    """How many different tasks are done, as soon as there are so many or the time is out."""
    until = time.monotonic() + seconds
    while True:
        row = connection.execute("SELECT count(DISTINCT number) FROM noted").fetchone()
        done = int(row[0]) if row else 0
        if done >= noted or time.monotonic() > until:
            return done
        time.sleep(0.2)


def test_preparing_twice_is_harmless(conninfo: str) -> None:
    broker.prepare(broker.OWN_DATABASE, {"conn_string": conninfo})


@pytest.mark.proof
@pytest.mark.concurrency
def test_killed_workers_lose_no_task(conninfo: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("CREATE TABLE noted (number int)")
        environment = {**os.environ, "TRIAL_CONNINFO": conninfo}
        command = [sys.executable, "-c", ENQUEUE.format(TASKS)]
        subprocess.run(command, env=environment, check=True)
        for share in (TASKS // 4, TASKS // 2):
            with worker(conninfo):
                assert share <= wait_for(connection, share, seconds=60) < TASKS
        with worker(conninfo):
            assert wait_for(connection, TASKS, seconds=90) == TASKS


def test_what_the_databases_address_says_after_the_question_mark_holds_for_the_broker_too() -> None:
    database = {"NAME": "portal", "OPTIONS": {"host": "/run/pg", "sslmode": "require", "pool": {}}}
    assert broker.conninfo_of(database) == "dbname=portal host=/run/pg sslmode=require"
