"""The embedded PostgreSQL: starts once, survives what happens to it, and stops."""

import os
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from config.embedded import Cluster


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A cluster of the test's own in a directory that the server's user can reach."""
    with tempfile.TemporaryDirectory(prefix="portal ö ", dir="/var/tmp") as directory:
        cluster = Cluster(Path(directory) / ("long-" * 20) / "postgres", durable=False)
        yield cluster
        cluster.stop()
        cluster.socket_dir.unlink(missing_ok=True)


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def answer(cluster: Cluster) -> int:
    with psycopg.connect(cluster.conninfo) as connection:
        row = connection.execute("SELECT 42").fetchone()
    return int(row[0]) if row else 0


def test_starts_once_for_many_in_a_long_path_and_stops(cluster: Cluster) -> None:
    with ThreadPoolExecutor(4) as many:
        list(many.map(lambda _: cluster.start(), range(4)))
    first = postmaster(cluster)
    cluster.start()
    assert (answer(cluster), postmaster(cluster)) == (42, first)
    cluster.stop()
    assert not cluster.answers()


def test_starts_again_after_it_was_killed(cluster: Cluster) -> None:
    cluster.start()
    os.kill(postmaster(cluster), signal.SIGKILL)
    cluster.start()
    assert answer(cluster) == 42


def test_starts_though_its_old_number_is_somebody_elses(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")
    cluster.start()
    assert answer(cluster) == 42
