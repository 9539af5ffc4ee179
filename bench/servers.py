"""A web server and a PostgreSQL of the bench's own, and the CPU time that they use.

Only processes started here are looked at and ended.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from config.embedded import SUPERUSER, Cluster

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
WORKERS = 2
PATIENCE = 60  # seconds for a server to come up


@dataclass(frozen=True)
class Server:
    """A gunicorn with two sync workers, and where it listens."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def cpu(self) -> float:
        """Seconds of CPU that the server and its workers have used, ended ones included."""
        return _family_cpu(self.process.pid)


@contextmanager
def postgres(data: Path) -> Iterator[Cluster]:
    """A durable cluster in this directory: it syncs to disk, as one with real cases does."""
    cluster = Cluster(data)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


def database_url(cluster: Cluster, name: str) -> str:
    """The address of a database of the cluster, as DATABASE_URL wants it."""
    return f"postgres://{SUPERUSER}@/{name}?host={quote(str(cluster.socket_dir), safe='')}"


def database_cpu(cluster: Cluster) -> float:
    """Seconds of CPU that the cluster's processes have used, ended ones included."""
    return _family_cpu(int((cluster.data / "postmaster.pid").read_text().split()[0]))


@contextmanager
def gunicorn(application: str, *, port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    """Serve an application with two sync workers until the block ends."""
    command = [
        sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}",
        "--workers", str(WORKERS), "--worker-class", "sync", "--log-level", "error",
        "--no-control-socket",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        _wait_for(port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(timeout=30)


def manage(*words: str, environment: Mapping[str, str]) -> None:
    """Run django-admin with a settings module of the environment's."""
    subprocess.run(
        [sys.executable, "-m", "django", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _wait_for(port: int) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
        finally:
            connection.close()
    raise TimeoutError(f"Nothing answers on port {port}.")


def _family_cpu(pid: int) -> float:
    """A process with the children it has waited for, and its living children."""
    ticks = sum(_stat(pid)[11:15])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return (ticks + sum(sum(_stat(int(child))[11:15]) for child in children)) / TICKS


def _stat(pid: int) -> list[int]:
    """The fields of /proc/PID/stat from the parent's number on; zeros for one that has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return [0] * 20
    return [0, *(int(field) for field in text.rpartition(")")[2].split()[1:20])]
